/** Where orders are kept. */
import type { Listener } from './changes.js'
import type { Agreement, Order, OrderState, PaymentChange } from './order.js'

/** The ids of an order's payment. */
export interface Payment {
  readonly chargeId: string
  readonly chargePermissionId: string | undefined
}

/**
 * Keeps orders. Requests of the buyer, of the clerk and of Amazon come at once, perhaps to several processes: each method
 * is atomic, and may be called twice.
 */
export interface OrderStore {
  /** Writes what was agreed on, over what was agreed before; false when the order is open no more. */
  place(agreement: Agreement): Promise<boolean>
  /** Notes which checkout session pays an order, unless one is noted, and gives the one that is. */
  claim(number: string, checkoutSessionId: string): Promise<string>
  find(number: string): Promise<Order | undefined>
  /** The order that a charge pays. */
  ofCharge(chargeId: string): Promise<Order | undefined>
  /** The latest orders, newest first. */
  latest(count: number): Promise<Order[]>
  /** Moves an order on, by the table `COMES_FROM`; false when it does not lead there. */
  move(number: string, to: OrderState, payment?: Payment): Promise<boolean>
  /** Adds a line to the timeline, unless it has that state of that object. */
  record(number: string, change: PaymentChange): Promise<void>
  /** Tells of changes of an order, in whichever process they are made, until what it gives is called. */
  watch(number: string, listener: Listener): () => void
}
