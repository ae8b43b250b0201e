// How moments, durations, amounts and names are shown.

const KINDS: Record<string, [one: string, many: string]> = {
  checkoutSessions: ['Checkout session', 'Checkout sessions'],
  chargePermissions: ['Charge permission', 'Charge permissions'],
  charges: ['Charge', 'Charges'],
  refunds: ['Refund', 'Refunds'],
  disputes: ['Dispute', 'Disputes'],
  files: ['File', 'Files'],
  merchantAccounts: ['Merchant account', 'Merchant accounts'],
  stores: ['Store', 'Stores'],
  deliveryTrackers: ['Delivery tracker', 'Delivery trackers'],
  reports: ['Report', 'Reports'],
  'report-schedules': ['Report schedule', 'Report schedules'],
  disbursements: ['Disbursement', 'Disbursements'],
}

/** The kinds that a payment goes through: they are listed even when there is none. */
export const PAYMENT_KINDS = ['checkoutSessions', 'chargePermissions', 'charges', 'refunds', 'disputes']

export const kindName = (kind: string): string => KINDS[kind]?.[0] ?? kind
export const kindNames = (kind: string): string => KINDS[kind]?.[1] ?? kind

const NOTIFIED: Record<string, string> = {
  CHARGE_PERMISSION: 'chargePermissions',
  CHARGE: 'charges',
  REFUND: 'refunds',
  CHARGEBACK: 'disputes',
}

/** The kind of object that a notification calls by this name. */
export const notifiedKind = (objectType: string | null | undefined): string | null =>
  NOTIFIED[objectType ?? ''] ?? null

/** `2026-11-24T17:29:18.123Z` as `2026-11-24 17:29:18`: always UTC, as the API has it. */
export const moment = (text: string): string => text.slice(0, 19).replace('T', ' ')

/** Without the date. */
export const time = (text: string): string => text.slice(11, 19)

export function duration(micros: number): string {
  if (micros < 1000) return `${micros} µs`
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(1)} ms`
  return `${(micros / 1_000_000).toFixed(1)} s`
}

const UNITS: [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** How long `seconds` are, in the largest unit that fits: `3 days`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [unit, name] = UNITS.find(([size]) => whole >= size) ?? [1, 'second']
  const count = Math.floor(whole / unit)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** `AuthorizationInitiated` as `Authorization initiated`. */
export const spaced = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`)

export const count = (number: number): string => number.toLocaleString('en')

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

/** Which colour a state is shown in. Words say the same, so that nothing depends on colours. */
export function tone(state: string | null | undefined): 'good' | 'bad' | 'wait' | 'quiet' {
  if (state === null || state === undefined) return 'quiet'
  if (/Declined|Failed|Refused|ActionRequired|CANCELLED|FAILED/i.test(state)) return 'bad'
  if (/Initiated|Pending|UnderReview|Open|IN_PROGRESS|IN_QUEUE/i.test(state)) return 'wait'
  if (
    /Captured|Authorized|Completed|^Refunded|Chargeable$|Resolved|Delivered/i.test(state) &&
    !/^Non/.test(state)
  ) {
    return 'good'
  }
  return 'quiet'
}
