/** What the process hears of calls by `node:diagnostics_channel`. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { channel, subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import test, { after, before } from 'node:test'
import { inspect } from 'node:util'
import { AmazonPay, type Attempt, type CallEvent, ConfigurationError, NotFound } from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { session } from '../face/shop.js'

let sandbox: Sandbox
/** Made before anybody listens. */
let pay: AmazonPay
before(async () => {
  sandbox = await Sandbox.start()
  pay = sandbox.client({ retryBaseDelayMs: 1 })
})
after(() => sandbox.close())

const STEPS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

/** What is told while `work` runs: steps of calls, and attempts. */
async function heard(work: () => Promise<unknown>): Promise<[string, CallEvent | Attempt][]> {
  const told: [string, CallEvent | Attempt][] = []
  const onAttempt = (attempt: unknown): void => {
    told.push(['attempt', attempt as Attempt])
  }
  const listeners = Object.fromEntries(
    STEPS.map((step) => [step, (event: unknown) => told.push([step, event as CallEvent])]),
  ) as unknown as Parameters<typeof calls.subscribe>[0]
  const calls = tracingChannel('amazonpay:call')
  calls.subscribe(listeners)
  subscribe('amazonpay:attempt', onAttempt)
  try {
    await work()
  } finally {
    calls.unsubscribe(listeners)
    unsubscribe('amazonpay:attempt', onAttempt)
  }
  return told
}

test('a call is told from beginning to end, with its attempts between', async () => {
  await sandbox.faults.add({ status: 503, operation: 'checkout_sessions.create', count: 1 })
  let created: string | undefined
  const told = await heard(async () => {
    created = (await pay.checkoutSessions.create(session(sandbox), { idempotencyKey: 'k-1' }))
      .checkoutSessionId
  })
  assert.deepEqual(
    told.map(([step]) => step),
    ['start', 'end', 'attempt', 'attempt', 'asyncStart', 'asyncEnd'],
  )
  const event = told[0]?.[1] as CallEvent
  const [first, second] = told.filter(([step]) => step === 'attempt').map(([, attempt]) => attempt as Attempt)
  assert.ok(first !== undefined && second !== undefined)
  assert.deepEqual([first.status, second.status], [503, 201])
  // One object from beginning to end, and its number is that of the attempts.
  assert.ok(told.every(([step, message]) => step === 'attempt' || message === event))
  assert.deepEqual([first.call, second.call], [event.call, event.call])
  assert.equal(event.operation, 'checkout_sessions.create')
  assert.deepEqual(
    { ...event.result, durationMs: 0 },
    { status: 201, retries: 1, requestId: second.requestId, idempotencyKey: 'k-1', durationMs: 0 },
  )
  assert.ok(event.result && event.result.durationMs >= first.durationMs + second.durationMs)
  // Neither the object nor the body.
  assert.ok(!inspect(told, { depth: 9, showHidden: true }).includes(String(created)))
})

test('a refusal and a call that is refused before it is sent are told with their errors', async () => {
  const told = await heard(async () => {
    await assert.rejects(pay.charges.get('S01-1-1-C1'), NotFound)
  })
  assert.deepEqual(
    told.map(([step]) => step),
    ['start', 'end', 'attempt', 'error', 'asyncStart', 'asyncEnd'],
  )
  const event = told[0]?.[1] as CallEvent
  assert.ok(event.error instanceof NotFound)
  assert.deepEqual([event.errorType, event.result], ['not_found', undefined])

  const refused = await heard(async () => {
    const untyped = pay as unknown as { charges: { get(id: undefined): Promise<unknown> } }
    await assert.rejects(untyped.charges.get(undefined), ConfigurationError)
  })
  assert.deepEqual(
    refused.map(([step]) => step),
    ['start', 'end', 'error', 'asyncStart', 'asyncEnd'],
  )
  assert.equal((refused[0]?.[1] as CallEvent).errorType, 'configuration')
})

