/** The kinds of objects that notifications tell of: how each is read, and whose hook gets it. */
import type { Answered } from '../answer.js'
import type { AmazonPay } from '../client.js'
import type { Charge, ChargePermission, Dispute, Refund } from '../generated/models.js'
import type { CallOptions } from '../operation.js'

/** The kinds by the names of their hooks. */
export interface Subjects {
  charge: Charge
  chargePermission: ChargePermission
  refund: Refund
  dispute: Dispute
}

type Read = (pay: AmazonPay, id: string, options: CallOptions) => Promise<Answered<Subjects[keyof Subjects]>>

/** By `ObjectType`, as notifications have it. @internal */
export const SUBJECTS: ReadonlyMap<string, { hook: keyof Subjects; read: Read }> = new Map([
  ['CHARGE', { hook: 'charge', read: (pay, id, options) => pay.charges.get(id, options) }],
  [
    'CHARGE_PERMISSION',
    { hook: 'chargePermission', read: (pay, id, options) => pay.chargePermissions.get(id, options) },
  ],
  ['REFUND', { hook: 'refund', read: (pay, id, options) => pay.refunds.get(id, options) }],
  ['CHARGEBACK', { hook: 'dispute', read: (pay, id, options) => pay.disputes.get(id, options) }],
] as [string, { hook: keyof Subjects; read: Read }][])
