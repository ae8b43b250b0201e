/** Puts the shop together. */
import { STATUS_CODES } from 'node:http'
import { fileURLToPath } from 'node:url'
import { route } from 'amazonpay/express'
import express, { type ErrorRequestHandler, type Express, type Request } from 'express'
import { appCheckout } from './checkout/app.js'
import { button } from './checkout/button.js'
import { result } from './checkout/result.js'
import { review } from './checkout/review.js'
import { pageOf, render } from './pages/page.js'
import { ProblemPage } from './pages/problem.js'
import { notifications } from './payments.js'
import { desk } from './routes/desk.js'
import { login } from './routes/login.js'
import { orderEvents } from './routes/order-events.js'
import { shopping } from './routes/shopping.js'
import { headers, refuseForgedForms } from './security.js'
import { sessions } from './session.js'
import { type Shop, sandboxOf } from './shop.js'

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url))

export function createApp(shop: Shop): Express {
  const https = shop.url.startsWith('https:')
  const app = express()
  app.disable('x-powered-by')
  // Behind a server that does the TLS.
  if (https) app.set('trust proxy', 1)
  app.use(headers(https, sandboxOf(shop)))
  app.use('/static', express.static(PUBLIC))

  // Before the parsers of bodies, for Amazon's signature is that of the very bytes.
  app.post('/amazon-pay/notifications', route(notifications(shop)))
  // For the app, which is known by a token, not by a cookie.
  app.use('/app-checkout', route(appCheckout(shop)))

  app.use(sessions(shop.secret, https))
  app.use(express.urlencoded({ extended: false, limit: '10kb' }))
  app.use(refuseForgedForms)

  app.use(shopping(shop))
  app.get('/orders/:number/events', orderEvents(shop))
  app.get('/amazon-pay/button', route<Request>(button(shop)))
  app.route('/checkout/review').all(route<Request>(review(shop)))
  app.get('/checkout/result', route<Request>(result(shop)))
  app.use('/desk', login(shop), desk(shop))

  app.use((request, response) => {
    const message = 'There is no such page.'
    response.status(404).send(render(<ProblemPage page={pageOf(shop, request)} message={message} />))
  })
  app.use(failed)
  return app
}

/** A form that was refused, an address that is none, or a fault of ours: of that the browser is told nothing. */
const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) {
    next(error)
    return
  }
  const { status = 500, expose = false, message = '' } = error as Partial<HttpError>
  const refused = status >= 400 && status < 500
  // Without the query, which names a session of a buyer's.
  if (!refused) console.error(`${request.method} ${request.path} failed:`, error)
  const words = expose ? message : (STATUS_CODES[status] ?? '')
  response
    .status(refused ? status : 500)
    .type('text/plain')
    .send(refused ? words : 'Something went wrong. Please try again in a moment.')
}

/** What Express and its parsers fail with. */
interface HttpError extends Error {
  status: number
  /** Whether the message is for the browser. */
  expose: boolean
}
