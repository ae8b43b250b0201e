/** What the pages that Amazon sends the buyer back to have in common. */
import type { AmazonPay } from '../client.js'
import { AmazonPayError, NotFound } from '../errors.js'
import type { CheckoutSession, Money } from '../generated/models.js'
import {
  type Eventually,
  type Exchange,
  type Handler,
  type Report,
  handlerOf,
  personal,
  refusedMethod,
  reportToConsole,
} from './handler.js'
import { type Problem, failure, problem, problemPage } from './problem.js'

/** The parameter that Amazon adds to return URLs. @internal */
export const SESSION_PARAMETER = 'amazonCheckoutSessionId'
/** The form of a session's id. @internal */
export const SESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What both pages have settings for. */
export interface PageSettings<Context = unknown> {
  /** The client. */
  pay: AmazonPay
  /** What the buyer is to pay: that of your order, never of the request. */
  chargeAmount: (session: CheckoutSession, exchange: Exchange<Context>) => Eventually<Money>
  /**
   * Looks at the session before anything is shown or done: is it for this buyer's order? Return a response to show that
   * instead. Whoever has the address of a page sees what it shows.
   */
  checkSession?:
    ((session: CheckoutSession, exchange: Exchange<Context>) => Eventually<Response | undefined>) | undefined
  /** The page that says what is wrong. Default: its message as plain text. */
  problem?: ((problem: Problem, exchange: Exchange<Context>) => Eventually<Response>) | undefined
  /** Told of failed calls. Default: writes to the console. */
  report?: Report | undefined
}

/** Why there is no page; thrown and caught here. @internal */
export class Stopped extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
  }
}

/** Makes a page's handler. What its hooks throw is the caller's. @internal */
export function page<Context>(
  settings: PageSettings<Context>,
  methods: readonly string[],
  answer: (sessionId: string, exchange: Exchange<Context>) => Promise<Response>,
): Handler<Context> {
  const report = settings.report ?? reportToConsole
  return handlerOf(async (exchange) => {
    const refusal = refusedMethod(exchange.request, methods)
    if (refusal !== undefined) return refusal
    try {
      const id = new URL(exchange.request.url).searchParams.get(SESSION_PARAMETER) ?? ''
      if (!SESSION_ID.test(id)) throw new Stopped(problem('session_id_invalid'))
      return personal(await answer(id.toLowerCase(), exchange))
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      const { problem: shown } = error
      if (shown.error !== undefined && shown.status >= 500) {
        report(`A buyer was told ${shown.code}: ${shown.error.message}`)
      }
      return personal(await (settings.problem ?? problemPage)(shown, exchange))
    }
  })
}

/** Calls Amazon; what it refuses becomes the page's problem, unless `otherwise` knows better. @internal */
export async function ask<Answer>(
  call: Promise<Answer>,
  otherwise: (error: AmazonPayError) => Problem = failure,
): Promise<Answer> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof AmazonPayError)) throw error
    throw new Stopped(error instanceof NotFound ? problem('session_not_found', { error }) : otherwise(error))
  }
}