test('a canceled call ends after the attempt that was canceled with it', async () => {
  const fault = await sandbox.faults.add({ delayMs: 3_600_000, operation: 'charges.get' })
  const request = new AsyncLocalStorage<string>()
  const contexts: unknown[] = []
  const reason = new Error('the buyer went away')
  const onEnd = (): void => {
    contexts.push(request.getStore())
  }
  subscribe('tracing:amazonpay:call:asyncEnd', onEnd)
  subscribe('amazonpay:attempt', onEnd)
  const told = await heard(async () => {
    const controller = new AbortController()
    const call = request.run('request 1', () => pay.charges.get('S01-1-1-C1', { signal: controller.signal }))
    while ((await sandbox.faults.list())[0]?.met === 0);
    controller.abort(reason)
    await assert.rejects(call, reason)
    while (contexts.length < 2) await new Promise(setImmediate)
  })
  assert.deepEqual(
    told.map(([step]) => step),
    ['start', 'end', 'attempt', 'error', 'asyncStart', 'asyncEnd'],
  )
  assert.equal((told[2]?.[1] as Attempt).outcome, 'canceled')
  const event = told[0]?.[1] as CallEvent
  assert.deepEqual([event.error, event.errorType], [reason, 'canceled'])
  assert.deepEqual(contexts, ['request 1', 'request 1'])
  unsubscribe('tracing:amazonpay:call:asyncEnd', onEnd)
  unsubscribe('amazonpay:attempt', onEnd)
  await sandbox.faults.remove(fault)
})

test('a wait and a call of any path have names too', async () => {
  const told = await heard(async () => {
    await assert.rejects(pay.charges.waitFor('S01-1-1-C1', { maxWaitMs: 0 }))
    await assert.rejects(pay.call('GET', 'charges/S01-1-1-C1'))
  })
  const named = told.filter(([step]) => ['start', 'attempt'].includes(step))
  assert.deepEqual(
    named.map(([step, { operation }]) => `${step} ${operation}`),
    ['start charges.wait_for', 'attempt charges.get', 'start raw.get', 'attempt raw.get'],
  )
})

test('a store that is bound to the beginning of calls is there in what the call runs', async () => {
  const span = new AsyncLocalStorage<string>()
  const start = tracingChannel('amazonpay:call').start
  start.bindStore(span, (event) => (event as CallEvent).operation)
  const seen: unknown[] = []
  const watched = sandbox.client({ onAttempt: () => seen.push(span.getStore()) })
  await watched.checkoutSessions.create(session(sandbox))
  start.unbindStore(span)
  assert.deepEqual(seen, ['checkout_sessions.create'])
  assert.equal(span.getStore(), undefined)
})

test('who listens no more hears nothing, and calls go on', async () => {
  await heard(() => pay.checkoutSessions.create(session(sandbox)))
  assert.ok(!channel('amazonpay:attempt').hasSubscribers)
  assert.ok((await pay.checkoutSessions.create(session(sandbox))).checkoutSessionId)
})

test('calls of two copies of the package are told apart', async () => {
  const again = createRequire(import.meta.url)
  for (const file of Object.keys(again.cache))
    if (/dist.cjs.*js$/.test(file)) Reflect.deleteProperty(again.cache, file)
  const copy = again('amazonpay') as { AmazonPay: typeof AmazonPay }
  assert.notEqual(copy.AmazonPay, AmazonPay)
  const other = new copy.AmazonPay(sandbox.clientSettings)
  const told = await heard(() =>
    Promise.all([pay, other, pay, other].map((client) => client.checkoutSessions.create(session(sandbox)))),
  )
  const numbers = told.flatMap(([step, { call }]) => (step === 'asyncEnd' ? [call] : []))
  assert.equal(new Set(numbers).size, 4)
})

test('a worker hears of its own calls', async () => {
  const { Worker } = await import('node:worker_threads')
  const worker = new Worker(
    `
    const { parentPort, workerData } = require('node:worker_threads')
    const { subscribe } = require('node:diagnostics_channel')
    const { AmazonPay } = require('amazonpay')
    const pay = new AmazonPay(workerData)
    subscribe('amazonpay:attempt', ({ status }) => parentPort.postMessage(status))
    pay.charges.get('S01-1-1-C1').catch(() => undefined)
    `,
    { eval: true, workerData: sandbox.clientSettings },
  )
  let here = 0
  const count = (): void => void (here += 1)
  subscribe('amazonpay:attempt', count)
  assert.deepEqual(await once(worker, 'message'), [404])
  await worker.terminate()
  unsubscribe('amazonpay:attempt', count)
  assert.equal(here, 0)
})
