/** The result page: the buyer has paid at Amazon and comes back; only now the payment is made. */
import { AmazonPayError, PaymentDeclined, WrongState } from '../errors.js'
import type { Advice } from '../generated/advice.js'
import type { Charge, CheckoutSession, Money } from '../generated/models.js'
import { type Eventually, type Exchange, type Handler, required } from './handler.js'
import { type PageSettings, Stopped, ask, page } from './page.js'
import { failure, problem } from './problem.js'

/** Why there is no payment. */
export interface Decline {
  /** Amazon's word for it, such as `HardDeclined`. */
  readonly reasonCode?: string
  /** What to do about it, where Amazon refused the completion itself. */
  readonly advice?: Advice
  /** The charge that was declined; none when there has not been one. */
  readonly charge?: Charge
}

/** Settings of {@link resultHandler}. Each hook is called whenever the page is loaded, in two tabs perhaps at once. */
export interface ResultHandlerSettings<Context = unknown> extends PageSettings<Context> {
  /**
   * The money is reserved or taken; take note of it in the order, once. There is no charge with the intent `'Confirm'`.
   */
  succeeded: (
    session: CheckoutSession,
    charge: Charge | undefined,
    exchange: Exchange<Context>,
  ) => Eventually<Response>
  /** The payment was declined, nothing is charged. */
  declined: (session: CheckoutSession, decline: Decline, exchange: Exchange<Context>) => Eventually<Response>
  /** The buyer went away, or the session ended before it was paid. Default: as `declined`. */
  canceled?:
    | ((session: CheckoutSession, decline: Decline, exchange: Exchange<Context>) => Eventually<Response>)
    | undefined
  /** Amazon decides within 24 hours; a notification tells. */
  pending: (session: CheckoutSession, charge: Charge, exchange: Exchange<Context>) => Eventually<Response>
}

/** The states of a charge whose money is the shop's, or is kept for it. */
const SUCCEEDED = ['Authorized', 'CaptureInitiated', 'Captured']

/**
 * Makes the page to which Amazon sends the buyer who has paid.
 *
 * GET completes the session with your order's amount and calls `succeeded`, `pending`, `declined` or `canceled`. Loading it
 * again, or in two tabs at once, pays once. When it is not known whether the payment was made, the page says so and asks to
 * reload it.
 *
 * @throws {@link ConfigurationError} when a setting is missing.
 */
export function resultHandler<Context = unknown>(settings: ResultHandlerSettings<Context>): Handler<Context> {
  required(settings, ['pay', 'chargeAmount', 'succeeded', 'declined', 'pending'], 'resultHandler')
  // Without HEAD: what only looks at addresses must not pay.
  return page(settings, ['GET'], async (id, exchange) => {
    const session = await ask(settings.pay.checkoutSessions.get(id))
    const instead = await settings.checkSession?.(session, exchange)
    if (instead !== undefined) return instead
    if (session.statusDetails.state !== 'Open') return outcome(settings, session, exchange)
    const amount = await settings.chargeAmount(session, exchange)
    let completed: CheckoutSession
    try {
      completed = await complete(settings, session, amount)
    } catch (error) {
      if (!(error instanceof PaymentDeclined)) throw error
      return settings.declined(session, declineOf(error.reasonCode, undefined, error.advice), exchange)
    }
    return outcome(settings, completed, exchange)
  })
}

/**
 * Completes the session, or finds that somebody has.
 *
 * The key is a new one each time: Amazon saves the answer to a key for ever, so a buyer who came here before paying would
 * be refused for ever under one made from the session. It is the session's state that keeps a reload from paying again.
 */
async function complete<Context>(
  { pay }: ResultHandlerSettings<Context>,
  session: CheckoutSession,
  chargeAmount: Money,
): Promise<CheckoutSession> {
  const id = session.checkoutSessionId
  try {
    return await pay.checkoutSessions.complete(id, { chargeAmount })
  } catch (error) {
    if (!(error instanceof AmazonPayError) || error instanceof PaymentDeclined) throw error
    // Another tab was faster, the session is canceled, or the buyer has not paid yet: it tells itself which.
    if (error instanceof WrongState) return ask(pay.checkoutSessions.get(id))
    if (error.reasonCode === 'AmountMismatch' || error.reasonCode === 'CurrencyMismatch') {
      throw new Stopped(problem('amount_differs', { error }))
    }
    if (!error.outcomeUnknown) throw new Stopped(failure(error))
    const unknown = problem('outcome_unknown', { error })
    const now = await ask(pay.checkoutSessions.get(id), () => unknown)
    if (now.statusDetails.state === 'Open') throw new Stopped(unknown)
    return now
  }
}

async function outcome<Context>(
  settings: ResultHandlerSettings<Context>,
  session: CheckoutSession,
  exchange: Exchange<Context>,
): Promise<Response> {
  const { state, reasonCode } = session.statusDetails
  if (state === 'Open') {
    const nextUrl = session.webCheckoutDetails?.amazonPayRedirectUrl
    throw new Stopped(problem('session_not_ready', { nextUrl }))
  }
  if (state === 'Canceled') {
    const hook = reasonCode === 'Declined' ? settings.declined : (settings.canceled ?? settings.declined)
    return hook(session, declineOf(reasonCode), exchange)
  }
  if (!session.chargeId) return settings.succeeded(session, undefined, exchange)
  // The payment is made, or refused; which of them the next look will tell.
  const charge = await ask(settings.pay.charges.get(session.chargeId), (error) =>
    problem('outcome_unknown', { error }),
  )
  const { state: charged, reasonCode: reason } = charge.statusDetails
  if (charged === 'Declined' || charged === 'Canceled') {
    return settings.declined(session, declineOf(reason, charge), exchange)
  }
  if (SUCCEEDED.includes(charged)) return settings.succeeded(session, charge, exchange)
  // A state that this version does not know is no reason to ship.
  return settings.pending(session, charge, exchange)
}

function declineOf(reasonCode: string | undefined, charge?: Charge, advice?: Advice): Decline {
  return {
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(charge === undefined ? {} : { charge }),
    ...(advice === undefined ? {} : { advice }),
  }
}
