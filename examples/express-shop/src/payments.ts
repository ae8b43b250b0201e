/** An order follows its payment, whoever tells of it first: the buyer's return, the clerk, or Amazon's notification. */
import type { Charge, Refund } from 'amazonpay'
import type { Handler } from 'amazonpay/web'
import { notificationHandler } from 'amazonpay/web'
import type { Order, OrderState, PaymentChange } from './orders/order.js'
import type { OrderStore } from './orders/store.js'
import type { Shop } from './shop.js'

/** The order's state by its charge's. One that Amazon adds one day is no reason to ship. */
const ORDER_STATE_BY_CHARGE: ReadonlyMap<string, OrderState> = new Map([
  ['AuthorizationInitiated', 'pending'],
  ['Authorized', 'reserved'],
  ['CaptureInitiated', 'capturing'],
  ['Captured', 'captured'],
  ['Declined', 'declined'],
  ['Canceled', 'canceled'],
])

/** The endpoint that Amazon tells of changes. Each is acted on once; the object is read, for the message may be old. */
export function notifications(shop: Shop): Handler {
  const { orders, inbox } = shop.stores
  return notificationHandler({
    pay: shop.pay,
    topics: shop.topics,
    inbox,
    verifier: shop.verifier,
    on: {
      async charge(charge) {
        // By the number, too: Amazon may be faster than the buyer's return, which writes the charge's id down.
        const known = await orders.ofCharge(charge.chargeId)
        const number = known?.number ?? charge.merchantMetadata?.merchantReferenceId ?? ''
        await followCharge(orders, number, charge, 'notification')
      },
      async refund(refund) {
        const order = await orders.ofCharge(refund.chargeId ?? '')
        if (order !== undefined) await followRefund(orders, order, refund, 'notification')
      },
    },
  })
}

/** Writes down what a charge has come to, and moves its order on. */
export async function followCharge(
  orders: OrderStore,
  number: string,
  charge: Charge,
  source: PaymentChange['source'],
): Promise<void> {
  const order = await orders.find(number)
  if (order === undefined) return
  const { state, reasonCode, lastUpdatedTimestamp } = charge.statusDetails
  const { chargeId, chargePermissionId } = charge
  const to = ORDER_STATE_BY_CHARGE.get(state)
  if (to !== undefined) await orders.move(number, to, { chargeId, chargePermissionId })
  await orders.record(number, {
    objectId: chargeId,
    kind: 'charge',
    state,
    reasonCode,
    amount: charge.captureAmount ?? charge.chargeAmount ?? order.total,
    at: lastUpdatedTimestamp ?? new Date(),
    source,
  })
}

/** Writes down what a refund has come to. */
export async function followRefund(
  orders: OrderStore,
  order: Order,
  refund: Refund,
  source: PaymentChange['source'],
): Promise<void> {
  const { state, reasonCode, lastUpdatedTimestamp } = refund.statusDetails
  await orders.record(order.number, {
    objectId: refund.refundId,
    kind: 'refund',
    state,
    reasonCode,
    amount: refund.refundAmount ?? order.total,
    at: lastUpdatedTimestamp ?? new Date(),
    source,
  })
}
