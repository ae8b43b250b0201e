/** What each store of orders has to do. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import type { Agreement, PaymentChange } from '#shop/orders/order.js'
import { refundable } from '#shop/orders/refundable.js'
import { eachStore } from './stores.js'

const euros = (amount: string) => ({ amount, currencyCode: 'EUR' })

function agreement(more: Partial<Agreement> = {}): Agreement {
  const number = randomBytes(8).toString('hex')
  return {
    number,
    checkoutSessionId: `session of ${number}`,
    lines: [{ name: 'Tin', quantity: 3, sum: euros('33.60') }],
    shipping: euros('4.90'),
    total: euros('38.50'),
    shipTo: ['Ada', '10119 Berlin'],
    ...more,
  }
}

function change(state: string, more: Partial<PaymentChange> = {}): PaymentChange {
  const at = new Date('2026-11-26T10:00:00Z')
  return {
    objectId: 'C1',
    kind: 'charge',
    state,
    reasonCode: undefined,
    amount: euros('38.50'),
    at,
    source: 'shop',
    ...more,
  }
}

for (const [store, stores] of await eachStore()) {
  const { orders } = stores
  after(() => stores.close())

  test(`${store}: the first of an order's sessions pays it, however many come at once`, async () => {
    const order = agreement({ checkoutSessionId: '' })
    await orders.place(order)
    const claimed = await Promise.all(['A', 'B', 'C'].map((session) => orders.claim(order.number, session)))
    assert.equal(new Set(claimed).size, 1)
    await orders.place({ ...order, total: euros('1.00') })
    assert.equal(await orders.claim(order.number, 'D'), claimed[0])
  })

  test(`${store}: an order can be agreed on anew while it is open, and no longer`, async () => {
    const first = agreement()
    assert.equal(await orders.place(first), true)
    const order = await orders.find(first.number)
    assert.ok(order)
    assert.deepEqual([order.state, order.chargeId, order.changes], ['open', undefined, []])
    for (const [name, value] of Object.entries(first)) assert.deepEqual(order[name as keyof Agreement], value)
    assert.equal(await orders.place({ ...first, total: euros('1.00') }), true)
    assert.equal(
      await orders.move(first.number, 'reserved', { chargeId: `C${first.number}`, chargePermissionId: 'S' }),
      true,
    )
    assert.equal(await orders.place(first), false)
    assert.equal((await orders.ofCharge(`C${first.number}`))?.total.amount, '1.00')
    assert.equal(await orders.find('another'), undefined)
  })

  test(`${store}: of many that move an order to the same state, one does`, async () => {
    const { number } = agreement()
    await orders.place(agreement({ number }))
    const moved = await Promise.all(Array.from({ length: 8 }, () => orders.move(number, 'reserved')))
    assert.equal(moved.filter(Boolean).length, 1)
  })

  test(`${store}: late news leads nowhere`, async () => {
    const { number } = agreement()
    await orders.place(agreement({ number }))
    assert.equal(await orders.move(number, 'captured'), true)
    for (const state of ['open', 'pending', 'reserved', 'canceled', 'captured'] as const) {
      assert.equal(await orders.move(number, state), false)
    }
    assert.equal((await orders.find(number))?.state, 'captured')
    assert.equal(await orders.move('another', 'captured'), false)
  })

  test(`${store}: the timeline has each state once, by time`, async () => {
    const { number } = agreement()
    await orders.place(agreement({ number }))
    const later = new Date('2026-11-26T11:00:00Z')
    await orders.record(number, change('Captured', { at: later, source: 'notification' }))
    await orders.record(number, change('Authorized'))
    await orders.record(number, change('Captured', { at: later }))
    await orders.record('another', change('Captured'))
    const order = await orders.find(number)
    assert.deepEqual(
      order?.changes.map(({ state, at, source }) => [state, at.toISOString(), source]),
      [
        ['Authorized', '2026-11-26T10:00:00.000Z', 'shop'],
        ['Captured', '2026-11-26T11:00:00.000Z', 'notification'],
      ],
    )
  })

  test(`${store}: what can be given back is what was captured, less what was given`, async () => {
    const { number } = agreement()
    await orders.place(agreement({ number }))
    const left = async () => {
      const order = await orders.find(number)
      assert.ok(order)
      return refundable(order).amount
    }
    const refund = (objectId: string, state: string, amount: string) =>
      orders.record(number, change(state, { objectId, kind: 'refund', amount: euros(amount) }))
    assert.equal(await left(), '0.00')
    await orders.record(number, change('Captured'))
    assert.equal(await left(), '38.50')
    await refund('R1', 'RefundInitiated', '8.40')
    await refund('R1', 'Refunded', '8.40')
    await refund('R2', 'RefundInitiated', '20.00')
    assert.equal(await left(), '10.10')
    await refund('R2', 'Declined', '20.00')
    assert.equal(await left(), '30.10')
    await refund('R3', 'Refunded', '35.00')
    assert.equal(await left(), '0.00')
  })

  test(`${store}: the latest come first`, async () => {
    const placed = [agreement(), agreement(), agreement()]
    for (const each of placed) await orders.place(each)
    const numbers = (await orders.latest(2)).map(({ number }) => number)
    assert.deepEqual(numbers, [placed[2]?.number, placed[1]?.number])
  })
}
