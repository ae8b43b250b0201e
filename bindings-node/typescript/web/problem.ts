/** What can go wrong between the buyer, the shop and Amazon, as a page can say it. */
import type { AmazonPayError } from '../errors.js'

/** Why a page can't be shown. */
export interface Problem {
  /** What to tell problems apart by. */
  readonly code:
    | 'session_id_invalid'
    | 'session_not_found'
    | 'session_canceled'
    | 'session_not_ready'
    | 'amount_differs'
    | 'unavailable'
    | 'outcome_unknown'
    | 'refused'
  /** The status of the page. */
  readonly status: number
  /** What to tell the buyer, in English; it has nothing of the error in it. */
  readonly message: string
  /** What Amazon or the network said, for the shop. */
  readonly error?: AmazonPayError
  /** Why Amazon canceled the session, such as `Expired`; or what is missing before the buyer can pay. */
  readonly reasonCode?: string
  /** Where the buyer can go on. */
  readonly nextUrl?: string
}

interface Details {
  error?: AmazonPayError
  reasonCode?: string | undefined
  nextUrl?: string | undefined
}

const PAGES: Readonly<Record<Problem['code'], readonly [number, string]>> = {
  session_id_invalid: [400, 'This address is not complete. Please go back to your cart.'],
  session_not_found: [404, 'There is no such checkout. Please go back to your cart.'],
  session_canceled: [
    410,
    'This checkout has ended and nothing was charged. Please start again from your cart.',
  ],
  session_not_ready: [409, 'This checkout is not finished yet and nothing was charged.'],
  amount_differs: [
    409,
    'Your order has changed since you confirmed it, and nothing was charged. Please check out again.',
  ],
  unavailable: [503, "Amazon Pay can't be reached just now. Please try again in a moment."],
  outcome_unknown: [
    503,
    'We do not know yet whether your payment was made. Please reload this page; you will not pay twice.',
  ],
  refused: [502, 'Amazon Pay could not do this. Please contact the shop.'],
}

/** A problem with its words. @internal */
export function problem(code: Problem['code'], details: Details = {}): Problem {
  const [status, message] = PAGES[code]
  const given = Object.entries(details).filter(([, value]) => value !== undefined)
  return { code, status, message, ...Object.fromEntries(given) }
}

/** A failed call. @internal */
export function failure(error: AmazonPayError): Problem {
  return problem(error.isRetryable || error.outcomeUnknown ? 'unavailable' : 'refused', { error })
}

/** The page unless the shop has one of its own. @internal */
export function problemPage(shown: Problem): Response {
  const headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' }
  if (shown.status === 503) headers['retry-after'] = '5'
  return new Response(`${shown.message}\n`, { status: shown.status, headers })
}
