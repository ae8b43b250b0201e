/** The kinds of objects that change by themselves: how each is read, and what notifications call it. */
import type { Answered } from '../answer.js'
import type { AmazonPay } from '../client.js'
import type { Charge, ChargePermission, CheckoutSession, Dispute, Refund } from '../generated/models.js'
import type { CallOptions } from '../operation.js'

/** The kinds that notifications tell of, by the names of their hooks. */
export interface Subjects {
  charge: Charge
  chargePermission: ChargePermission
  refund: Refund
  dispute: Dispute
}

/** All kinds that change by themselves: of sessions Amazon sends no notifications. */
export interface Changing extends Subjects {
  checkoutSession: CheckoutSession
}

/** How an object of each kind is read. @internal */
export const READ: {
  readonly [Kind in keyof Changing]: (
    pay: AmazonPay,
    id: string,
    options: CallOptions,
  ) => Promise<Answered<Changing[Kind]>>
} = {
  charge: (pay, id, options) => pay.charges.get(id, options),
  chargePermission: (pay, id, options) => pay.chargePermissions.get(id, options),
  refund: (pay, id, options) => pay.refunds.get(id, options),
  dispute: (pay, id, options) => pay.disputes.get(id, options),
  checkoutSession: (pay, id, options) => pay.checkoutSessions.get(id, options),
}

/** The kinds by `ObjectType`, as notifications have it. @internal */
export const SUBJECTS: ReadonlyMap<string, keyof Subjects> = new Map([
  ['CHARGE', 'charge'],
  ['CHARGE_PERMISSION', 'chargePermission'],
  ['REFUND', 'refund'],
  ['CHARGEBACK', 'dispute'],
])

/** What an object's id may look like. @internal */
export const OBJECT_ID = /^[\x21-\x7e]{1,100}$/
