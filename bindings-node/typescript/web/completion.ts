/** Completing a checkout session, once, and what came of it: for the result page and for apps. */
import type { AmazonPay } from '../client.js'
import { AmazonPayError, PaymentDeclined, WrongState } from '../errors.js'
import type { Advice } from '../generated/advice.js'
import type { Charge, CheckoutSession, Money } from '../generated/models.js'
import type { Eventually } from './handler.js'
import { Stopped, ask } from './page.js'
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

/** How a session ended. @internal */
export type Completion =
  | { readonly outcome: 'succeeded'; readonly session: CheckoutSession; readonly charge: Charge | undefined }
  | { readonly outcome: 'pending'; readonly session: CheckoutSession; readonly charge: Charge }
  | {
      readonly outcome: 'declined' | 'canceled'
      readonly session: CheckoutSession
      readonly decline: Decline
    }

/** The states of a charge whose money is the shop's, or is kept for it. */
const SUCCEEDED = ['Authorized', 'CaptureInitiated', 'Captured']

/**
 * Completes an open session with the amount, and says how it ended; one that has ended is only read. Throws
 * {@link Stopped} where there is no end yet.
 *
 * @internal
 */
export async function completion(
  pay: AmazonPay,
  session: CheckoutSession,
  amount: () => Eventually<Money>,
): Promise<Completion> {
  if (session.statusDetails.state !== 'Open') return ended(pay, session)
  const chargeAmount = await amount()
  let completed: CheckoutSession
  try {
    completed = await complete(pay, session.checkoutSessionId, chargeAmount)
  } catch (error) {
    if (!(error instanceof PaymentDeclined)) throw error
    return { outcome: 'declined', session, decline: declineOf(error.reasonCode, undefined, error.advice) }
  }
  return ended(pay, completed)
}

/**
 * Completes the session, or finds that somebody has.
 *
 * The key is a new one each time: Amazon saves the answer to a key for ever, so a buyer who came here before paying would
 * be refused for ever under one made from the session. It is the session's state that keeps a reload from paying again.
 */
async function complete(pay: AmazonPay, id: string, chargeAmount: Money): Promise<CheckoutSession> {
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

async function ended(pay: AmazonPay, session: CheckoutSession): Promise<Completion> {
  const { state, reasonCode } = session.statusDetails
  if (state === 'Open') {
    const nextUrl = session.webCheckoutDetails?.amazonPayRedirectUrl
    throw new Stopped(problem('session_not_ready', { nextUrl }))
  }
  if (state === 'Canceled') {
    const outcome = reasonCode === 'Declined' ? 'declined' : 'canceled'
    return { outcome, session, decline: declineOf(reasonCode) }
  }
  if (!session.chargeId) return { outcome: 'succeeded', session, charge: undefined }
  // The payment is made, or refused; which of them the next look will tell.
  const charge = await ask(pay.charges.get(session.chargeId), (error) =>
    problem('outcome_unknown', { error }),
  )
  const { state: charged, reasonCode: reason } = charge.statusDetails
  if (charged === 'Declined' || charged === 'Canceled') {
    return { outcome: 'declined', session, decline: declineOf(reason, charge) }
  }
  // A state that this version does not know is no reason to ship.
  return { outcome: SUCCEEDED.includes(charged) ? 'succeeded' : 'pending', session, charge }
}

function declineOf(reasonCode: string | undefined, charge?: Charge, advice?: Advice): Decline {
  return {
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(charge === undefined ? {} : { charge }),
    ...(advice === undefined ? {} : { advice }),
  }
}
