/** What browsers are told to refuse, and forms that other sites made up. */
import { randomBytes } from 'node:crypto'
import { csrfSync } from 'csrf-sync'
import type { Request, RequestHandler } from 'express'
import helmet from 'helmet'
import { sessionOf } from './session.js'

/** Amazon's pages. "Pay" is answered by a redirect to one of them, which browsers hold to this policy as well. */
const PAGES = ['com', 'de', 'co.uk', 'fr', 'it', 'es', 'co.jp'].map((end) => `https://*.amazon.${end}`)
/** Where Amazon's script gets what it shows. */
const ASSETS = ['https://*.payments-amazon.com', 'https://*.media-amazon.com']

/**
 * The headers of every answer.
 *
 * Only scripts with the page's nonce run, and what those load themselves, as Amazon's does. Amazon publishes no list of
 * where its script gets images, styles and frames from: its own hosts are allowed here. Before going live, make a purchase
 * with `reportOnly: true` in the policy, and add what the browser's console names.
 *
 * @param amazon - the origin of a sandbox in Amazon's place
 */
export function headers(https: boolean, amazon?: string): RequestHandler[] {
  const pages = amazon === undefined ? PAGES : [amazon]
  const assets = amazon === undefined ? ASSETS : [amazon]
  const makeNonce: RequestHandler = (_request, response, next) => {
    response.locals['nonce'] = randomBytes(16).toString('base64')
    next()
  }
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [
          (_request, response) => `'nonce-${nonceIn(response as { locals?: unknown })}'`,
          "'strict-dynamic'",
        ],
        styleSrc: ["'self'", ...assets],
        imgSrc: ["'self'", ...assets],
        connectSrc: ["'self'", ...assets, ...pages],
        frameSrc: pages,
        formAction: ["'self'", ...pages],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https,
    xFrameOptions: { action: 'deny' },
    // Amazon's pages may open in a window of their own, and have to know which shop the buyer comes from.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  })
  return [makeNonce, policy]
}

/** The nonce of the page that answers a request. */
export function nonceOf(request: Request): string {
  return nonceIn(request.res ?? {})
}

function nonceIn({ locals }: { locals?: unknown }): string {
  return String((locals as Record<string, unknown> | undefined)?.['nonce'])
}

const csrf = csrfSync({
  size: 32,
  getTokenFromState: (request) => sessionOf(request).csrfToken,
  storeTokenInState: (request, token) => {
    if (token) sessionOf(request).csrfToken = token
  },
  getTokenFromRequest: (request) => formOf(request)['csrfToken'],
  errorConfig: {
    message: 'This form is too old, or is not ours. Please go back, reload the page and try again.',
  },
})

/** Refuses a form without the token of its session. */
export const refuseForgedForms: RequestHandler = csrf.csrfSynchronisedProtection

/** The token for a page's forms. */
export function csrfTokenOf(request: Request): string {
  return csrf.generateToken(request)
}

/** What a form sent: texts only, for a name that was sent twice has none. */
export function formOf(request: Request): Readonly<Record<string, string | undefined>> {
  const body = (request.body ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
