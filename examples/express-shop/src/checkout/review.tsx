/** The review page: the buyer has chosen address and card at Amazon, and looks at the order before paying. */
import { type CheckoutSession, Money } from 'amazonpay'
import { type Exchange, type Handler, redirect, reviewHandler } from 'amazonpay/web'
import type { Request } from 'express'
import { cartOf } from '../cart.js'
import { html, pageOf } from '../pages/page.js'
import { ReviewPage } from '../pages/review.js'
import { formOf } from '../security.js'
import { remember, sessionOf } from '../session.js'
import { addressLines, shippingTo } from '../shipping.js'
import { SHOP_NAME, type Shop } from '../shop.js'
import { problem, problemNamed } from './problem.js'

/** Amazon leads here with `?amazonCheckoutSessionId=…`; the page's form posts to the same address. */
export function review(shop: Shop): Handler<Request> {
  const { orders } = shop.stores

  /** What the buyer would agree to now: the cart, sent to the session's address. */
  function offer(session: CheckoutSession, request: Request) {
    const cart = cartOf(sessionOf(request))
    const shipping = shippingTo(session.shippingAddress) ?? Money.zero(cart.total.currencyCode)
    return { cart, shipping, total: Money.add(cart.total, shipping) }
  }

  function show(session: CheckoutSession, request: Request, status = 200): Response {
    const page = pageOf(shop, request)
    return html(<ReviewPage page={page} session={session} {...offer(session, request)} />, status)
  }

  return reviewHandler<Request>({
    pay: shop.pay,
    checkoutResultReturnUrl: `${shop.url}/checkout/result`,
    // The money is reserved now, and taken when the parcel goes out: see routes/desk.ts.
    paymentIntent: 'Authorize',
    canHandlePendingAuthorization: true,

    async checkSession(session, { context: request }) {
      const number = session.merchantMetadata?.merchantReferenceId ?? ''
      const mine = sessionOf(request)
      const order = mine.orders?.includes(number) ? await orders.find(number) : undefined
      if (order !== undefined && order.state !== 'open') return redirect(`/orders/${number}`)
      if (number !== mine.orderNumber) return problemNamed(shop, request, 'session_not_found')
      if (cartOf(mine).count === 0) return redirect('/cart')
      // The button tells Amazon where we send to, so that this is nothing that a buyer can choose.
      if (shippingTo(session.shippingAddress) === undefined) {
        return problemNamed(shop, request, 'address_not_served')
      }
      return undefined
    },

    chargeAmount: (session, { context: request }) => offer(session, request).total,
    show: (session, _amount, { context: request }) => show(session, request),

    async submitted(session, { context: request }) {
      const mine = sessionOf(request)
      const { cart, shipping, total } = offer(session, request)
      // What the buyer saw may not be what the cart holds by now.
      if (formOf(request)['total'] !== total.amount) {
        mine.notice = { kind: 'error', text: 'Your order has changed. Please look at it again.' }
        return show(session, request, 409)
      }
      const number = mine.orderNumber ?? ''
      const placed = await orders.place({
        number,
        checkoutSessionId: session.checkoutSessionId,
        lines: cart.lines.map(({ product, quantity, sum }) => ({ name: product.name, quantity, sum })),
        shipping,
        total,
        shipTo: addressLines(session.shippingAddress),
      })
      remember(mine, number)
      return placed ? undefined : redirect(`/orders/${number}`)
    },

    merchantMetadata: (_session, { context: request }) => ({
      merchantReferenceId: sessionOf(request).orderNumber ?? '',
      merchantStoreName: SHOP_NAME,
    }),

    problem: (shown, { context: request }: Exchange<Request>) => problem(shop, request, shown),
  })
}
