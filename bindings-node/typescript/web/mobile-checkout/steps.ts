/** What the back end does in each of the four steps. */
import type { CheckoutSession } from '../../generated/models.js'
import { completion } from '../completion.js'
import type { Exchange } from '../handler.js'
import { Stopped, ask } from '../page.js'
import { problem } from '../problem.js'
import { type Asking, CheckoutRefusal, type Step } from './contract.js'
import type { MobileCheckoutSettings } from './settings.js'

/** The parameter of the review link that binds a session to its checkout. */
const CHECKOUT = 'checkout'

/** One call of an app's, with what its step needs. */
interface Call<Order, Buyer, Context> {
  settings: MobileCheckoutSettings<Order, Buyer, Context>
  asking: Asking
  buyer: Buyer
  exchange: Exchange<Context>
}

/** Does a step, and gives the JSON of its answer. Throws {@link CheckoutRefusal} and {@link Stopped}. @internal */
export async function perform<Order, Buyer, Context>(
  step: Step,
  call: Call<Order, Buyer, Context>,
): Promise<object> {
  if (step === 'start') return start(call)
  const { settings, asking, buyer, exchange } = call
  const order = known(await settings.find(asking.checkoutId, buyer, exchange))
  if (step === 'complete') return complete(call, order)
  const session = await sessionOf(call, asking.checkoutSessionId)
  const { state, reasonCode } = session.statusDetails
  if (state === 'Canceled') throw new Stopped(problem('session_canceled', { reasonCode }))
  if (state !== 'Open') throw new CheckoutRefusal('session_completed', '', 409)
  return step === 'review' ? review(call, order, session) : confirm(call, order, session)
}

async function start<Order, Buyer, Context>(call: Call<Order, Buyer, Context>): Promise<object> {
  const { settings, asking, buyer, exchange } = call
  const { checkoutId, returnState, order: wanted } = asking
  const order = known(await settings.begin({ checkoutId, order: wanted, buyer }, exchange))
  const button = await settings.button(order, exchange)
  const { review, cancel } = settings.links
  const { config, scriptUrl } = await ask(
    settings.pay.button({
      ...button,
      merchantId: settings.merchantId,
      checkoutSession: {
        ...button.checkoutSession,
        webCheckoutDetails: {
          checkoutReviewReturnUrl: link(review, { [CHECKOUT]: checkoutId, state: returnState }),
          checkoutCancelUrl: link(cancel ?? review, { state: returnState }),
        },
      },
    }),
  )
  // Behind the #, which no server's log gets to see.
  const opening = Buffer.from(JSON.stringify({ scriptUrl, config })).toString('base64url')
  return { url: `${settings.openUrl}#${opening}` }
}

async function review<Order, Buyer, Context>(
  { settings, exchange }: Call<Order, Buyer, Context>,
  order: Order,
  session: CheckoutSession,
): Promise<object> {
  const { amount, currencyCode } = await settings.chargeAmount(order, session, exchange)
  const more = await settings.reviewed?.(order, session, exchange)
  // What Amazon tells of the buyer besides stays here.
  const address = { ...session.shippingAddress }
  delete address.phoneNumber
  return {
    ...more,
    total: { amount, currencyCode },
    shippingAddress: session.shippingAddress && address,
    buyerName: session.buyer?.name,
    paymentDescriptor: session.paymentPreferences?.[0]?.paymentDescriptor,
  }
}

async function confirm<Order, Buyer, Context>(
  { settings, asking, exchange }: Call<Order, Buyer, Context>,
  order: Order,
  session: CheckoutSession,
): Promise<object> {
  const { returnState: state } = asking
  const begun = new URL(session.webCheckoutDetails?.checkoutReviewReturnUrl ?? '')
  if (begun.searchParams.get('state') === state) {
    throw new CheckoutRefusal('return_state_reused', 'returnState: expected another one than in start', 400)
  }
  await settings.confirmed?.(order, session, exchange)
  const { links, paymentIntent = 'AuthorizeWithCapture', canHandlePendingAuthorization: pending } = settings
  const metadata = await settings.merchantMetadata?.(order, session, exchange)
  const updated = await ask(
    settings.pay.checkoutSessions.update(session.checkoutSessionId, {
      webCheckoutDetails: {
        checkoutResultReturnUrl: link(links.result, { state }),
        checkoutCancelUrl: link(links.cancel ?? links.result, { state }),
      },
      paymentDetails: {
        paymentIntent,
        chargeAmount: await settings.chargeAmount(order, session, exchange),
        ...(pending === undefined ? {} : { canHandlePendingAuthorization: pending }),
      },
      ...(metadata === undefined ? {} : { merchantMetadata: metadata }),
    }),
  )
  const url = updated.webCheckoutDetails?.amazonPayRedirectUrl
  if (url) return { url }
  const missing = (updated.constraints ?? []).map((constraint) => constraint.constraintId).join(', ')
  throw new Stopped(problem('session_not_ready', { reasonCode: missing || undefined }))
}

async function complete<Order, Buyer, Context>(
  call: Call<Order, Buyer, Context>,
  order: Order,
): Promise<object> {
  const { settings, asking, exchange } = call
  let session = await sessionOf(call, asking.checkoutSessionId)
  if (session.statusDetails.state === 'Open' && !session.webCheckoutDetails?.checkoutResultReturnUrl) {
    throw new Stopped(problem('session_not_ready'))
  }
  const claimed = await settings.claim(order, session.checkoutSessionId, exchange)
  // The order is paid by one session, whichever of its sessions the app tells of.
  if (claimed !== session.checkoutSessionId) session = await sessionOf(call, claimed)
  const ended = await completion(settings.pay, session, () => settings.chargeAmount(order, session, exchange))
  switch (ended.outcome) {
    case 'succeeded':
      return {
        outcome: 'paid',
        orderId: await settings.succeeded(order, ended.session, ended.charge, exchange),
      }
    case 'pending':
      return {
        outcome: 'pending',
        orderId: await settings.pending(order, ended.session, ended.charge, exchange),
      }
    case 'declined':
      await settings.declined?.(order, ended.session, ended.decline, exchange)
      return { outcome: 'declined', reasonCode: ended.decline.reasonCode }
    case 'canceled':
      await settings.canceled?.(order, ended.session, ended.decline, exchange)
      return { outcome: 'cancelled' }
  }
}

/** The session, if it was begun by this checkout. Another one is no different from none. */
async function sessionOf<Order, Buyer, Context>(
  { settings, asking }: Call<Order, Buyer, Context>,
  id: string,
): Promise<CheckoutSession> {
  const session = await ask(settings.pay.checkoutSessions.get(id))
  const begun = session.webCheckoutDetails?.checkoutReviewReturnUrl ?? ''
  const [place] = begun.split('?')
  const isOurs =
    place === settings.links.review && new URL(begun).searchParams.get(CHECKOUT) === asking.checkoutId
  if (!isOurs) throw new Stopped(problem('session_not_found'))
  return session
}

function known<Order>(order: Order | undefined): Order {
  if (order === undefined) throw new CheckoutRefusal('checkout_not_found', '', 404)
  return order
}

function link(place: string, parameters: Record<string, string>): string {
  return `${place}?${new URLSearchParams(parameters).toString()}`
}
