import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'

import { call, open, rejection } from './shop.mjs'

const shop = await open()

test('each attempt is told, with nothing secret and nothing of the buyer', async () => {
  const attempts = []
  const client = shop.client({}, { observer: (attempt) => attempts.push(attempt) })
  await shop.control('POST', 'faults', { status: 503, operation: 'checkout_sessions.create', count: 1 })
  const session = await call(client, 'checkout_sessions.create', [], shop.session())
  await rejection(client.execute('charges.get', ['S01-1-1-C1']).promise)
  // They are told before the outcome of their call.
  assert.equal(attempts.length, 3)
  const [first, second, third] = attempts
  assert.equal(first.operation, 'checkout_sessions.create')
  assert.deepEqual([first.outcome, first.status, first.errorKind], ['refused', 503, 'server'])
  assert.deepEqual([second.outcome, second.status, second.errorKind], ['succeeded', 201, undefined])
  assert.deepEqual([third.outcome, third.status, third.reasonCode], ['refused', 404, 'ResourceNotFound'])
  assert.ok(first.retryAfterMs >= 0)
  assert.equal(second.retryAfterMs, undefined)
  assert.deepEqual([first.attempt, second.attempt, third.attempt], [1, 2, 1])
  assert.equal(first.call, second.call)
  assert.notEqual(second.call, third.call)
  assert.equal(first.idempotencyKey, second.idempotencyKey)
  assert.deepEqual([third.method, third.pathTemplate], ['GET', 'charges/{charge_id}'])
  assert.equal(`http://${first.host}:${first.port}`, shop.sandbox.url)
  for (const { durationMs, endedAtMs } of attempts) assert.ok(durationMs > 0 && endedAtMs > 1e12)
  const told = JSON.stringify(attempts)
  assert.ok(!told.includes(session.checkoutSessionId) && !told.includes('S01-1-1-C1'))
})

test('a hook runs in the context of the call', async () => {
  const request = new AsyncLocalStorage()
  const seen = new Map()
  const client = shop.client({}, { observer: ({ call }) => seen.set(call, request.getStore()) })
  await Promise.all(
    ['one', 'two'].map((name) =>
      request.run(name, () => call(client, 'checkout_sessions.create', [], shop.session())),
    ),
  )
  assert.deepEqual([...seen.values()].sort(), ['one', 'two'])
})
