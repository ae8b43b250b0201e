/** When an object is read again: nothing but arithmetic. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ChargePermissionState,
  ChargeState,
  CheckoutSessionState,
  DisputeState,
  RefundState,
} from 'amazonpay'
import { type Kind, nextAttempt, nextReading } from 'amazonpay/reconciliation'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STATES: Record<Kind, readonly string[]> = {
  charge: Object.values(ChargeState),
  chargePermission: Object.values(ChargePermissionState),
  refund: Object.values(RefundState),
  dispute: Object.values(DisputeState),
  checkoutSession: Object.values(CheckoutSessionState),
}

const FINAL: Record<Kind, readonly string[]> = {
  charge: ['Captured', 'Declined', 'Canceled'],
  chargePermission: ['Closed'],
  refund: ['Refunded', 'Declined'],
  dispute: ['Resolved', 'Closed'],
  checkoutSession: ['Completed', 'Canceled'],
}

/** The ages at which an object is read that stays in a state for so long. */
function readings(kind: Kind, state: string, forMs: number): number[] {
  const ages: number[] = []
  for (let ageMs = 0; ;) {
    const pause = nextReading({ kind, state, ageMs })
    if (pause === undefined || ageMs + pause > forMs) return ages
    ageMs += pause
    ages.push(ageMs)
  }
}

test('what is final is not read again, whatever its age', () => {
  for (const kind of Object.keys(STATES) as Kind[]) {
    for (const state of STATES[kind]) {
      for (const ageMs of [0, MINUTE, 400 * DAY]) {
        const isFinal = nextReading({ kind, state, ageMs }) === undefined
        assert.equal(isFinal, FINAL[kind].includes(state), `${kind} ${state}`)
      }
    }
  }
})

test('a pause is never shorter than the one before, and never longer than a day', () => {
  for (const kind of Object.keys(STATES) as Kind[]) {
    for (const state of [...STATES[kind], 'Unheard']) {
      if (FINAL[kind].includes(state)) continue
      const ages = readings(kind, state, 60 * DAY)
      const pauses = ages.map((age, index) => age - (ages[index - 1] ?? 0))
      assert.ok(pauses.length >= 60, `${kind} ${state}`)
      assert.deepEqual(
        pauses,
        [...pauses].sort((one, other) => one - other),
      )
      assert.ok((pauses.at(-1) ?? 0) <= DAY)
    }
  }
})

test('a pending authorization is asked for soon, and not too often within its day', () => {
  const ages = readings('charge', 'AuthorizationInitiated', DAY)
  assert.deepEqual(ages.slice(0, 4), [30_000, 60_000, 90_000, 135_000])
  assert.ok(ages.filter((age) => age <= HOUR).length <= 15)
  assert.ok(ages.length <= 70, String(ages.length))
})

test('what waits for the shop is read once a day', () => {
  const ages = readings('charge', 'Authorized', 30 * DAY)
  assert.ok(ages.length < 45, String(ages.length))
})

test('a state that this version does not know is not final, and neither are names that every object has', () => {
  for (const state of ['Unheard', 'constructor', '']) {
    assert.equal(nextReading({ kind: 'charge', state, ageMs: 0 }), MINUTE)
  }
})

test('after failures one waits 15 s, doubled up to an hour', () => {
  assert.deepEqual([1, 2, 3, 4].map(nextAttempt), [15_000, 30_000, 60_000, 120_000])
  assert.equal(nextAttempt(9), HOUR)
  assert.equal(nextAttempt(1e9), HOUR)
})
