/** What an app and the shop's back end say to each other: docs/mobile-checkout.md. */
import { rawBody } from '../body.js'
import type { Problem } from '../problem.js'

/** The version of the contract. */
const VERSION = 1
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const NONCE = /^[A-Za-z0-9_-]{16,128}$/

/** The four calls. @internal */
export const STEPS = ['start', 'review', 'confirm', 'complete'] as const

/** One of the four calls. @internal */
export type Step = (typeof STEPS)[number]

/** What an app says. @internal */
export interface Asking {
  readonly checkoutId: string
  /** In all steps but `start`. */
  readonly checkoutSessionId: string
  /** In `start` and `confirm`. */
  readonly returnState: string
  /** In `start`. */
  readonly order: unknown
}

/**
 * Ends a checkout with a code that the app can branch on: throw it in a hook.
 *
 * ```ts
 * throw new CheckoutRefusal('sold_out', 'Only one is left.')
 * ```
 */
export class CheckoutRefusal extends Error {
  override readonly name = 'CheckoutRefusal'
  /** What the app branches on. */
  readonly code: string
  /** The status of the answer. */
  readonly status: number

  /**
   * `message` is for the app's developer and is sent: nothing of the buyer's in it. `status` is from 400 to 599, by default
   * 422; with 408, 425, 429 and from 500 on the app may do the step again.
   *
   * @throws RangeError for another status.
   */
  constructor(code: string, message = '', status = 422) {
    super(message)
    // An app takes any other for an answer that breaks the contract.
    if (!(Number.isInteger(status) && status >= 400 && status <= 599)) {
      throw new RangeError(`CheckoutRefusal: status: expected 400 to 599, found ${status}`)
    }
    this.code = code
    this.status = status
  }
}

/** Reads what an app says, and refuses what the contract has not. @internal */
export async function read(request: Request, step: Step, limit: number): Promise<Asking> {
  // A page of another site can't send this without asking, so a cookie proves that the app itself sent it.
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new CheckoutRefusal('media_type_unsupported', 'content-type: expected application/json', 415)
  }
  const body = await rawBody(request, limit)
  if (body === undefined) {
    throw new CheckoutRefusal('body_too_large', `expected at most ${limit} bytes`, 413)
  }
  return checked(parsed(body), step)
}

function parsed(body: Buffer): Record<string, unknown> {
  let asked: unknown
  try {
    asked = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw invalid('expected JSON in UTF-8')
  }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) throw invalid('expected an object')
  return asked as Record<string, unknown>
}

function checked(asked: Record<string, unknown>, step: Step): Asking {
  if (asked['version'] !== VERSION) {
    throw new CheckoutRefusal('version_unsupported', `version: expected ${VERSION}`, 400)
  }
  const text = (field: string, form: RegExp, expected: string): string => {
    const value = asked[field]
    if (typeof value !== 'string' || !form.test(value)) throw invalid(`${field}: expected ${expected}`)
    return value
  }
  const opens = step === 'start' || step === 'confirm'
  if (step === 'start' && asked['order'] === undefined) throw invalid('order: expected what is bought')
  return {
    checkoutId: text('checkoutId', UUID, 'a UUID').toLowerCase(),
    checkoutSessionId:
      step === 'start' ? '' : text('checkoutSessionId', UUID, "a checkout session's id").toLowerCase(),
    returnState: opens ? text('returnState', NONCE, '16 to 128 letters, digits, - and _') : '',
    order: asked['order'],
  }
}

/** The values are not told: anything may be in them. */
function invalid(message: string): CheckoutRefusal {
  return new CheckoutRefusal('request_invalid', message, 400)
}

/** What went wrong between the shop and Amazon, as the app is told. @internal */
export function refusalOf({ code, status, reasonCode }: Problem): CheckoutRefusal {
  // From 500 on an app would try again, which mends nothing where Amazon has refused.
  return new CheckoutRefusal(code, reasonCode ?? '', code === 'refused' ? 422 : status)
}

/** An answer. @internal */
export function answer(body: object): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}

/** A failure. @internal */
export function refused({ code, status, message }: CheckoutRefusal): Response {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (status === 503) headers['retry-after'] = '5'
  if (status === 405) headers['allow'] = 'POST'
  return Response.json({ error: { code, ...(message && { message }) } }, { status, headers })
}
