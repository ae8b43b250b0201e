/** The desk: the clerk takes the money when the parcel goes out, gives it back, or lets it go. */
import { AmazonPayError, Money, explainAdvice } from 'amazonpay'
import { type Request, type Response, Router } from 'express'
import type { Order } from '../orders/order.js'
import { DeskOrderPage, DeskPage } from '../pages/desk.js'
import { amount, pageOf, render } from '../pages/page.js'
import { followCharge, followRefund } from '../payments.js'
import { formOf } from '../security.js'
import { type Notice, sessionOf } from '../session.js'
import type { Shop } from '../shop.js'
import { clerkOnly } from './login.js'

type Action = (order: Order, form: ReturnType<typeof formOf>) => Promise<string>

/** What the clerk sent can't be; said as it is. */
class NotPossible extends Error {}

export function desk(shop: Shop): Router {
  const { orders } = shop.stores
  const router = Router()
  router.use(clerkOnly)

  router.get('/', async (request, response) => {
    response.send(render(<DeskPage page={pageOf(shop, request)} orders={await orders.latest(100)} />))
  })

  router.get('/orders/:number', async (request, response, next) => {
    const order = await orders.find(request.params.number)
    if (order === undefined) next()
    else response.send(render(<DeskOrderPage page={pageOf(shop, request)} order={order} />))
  })

  /** Does something with an order, and says on its page what came of it. */
  function action(name: string, act: Action): void {
    router.post<{ number: string }>(`/orders/:number/${name}`, async (request, response, next) => {
      const order = await orders.find(request.params.number)
      if (order === undefined) {
        next()
        return
      }
      try {
        answer(request, response, order, { kind: 'success', text: await act(order, formOf(request)) })
      } catch (error) {
        answer(request, response, order, { kind: 'error', text: explanation(error) })
      }
    })
  }

  // The parcel goes out, and the money is taken.
  action('capture', async (order, form) => {
    const charge = await shop.pay.charges.capture(
      chargeOf(order),
      { captureAmount: order.total },
      { idempotencyKey: keyOf(form) },
    )
    await followCharge(orders, order.number, charge, 'shop')
    return `${amount(order.total)} captured.`
  })

  // The reserved money is let go.
  action('cancel', async (order) => {
    const charge = await shop.pay.charges.cancel(chargeOf(order), {
      cancellationReason: 'Canceled by the shop',
    })
    await followCharge(orders, order.number, charge, 'shop')
    return 'The order is canceled.'
  })

  // Money is given back, all or some. Amazon decides a little later, and tells by a notification.
  action('refund', async (order, form) => {
    const refundAmount = amountOf(form, order)
    const refund = await shop.pay.refunds.create(
      { chargeId: chargeOf(order), refundAmount },
      { idempotencyKey: keyOf(form) },
    )
    await followRefund(orders, order, refund, 'shop')
    return `Refund of ${amount(refundAmount)} started.`
  })

  return router
}

function answer(
  request: Request<{ number: string }>,
  response: Response,
  order: Order,
  notice: Notice,
): void {
  sessionOf(request).notice = notice
  response.redirect(303, `/desk/orders/${order.number}`)
}

function chargeOf(order: Order): string {
  if (order.chargeId === undefined) throw new NotPossible('This order has no payment yet.')
  return order.chargeId
}

function keyOf(form: ReturnType<typeof formOf>): string {
  const key = form['key'] ?? ''
  if (!/^[0-9a-f]{32}$/.test(key)) throw new NotPossible('Please use the form of this page.')
  return key
}

function amountOf(form: ReturnType<typeof formOf>, order: Order): Money {
  try {
    const money = Money.of((form['amount'] ?? '').trim(), order.total.currencyCode)
    if (!Money.isZero(money)) return money
  } catch {
    // Said below.
  }
  throw new NotPossible('Refund: the amount is a number such as 4.50.')
}

/** What went wrong and what to do: written for the shop's people, not for buyers. Anything else is a fault of ours. */
function explanation(error: unknown): string {
  if (error instanceof NotPossible) return error.message
  if (!(error instanceof AmazonPayError)) throw error
  const advice = error.advice === undefined ? '' : ` ${explainAdvice(error.advice)}`
  return `${error.message}${advice}`.trim()
}
