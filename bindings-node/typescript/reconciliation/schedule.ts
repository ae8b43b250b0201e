/** When an object is read again: pure functions of what is known of it. */
import type {
  ChargePermissionState,
  ChargeState,
  CheckoutSessionState,
  DisputeState,
  RefundState,
} from '../generated/models.js'
import type { Changing } from '../web/subjects.js'

/** What is known of an object when its next reading is decided. */
export interface Observed {
  /** Its kind. */
  readonly kind: keyof Changing
  /** Its state when it was last read. */
  readonly state: string
  /** How long it has been seen in this state, in milliseconds. */
  readonly ageMs: number
}

/** Says in how many milliseconds an object is to be read again; `undefined` when nothing more will become of it. */
export type Schedule = (observed: Observed) => number | undefined

/** The first pause, and the longest. In between a pause is half of the time that the object has been in its state. */
interface Pace {
  readonly firstMs: number
  readonly longestMs: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Nothing more happens by itself. */
const FINAL = undefined
/** The bank decides, within a day. */
const PENDING: Pace = { firstMs: 30 * SECOND, longestMs: 30 * MINUTE }
/** The bank decides, and may take days. */
const SETTLING: Pace = { firstMs: 2 * MINUTE, longestMs: 3 * HOUR }
/** The buyer has to do something. */
const BUYER: Pace = { firstMs: 5 * MINUTE, longestMs: HOUR }
/** The shop has to do something; else it ends in weeks or months. */
const SHOP: Pace = { firstMs: HOUR, longestMs: DAY }
/** A state that this version does not know. */
const UNKNOWN: Pace = { firstMs: MINUTE, longestMs: HOUR }

type States<Kind extends keyof Changing> = Kind extends 'charge'
  ? typeof ChargeState
  : Kind extends 'chargePermission'
    ? typeof ChargePermissionState
    : Kind extends 'refund'
      ? typeof RefundState
      : Kind extends 'dispute'
        ? typeof DisputeState
        : typeof CheckoutSessionState

/** Every state that the models know has its row: one that is added is an error here. */
const PACES: {
  readonly [Kind in keyof Changing]: Readonly<Record<keyof States<Kind>, Pace | undefined>>
} = {
  charge: {
    AuthorizationInitiated: PENDING,
    Authorized: SHOP,
    CaptureInitiated: SETTLING,
    Captured: FINAL,
    Declined: FINAL,
    Canceled: FINAL,
  },
  refund: { RefundInitiated: SETTLING, Refunded: FINAL, Declined: FINAL },
  chargePermission: { Chargeable: SHOP, NonChargeable: BUYER, Closed: FINAL },
  checkoutSession: { Open: BUYER, Completed: FINAL, Canceled: FINAL },
  dispute: { ActionRequired: SHOP, UnderReview: SHOP, Resolved: FINAL, Closed: FINAL },
}

/**
 * When an object is read again, unless you say otherwise: soon after it got into its state, and ever less often. A state
 * that this version does not know is not final.
 *
 * ```ts
 * nextReading({ kind: 'charge', state: 'AuthorizationInitiated', ageMs: 0 }) // 30,000: half a minute
 * nextReading({ kind: 'charge', state: 'AuthorizationInitiated', ageMs: 600_000 }) // 300,000: five minutes
 * nextReading({ kind: 'charge', state: 'Captured', ageMs: 0 }) // undefined: never
 * ```
 */
export const nextReading: Schedule = ({ kind, state, ageMs }) => {
  const paces = PACES[kind] as Readonly<Record<string, Pace | undefined>>
  const pace = Object.hasOwn(paces, state) ? paces[state] : UNKNOWN
  return pace && Math.round(Math.min(Math.max(ageMs / 2, pace.firstMs), pace.longestMs))
}

/** Says how many milliseconds to wait after so many failures in a row, 1 or more. */
export type Backoff = (failures: number) => number

/** How long an object is left alone after failures in a row, unless you say otherwise: 15 s, doubled up to an hour. */
export const nextAttempt: Backoff = (failures) =>
  Math.min(15 * SECOND * 2 ** Math.min(failures - 1, 20), HOUR)
