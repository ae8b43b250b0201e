/** The result page: the buyer has paid at Amazon and comes back; only now the payment is made. */
import type { Charge, CheckoutSession } from '../generated/models.js'
import { type Decline, completion } from './completion.js'
import { type Eventually, type Exchange, type Handler, required } from './handler.js'
import { type PageSettings, ask, page } from './page.js'

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
    const ended = await completion(settings.pay, session, () => settings.chargeAmount(session, exchange))
    switch (ended.outcome) {
      case 'succeeded':
        return settings.succeeded(ended.session, ended.charge, exchange)
      case 'pending':
        return settings.pending(ended.session, ended.charge, exchange)
      case 'declined':
        return settings.declined(ended.session, ended.decline, exchange)
      case 'canceled':
        return (settings.canceled ?? settings.declined)(ended.session, ended.decline, exchange)
    }
  })
}
