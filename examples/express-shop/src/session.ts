/** What the shop knows of a browser, in a cookie that is signed: it can be read there, but not changed. */
import { randomBytes } from 'node:crypto'
import cookieSession from 'cookie-session'
import type { Request, RequestHandler } from 'express'

/** Something to tell on the next page. */
export interface Notice {
  readonly kind: 'success' | 'error'
  readonly text: string
}

export interface Session {
  /** How many of each product, by its slug. */
  cart?: Record<string, number>
  /** The number that the cart's order will have. */
  orderNumber?: string
  /** The orders that this browser made, the latest last; nobody else sees them. */
  orders?: string[]
  /** Until when the clerk is logged in, in milliseconds of Unix time. */
  clerkUntil?: number
  notice?: Notice
  csrfToken?: string
}

/** Reads and writes the cookie. With https, `__Host-` keeps subdomains from setting it. */
export function sessions(secret: string, secure: boolean): RequestHandler {
  return cookieSession({
    name: secure ? '__Host-shop' : 'shop',
    keys: [secret],
    maxAge: 30 * 24 * 60 * 60 * 1000,
    httpOnly: true,
    // Sent when Amazon leads the buyer back, but not with forms of other sites.
    sameSite: 'lax',
    secure,
  })
}

/** The session of a request; change it in place. */
export function sessionOf(request: Request): Session {
  request.session ??= {}
  return request.session as Session
}

/** The number of the order that the cart will be. Nobody can guess another's. */
export function orderNumberOf(session: Session): string {
  session.orderNumber ??= randomBytes(8).toString('hex')
  return session.orderNumber
}

/** The cart has become an order, whose number is taken: what comes next is another one. */
export function startAfresh(session: Session, cart: 'keep the cart' | 'empty the cart'): void {
  delete session.orderNumber
  if (cart === 'empty the cart') delete session.cart
  else orderNumberOf(session)
}

/** Lets this browser see the order. A cookie holds only so many. */
export function remember(session: Session, number: string): void {
  const others = (session.orders ?? []).filter((other) => other !== number)
  session.orders = [...others, number].slice(-20)
}
