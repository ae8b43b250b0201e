// Memory stays level: the same number of calls again and again, until a round needs no more than the one before.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { call, open, rejection } from './shop.mjs'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')
const shop = await open({ request_log_capacity: 16 })

/** What is held after `work`, in bytes of the heap and of the process. */
async function held(work) {
  await work()
  for (let i = 0; i < 4; i += 1) {
    gc()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, rss }
}

/** Whether some round held no more than the smallest before it, give or take a little: a leak adds to every round. */
async function levels(rounds, work, allowed) {
  let least = await held(work)
  for (let round = 0; round < rounds; round += 1) {
    const now = await held(work)
    if (now.heap <= least.heap + allowed.heap && now.rss <= least.rss + allowed.rss) return
    least = now
  }
  assert.fail(`every round of ${rounds} held more than the one before it`)
}

const CALLS = 1000
const ALLOWED = { heap: 60_000, rss: 1_000_000 }

async function repeat(work) {
  for (let i = 0; i < CALLS; i += 50) await Promise.all(Array.from({ length: 50 }, work))
}

test('calls of every outcome leave nothing behind', { timeout: 240_000 }, async () => {
  const seen = { attempts: 0 }
  const client = shop.client({}, { observer: () => (seen.attempts += 1) })
  const { checkoutSessionId: id } = await call(client, 'checkout_sessions.create', [], shop.session())
  const work = async () => {
    await client.execute('checkout_sessions.get', [id]).promise
    await rejection(client.execute('charges.get', ['S01-1-1-C1']).promise)
    const canceled = client.execute('checkout_sessions.get', [id])
    canceled.cancel('no more')
    await rejection(canceled.promise)
  }
  await levels(8, () => repeat(work), ALLOWED)
  assert.ok(seen.attempts > CALLS)
})

test('clients and verifiers are let go', { timeout: 240_000 }, async () => {
  const work = async () => {
    for (let i = 0; i < 60; i += 1) {
      const client = shop.client({}, { observer() {}, signer: undefined })
      await client.buttonSignature('{}').promise
    }
  }
  await levels(8, work, ALLOWED)
})
