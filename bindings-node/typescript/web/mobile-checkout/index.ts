/** The back end of a checkout in an app: the merchant's side of docs/mobile-checkout.md. */
import { ConfigurationError } from '../../errors.js'
import { type Handler, handlerOf, refusedMethod, reportToConsole, required } from '../handler.js'
import { Stopped } from '../page.js'
import { CheckoutRefusal, STEPS, type Step, answer, read, refusalOf, refused } from './contract.js'
import { openingPage } from './opening.js'
import type { MobileCheckoutSettings } from './settings.js'
import { perform } from './steps.js'

export { CheckoutRefusal } from './contract.js'
export type {
  MobileCheckoutButton,
  MobileCheckoutLinks,
  MobileCheckoutOrder,
  MobileCheckoutSettings,
} from './settings.js'

const BODY_LIMIT = 65_536
const REQUIRED = [
  'pay',
  'merchantId',
  'links',
  'openUrl',
  'authenticate',
  'begin',
  'find',
  'claim',
  'chargeAmount',
  'button',
  'succeeded',
  'pending',
]

/**
 * Makes the back end of a checkout in an app, which has no key: POST of JSON to addresses that end with `/start`, `/review`,
 * `/confirm` and `/complete`, and GET of the page at `openUrl`.
 *
 * A step that comes twice is answered the same and charges once. Sessions of other checkouts, nonces that were used, and
 * amounts of the app's are never believed. What a hook throws is the caller's, but for {@link CheckoutRefusal}.
 *
 * @throws {@link ConfigurationError} when a setting is missing, or a link is not https.
 */
export function mobileCheckoutHandler<Order, Buyer, Context = unknown>(
  settings: MobileCheckoutSettings<Order, Buyer, Context>,
): Handler<Context> {
  required(settings, REQUIRED, 'mobileCheckoutHandler')
  required(settings.links, ['review', 'result'], 'mobileCheckoutHandler: links')
  for (const [name, url] of Object.entries({ ...settings.links, openUrl: settings.openUrl })) check(name, url)
  if (!/^[A-Za-z0-9]+$/.test(settings.merchantId)) {
    throw new ConfigurationError('mobileCheckoutHandler: merchantId: expected letters and digits', {
      field: 'merchantId',
    })
  }
  const report = settings.report ?? reportToConsole
  return handlerOf(async (exchange) => {
    const { request } = exchange
    const { pathname } = new URL(request.url)
    if (lastOf(pathname) === lastOf(settings.openUrl)) {
      return (
        refusedMethod(request, ['GET', 'HEAD']) ??
        openingPage(settings.merchantId, settings.pay.checkoutScriptUrl)
      )
    }
    try {
      const step = stepOf(pathname)
      if (request.method !== 'POST') throw new CheckoutRefusal('method_not_allowed', 'expected POST', 405)
      const buyer = await settings.authenticate(exchange)
      if (buyer === undefined) throw new CheckoutRefusal('unauthenticated', '', 401)
      const asking = await read(request, step, settings.bodyLimit ?? BODY_LIMIT)
      return answer(await perform(step, { settings, asking, buyer, exchange }))
    } catch (error) {
      if (error instanceof CheckoutRefusal) return refused(error)
      if (!(error instanceof Stopped)) throw error
      const { problem } = error
      if (problem.error !== undefined && problem.status >= 500) {
        report(`An app was told ${problem.code}: ${problem.error.message}`)
      }
      return refused(refusalOf(problem))
    }
  })
}

function stepOf(pathname: string): Step {
  const last = lastOf(pathname)
  const step = STEPS.find((name) => name === last)
  if (step === undefined) {
    throw new CheckoutRefusal('step_unknown', `expected an address that ends with ${STEPS.join(', ')}`, 404)
  }
  return step
}

/** A proxy may have changed what stands before it. */
function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function check(field: string, url: string | undefined): void {
  if (url === undefined) return
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'https:' || parsed.search !== '' || parsed.hash !== '' || parsed.href !== url) {
    throw new ConfigurationError(
      `mobileCheckoutHandler: ${field}: expected an https address without a query, such as https://shop.example/amazon-pay/${field}`,
      { field },
    )
  }
}
