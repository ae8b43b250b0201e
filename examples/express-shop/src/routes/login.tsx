/** Who may come to the desk. A shop of your own has accounts for this, or somebody who keeps them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { type RequestHandler, Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { LoginPage } from '../pages/desk.js'
import { pageOf, render } from '../pages/page.js'
import { formOf } from '../security.js'
import { sessionOf } from '../session.js'
import type { Shop } from '../shop.js'

const EIGHT_HOURS = 8 * 60 * 60 * 1000

export function login(shop: Shop): Router {
  const router = Router()

  router.get('/login', (request, response) => {
    response.send(render(<LoginPage page={pageOf(shop, request)} />))
  })

  // Whoever guesses may do so ten times in a quarter of an hour.
  const guesses = rateLimit({ windowMs: 15 * 60 * 1000, limit: 10, skipSuccessfulRequests: true })

  router.post('/login', guesses, (request, response) => {
    if (!same(formOf(request)['password'] ?? '', shop.clerkPassword)) {
      const session = sessionOf(request)
      session.notice = { kind: 'error', text: 'This is not the password.' }
      response.status(401).send(render(<LoginPage page={pageOf(shop, request)} />))
      return
    }
    // A new token for forms: what somebody may have known of the session before is worth nothing.
    delete sessionOf(request).csrfToken
    sessionOf(request).clerkUntil = Date.now() + EIGHT_HOURS
    response.redirect(303, '/desk')
  })

  router.post('/logout', (request, response) => {
    delete sessionOf(request).clerkUntil
    response.redirect(303, '/')
  })

  return router
}

/** Has everybody but the clerk log in first. */
export const clerkOnly: RequestHandler = (request, response, next) => {
  if ((sessionOf(request).clerkUntil ?? 0) > Date.now()) next()
  else response.redirect(303, '/desk/login')
}

/** Takes as long whatever the difference. */
function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}
