/** The result page: the buyer has paid at Amazon and comes back. Loading it again, or twice at once, pays once. */
import type { Charge, CheckoutSession } from 'amazonpay'
import { type Handler, redirect, resultHandler } from 'amazonpay/web'
import type { Request } from 'express'
import type { Order } from '../orders/order.js'
import { html, pageOf } from '../pages/page.js'
import { NotPaidPage } from '../pages/not-paid.js'
import { followCharge } from '../payments.js'
import { sessionOf, startAfresh } from '../session.js'
import { addressLines } from '../shipping.js'
import type { Shop } from '../shop.js'
import { problem, problemNamed } from './problem.js'

export function result(shop: Shop): Handler<Request> {
  const { orders } = shop.stores

  /** The order that a session pays, when it is this browser's. */
  async function orderOf(session: CheckoutSession, request: Request): Promise<Order | undefined> {
    const number = session.merchantMetadata?.merchantReferenceId ?? ''
    return sessionOf(request).orders?.includes(number) ? orders.find(number) : undefined
  }

  /** The order of a session that `checkSession` has let through. */
  async function known(session: CheckoutSession, request: Request): Promise<Order> {
    const order = await orderOf(session, request)
    if (order === undefined) throw new Error('The order is gone.')
    return order
  }

  async function paid(session: CheckoutSession, charge: Charge | undefined, request: Request) {
    const { number } = await known(session, request)
    if (charge !== undefined) await followCharge(orders, number, charge, 'shop')
    const mine = sessionOf(request)
    // Only the first time: at a reload the cart may be the next order's.
    if (mine.orderNumber === number) startAfresh(mine, 'empty the cart')
    return redirect(`/orders/${number}`)
  }

  async function notPaid(session: CheckoutSession, why: 'declined' | 'canceled', request: Request) {
    const { number, checkoutSessionId } = await known(session, request)
    // Unless another checkout of the same cart has taken its place.
    if (checkoutSessionId === session.checkoutSessionId) {
      await orders.move(number, why)
      const mine = sessionOf(request)
      if (mine.orderNumber === number) startAfresh(mine, 'keep the cart')
    }
    return html(<NotPaidPage page={pageOf(shop, request)} why={why} />)
  }

  return resultHandler<Request>({
    pay: shop.pay,

    async checkSession(session, { context: request }) {
      const order = await orderOf(session, request)
      if (order === undefined) return problemNamed(shop, request, 'session_not_found')
      if (session.statusDetails.state !== 'Open') return undefined
      // Another checkout of the same cart was faster: an order is paid once.
      const current = order.checkoutSessionId === session.checkoutSessionId
      if (order.state !== 'open' || !current) return redirect(`/orders/${order.number}`)
      // Shipping is for the address that was agreed on.
      if (addressLines(session.shippingAddress).join() !== order.shipTo.join()) {
        return redirect(`/checkout/review?amazonCheckoutSessionId=${session.checkoutSessionId}`)
      }
      return undefined
    },

    // What was agreed on, whatever the cart holds by now.
    chargeAmount: async (session, { context: request }) => (await known(session, request)).total,

    succeeded: (session, charge, { context: request }) => paid(session, charge, request),
    pending: (session, charge, { context: request }) => paid(session, charge, request),

    async declined(session, { charge }, { context: request }) {
      if (charge === undefined) return notPaid(session, 'declined', request)
      const { number } = await known(session, request)
      await followCharge(orders, number, charge, 'shop')
      return notPaid(session, 'declined', request)
    },

    canceled: (session, _decline, { context: request }) => notPaid(session, 'canceled', request),
    problem: (shown, { context: request }) => problem(shop, request, shown),
  })
}
