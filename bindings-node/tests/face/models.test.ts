/** Objects: read, shown, written. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'
import { ConfigurationError, Money, type Charge, type CheckoutSession } from 'amazonpay'
import { decode } from '#dist/decode'
import { encode } from '#dist/encode'
import { SHAPES } from '#dist/generated/shapes'
import { shapeOf } from '#dist/shape'
import { assertSays } from './comparison.js'
import { vector } from './vectors.js'

const MODELS = {
  charge: 'Charge',
  'checkout-session': 'CheckoutSession',
  'checkout-session-full': 'CheckoutSession',
  'create-charge': 'CreateCharge',
}

test('the vectors of models survive being read and written', () => {
  for (const [file, model] of Object.entries(MODELS)) {
    const object = decode(model, vector(`models/${file}.json`))
    assertSays(object, vector(`models/${file}.json`))
    assertSays(decode(model, JSON.parse(encode(model, object))), vector(`models/${file}.json`))
  }
})

test('unknown values and fields are kept', () => {
  const charge = decode('Charge', vector('models/charge.json')) as Charge & Record<string, unknown>
  assert.equal(charge.statusDetails.state, 'UnheardOf')
  assert.deepEqual(charge['addedYesterday'], { points: 12, factor: 0.1 })
})

test('times are dates, in both spellings and in seconds; what is no time stays', () => {
  const moment = new Date('2026-11-24T10:15:00Z')
  const read = (time: string): unknown =>
    (decode('Charge', { chargeId: 'C', creationTimestamp: time }) as Charge).creationTimestamp
  assert.deepEqual(read('20261124T101500Z'), moment)
  assert.deepEqual(read('2026-11-24T10:15:00Z'), moment)
  assert.equal(read('yesterday'), 'yesterday')
  const dispute = { disputeId: 'D', merchantResponseDeadline: 1_795_515_300 }
  const [name] = (SHAPES['Dispute'] ?? '')
    .split(' ')
    .flatMap((field) => /^(\w+):unix$/.exec(field)?.[1] ?? [])
  assert.ok(name !== undefined)
  const found = decode('Dispute', { ...dispute, [name]: 1_795_515_300 }) as Record<string, unknown>
  assert.deepEqual(found[name], new Date(1_795_515_300_000))
  assert.equal((JSON.parse(encode('Dispute', found)) as typeof found)[name], 1_795_515_300)
})

test('an invalid date and a number as an amount are refused where they are given', () => {
  const message = (model: string, value: object): string => {
    try {
      return encode(model, value)
    } catch (error) {
      assert.ok(error instanceof ConfigurationError)
      return error.message
    }
  }
  assert.match(message('ListReports', { createdSince: new Date('never') }), /^createdSince: .* invalid Date/)
  const amount = { amount: 12.3, currencyCode: 'EUR' }
  assert.match(
    message('CreateRefund', { refundAmount: amount }),
    /^refundAmount\.amount: .* found the number 12\.3/,
  )
})

test('what is always there is there', () => {
  const charge = decode('Charge', { chargeId: 'C' }) as Charge
  assert.equal(charge.statusDetails.state, '')
})

/** An object with a value in each field, within its objects too; the texts of redacted fields are secret. */
function filled(model: string, depth = 0): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const field of shapeOf(model)?.fields.values() ?? []) {
    let { kind } = field
    let wrap = (value: unknown): unknown => value
    while (kind?.form === 'list' || kind?.form === 'map') {
      const inner = wrap
      wrap = kind.form === 'list' ? (value) => inner([value]) : (value) => inner({ key: value })
      kind = kind.of
    }
    const text = field.isRedacted ? `secret-of-${model}-${field.name}` : 'shown'
    const value = kind?.form === 'object' && depth < 6 ? filled(kind.name, depth + 1) : text
    object[field.name] = wrap(value)
  }
  return object
}

test('no redacted field of the description is shown, nor what is unknown', () => {
  let redacted = 0
  for (const model of Object.keys(SHAPES)) {
    const shape = shapeOf(model)
    redacted += [...(shape?.fields.values() ?? [])].filter((field) => field.isRedacted).length
    const object = decode(model, { ...filled(model), unheardOf: 'secret-unknown' })
    for (const shown of [inspect(object, { depth: 20 }), inspect({ within: [object] }, { depth: 20 })]) {
      assert.ok(!shown.includes('secret-'), `${model}: ${shown}`)
      assert.ok(shown.includes('unheardOf: [redacted]'))
    }
  }
  assert.ok(redacted > 50, String(redacted))
})

test('objects are plain: they compare, copy and become JSON as what they are', () => {
  const json = vector('models/checkout-session-full.json') as object
  const session = decode('CheckoutSession', structuredClone(json)) as CheckoutSession
  assert.equal(Object.getPrototypeOf(session), Object.prototype)
  assert.deepEqual(structuredClone(session), { ...session })
  assert.ok(Object.keys(session).every((name) => name in json || name === 'statusDetails'))
  const amount: Money = { amount: '1.00', currencyCode: 'EUR' }
  assert.deepStrictEqual(Money.of('1.00', 'EUR'), amount)
})
