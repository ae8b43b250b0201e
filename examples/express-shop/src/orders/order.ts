/** Orders, and how they move from state to state. */
import type { Money } from 'amazonpay'

/** What becomes of an order, with the words for it. */
export const ORDER_STATES = {
  open: 'waiting for payment',
  pending: 'payment being checked',
  reserved: 'paid, to be shipped',
  capturing: 'shipped, payment being taken',
  captured: 'shipped',
  declined: 'payment declined',
  canceled: 'canceled',
} as const

export type OrderState = keyof typeof ORDER_STATES

/** From which states an order gets to another. News may come twice or late, and then lead nowhere. */
export const COMES_FROM: Readonly<Record<OrderState, readonly OrderState[]>> = {
  open: [],
  pending: ['open'],
  reserved: ['open', 'pending'],
  capturing: ['open', 'pending', 'reserved'],
  captured: ['open', 'pending', 'reserved', 'capturing'],
  declined: ['open', 'pending', 'reserved', 'capturing'],
  canceled: ['open', 'pending', 'reserved'],
}

export interface OrderLine {
  readonly name: string
  readonly quantity: number
  readonly sum: Money
}

/** What the buyer agreed to by "Pay". */
export interface Agreement {
  readonly number: string
  readonly checkoutSessionId: string
  readonly lines: readonly OrderLine[]
  readonly shipping: Money
  readonly total: Money
  /** The address, line by line. */
  readonly shipTo: readonly string[]
}

/** A state that a charge or a refund came to: a line of the order's timeline. */
export interface PaymentChange {
  readonly objectId: string
  readonly kind: 'charge' | 'refund'
  readonly state: string
  readonly reasonCode: string | undefined
  readonly amount: Money
  readonly at: Date
  /** Who told. */
  readonly source: 'shop' | 'notification'
}

export interface Order extends Agreement {
  readonly state: OrderState
  readonly createdAt: Date
  /** Amazon's ids, once there is a payment. */
  readonly chargeId: string | undefined
  readonly chargePermissionId: string | undefined
  /** The timeline, oldest first. */
  readonly changes: readonly PaymentChange[]
}
