/** The reasons of an object's state say what to do, as the vectors and so the core have it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type Advice,
  ChargePermissionReasonCode,
  ChargeReasonCode,
  CheckoutSessionReasonCode,
  RefundReasonCode,
  chargeAdvice,
  chargePermissionAdvice,
  checkoutSessionAdvice,
  explainAdvice,
  refundAdvice,
} from 'amazonpay'
import { vector } from './vectors.js'

const { stateReasons } = vector('errors.json') as {
  stateReasons: Record<string, Record<string, Advice | null>>
}

type Advise = (reasonCode: string | undefined) => Advice | undefined

const objects: Readonly<Record<string, [known: Readonly<Record<string, string>>, advise: Advise]>> = {
  Charge: [ChargeReasonCode, chargeAdvice],
  Refund: [RefundReasonCode, refundAdvice],
  ChargePermission: [ChargePermissionReasonCode, chargePermissionAdvice],
  CheckoutSession: [CheckoutSessionReasonCode, checkoutSessionAdvice],
}

test('each object whose states have reasons has an advice about them', () => {
  assert.deepEqual(Object.keys(objects).sort(), Object.keys(stateReasons).sort())
})

for (const [object, [known, advise]] of Object.entries(objects)) {
  test(`each reason of a ${object} has the advice of the vectors`, () => {
    const expected = stateReasons[object] ?? {}
    for (const [reason, advice] of Object.entries(expected)) {
      assert.equal(advise(reason), advice ?? undefined, reason)
      if (advice !== null) assert.notEqual(explainAdvice(advice), '')
    }
    const advised = Object.keys(expected).filter((reason) => expected[reason] !== null)
    assert.deepEqual(Object.values(known).sort(), advised.sort())
  })

  test(`no reason, and one that nobody knows, have none: ${object}`, () => {
    for (const reason of [undefined, '', 'NewReason', 'constructor', '__proto__']) {
      assert.equal(advise(reason), undefined)
    }
  })
}
