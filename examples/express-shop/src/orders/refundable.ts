/** How much of an order can be given back. */
import { Money } from 'amazonpay'
import type { Order } from './order.js'

/** What was captured, less the refunds that were made or are under way. */
export function refundable(order: Order): Money {
  const captured = order.changes.find(({ kind, state }) => kind === 'charge' && state === 'Captured')
  if (captured === undefined) return Money.zero(order.total.currencyCode)
  const refunds = order.changes.filter(({ kind }) => kind === 'refund')
  const declined = new Set(
    refunds.filter(({ state }) => state === 'Declined').map(({ objectId }) => objectId),
  )
  // Each refund once, however many states it has been in.
  const given = new Map(refunds.map(({ objectId, amount }) => [objectId, amount]))
  for (const id of declined) given.delete(id)
  const total = Money.sum(given.values(), order.total.currencyCode)
  // Amazon lets a shop give back a little more than it took.
  return Money.compare(total, captured.amount) > 0
    ? Money.zero(total.currencyCode)
    : Money.subtract(captured.amount, total)
}
