import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'

import { call, open, rejection } from './shop.mjs'

const shop = await open()
const client = shop.client()
const HOUR = 3_600_000

test('a canceled call is dropped while its request is in flight, and the request with it', async () => {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${server.address().port}`
  const attempts = []
  const slow = shop.client({ endpoint }, { observer: (attempt) => attempts.push(attempt) })
  const started = slow.execute('checkout_sessions.create', [], undefined, shop.session())
  const [request] = await once(server, 'request')
  const hungUp = once(request.socket, 'close')
  const reason = new Error('the buyer went away')
  started.cancel(reason)
  assert.equal(await rejection(started.promise), reason)
  await hungUp
  await shop.until(() => attempts.length > 0)
  assert.equal(attempts[0].outcome, 'canceled')
  server.close()
})

test('a request that the sandbox holds is not carried out when its call is canceled', async () => {
  // The sandbox holds it for an hour of its time, unless its client hangs up.
  await shop.control('POST', 'faults', { delayMs: HOUR, operation: 'checkout_sessions.create' })
  const started = client.execute('checkout_sessions.create', [], undefined, shop.session())
  await shop.until(async () => (await shop.control('GET', 'faults')).faults[0].met === 1)
  started.cancel('the buyer went away')
  assert.equal(await rejection(started.promise), 'the buyer went away')
  await shop.control('DELETE', 'faults')
  // The client goes on.
  assert.ok((await call(client, 'checkout_sessions.create', [], shop.session())).checkoutSessionId)
  assert.equal((await shop.requests('checkout_sessions.create')).length, 1)
})

test('cancelling before, after and twice is of no consequence', async () => {
  const started = client.execute('checkout_sessions.create', [], undefined, shop.session())
  started.cancel('at once')
  started.cancel('again')
  assert.equal(await rejection(started.promise), 'at once')
  const kept = client.execute('checkout_sessions.create', [], undefined, shop.session())
  await kept.promise
  kept.cancel('too late')
  assert.equal((await kept.promise).status, 201)
})

test('of many calls the canceled ones end and the others are answered', async () => {
  const calls = Array.from({ length: 60 }, () =>
    client.execute('checkout_sessions.create', [], undefined, shop.session()),
  )
  calls.forEach((started, index) => index % 2 === 0 && started.cancel(index))
  const outcomes = await Promise.allSettled(calls.map((started) => started.promise))
  outcomes.forEach((outcome, index) => {
    if (index % 2 === 0) assert.equal(outcome.reason, index)
    else assert.equal(outcome.value.status, 201)
  })
})

test('a wait can be canceled', async () => {
  const { chargeId } = await shop.order(client, { pending: true })
  const waiting = client.waitFor('charges', chargeId, { firstMs: 1, longestMs: 1 })
  await shop.until(async () => (await shop.requests('charges.get')).length > 2)
  waiting.cancel('enough')
  assert.equal(await rejection(waiting.promise), 'enough')
})
