/** The review page: the buyer has chosen address and card at Amazon and looks at the order before paying. */
import type { CheckoutSession, MerchantMetadata, Money, PaymentIntent } from '../generated/models.js'
import { type Eventually, type Exchange, type Handler, redirect, required } from './handler.js'
import { type PageSettings, SESSION_PARAMETER, Stopped, ask, page } from './page.js'
import { problem } from './problem.js'

/** Settings of {@link reviewHandler}. */
export interface ReviewHandlerSettings<Context = unknown> extends PageSettings<Context> {
  /** Where the buyer comes back after paying, absolute: where {@link resultHandler} answers. */
  checkoutResultReturnUrl: string
  /** The page: the address, the amount, and a form that posts to the page's own address. */
  show: (session: CheckoutSession, amount: Money, exchange: Exchange<Context>) => Eventually<Response>
  /**
   * Takes what the buyer sent along with "pay", such as a way of shipping, out of the request's form. Return a response,
   * such as the page with errors, to stop there.
   */
  submitted?:
    ((session: CheckoutSession, exchange: Exchange<Context>) => Eventually<Response | undefined>) | undefined
  /**
   * `'AuthorizeWithCapture'` takes the money at once, which is the default; `'Authorize'` reserves it; `'Confirm'` only
   * gets the permission to charge.
   */
  paymentIntent?: PaymentIntent | undefined
  /** Whether the shop can wait up to 24 hours for an authorization. Only with `'Authorize'` and `'Confirm'`. */
  canHandlePendingAuthorization?: boolean | undefined
  /** What the buyer's statement and Seller Central say of the order. */
  merchantMetadata?:
    | ((session: CheckoutSession, exchange: Exchange<Context>) => Eventually<MerchantMetadata | undefined>)
    | undefined
}

/**
 * Makes the page to which Amazon sends the buyer with `?amazonCheckoutSessionId=…`.
 *
 * GET reads the session and shows your page. POST tells Amazon the amount and where the buyer comes back, and sends the
 * buyer to Amazon to pay. What can't be used, such as a session that is over, becomes a problem's page.
 *
 * @throws {@link ConfigurationError} when a setting is missing.
 */
export function reviewHandler<Context = unknown>(settings: ReviewHandlerSettings<Context>): Handler<Context> {
  required(settings, ['pay', 'chargeAmount', 'checkoutResultReturnUrl', 'show'], 'reviewHandler')
  return page(settings, ['GET', 'HEAD', 'POST'], async (id, exchange) => {
    const session = await ask(settings.pay.checkoutSessions.get(id))
    const { state, reasonCode } = session.statusDetails
    if (state === 'Canceled') throw new Stopped(problem('session_canceled', { reasonCode }))
    // The buyer went back in the browser.
    if (state === 'Completed') return redirect(withSession(settings.checkoutResultReturnUrl, id))
    const instead = await settings.checkSession?.(session, exchange)
    if (instead !== undefined) return instead
    if (exchange.request.method !== 'POST') {
      return settings.show(session, await settings.chargeAmount(session, exchange), exchange)
    }
    const stopped = await settings.submitted?.(session, exchange)
    return stopped ?? pay(settings, session, exchange)
  })
}

async function pay<Context>(
  settings: ReviewHandlerSettings<Context>,
  session: CheckoutSession,
  exchange: Exchange<Context>,
): Promise<Response> {
  const { checkoutResultReturnUrl, paymentIntent = 'AuthorizeWithCapture' } = settings
  const pending = settings.canHandlePendingAuthorization
  const metadata = await settings.merchantMetadata?.(session, exchange)
  const updated = await ask(
    settings.pay.checkoutSessions.update(session.checkoutSessionId, {
      webCheckoutDetails: { checkoutResultReturnUrl },
      paymentDetails: {
        paymentIntent,
        chargeAmount: await settings.chargeAmount(session, exchange),
        ...(pending === undefined ? {} : { canHandlePendingAuthorization: pending }),
      },
      ...(metadata === undefined ? {} : { merchantMetadata: metadata }),
    }),
  )
  const url = updated.webCheckoutDetails?.amazonPayRedirectUrl
  if (url) return redirect(url)
  const missing = (updated.constraints ?? []).map((constraint) => constraint.constraintId).join(', ')
  throw new Stopped(problem('session_not_ready', { reasonCode: missing || undefined }))
}

function withSession(url: string, id: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${SESSION_PARAMETER}=${id}`
}
