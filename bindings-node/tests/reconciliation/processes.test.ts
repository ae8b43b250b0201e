/** Several processes reconcile 1,000 charges, each of them made in the sandbox; one is killed in the middle. */
import assert from 'node:assert/strict'
import { type TestContext, after, before, test } from 'node:test'
import type { Charge } from 'amazonpay'
import type { RunOptions } from 'amazonpay/reconciliation'
import { Sandbox } from 'amazonpay/testing'
import { type Begin, type WorkerProcess, end, kill, start } from './processes.js'
import {
  HOUR,
  NEEDS_REDIS,
  REDIS,
  type Shop,
  openOn,
  pending,
  readings,
  round,
  settled,
  subscription,
  until,
} from './shop.js'

const COUNT = 1000
const PROCESSES = 4
const CONCURRENCY = 5

let sandbox: Sandbox
/** All of them pending, until the clock is moved. */
const charges: Charge[] = []

before(async () => {
  if (REDIS === undefined) return
  sandbox = await Sandbox.start({ requestLogCapacity: 100_000 })
  // However slow this machine is, they stay pending until a test moves it.
  await sandbox.clock.freeze()
  const pay = sandbox.client()
  const permission = await subscription(sandbox, pay)
  const some = async (): Promise<void> => {
    for (let index = 0; index < COUNT / 10; index += 1) charges.push(await pending(sandbox, pay, permission))
  }
  await Promise.all(Array.from({ length: 10 }, some))
})

after(async () => {
  if (REDIS !== undefined) await sandbox.close()
})

/** A queue of its own on the same charges; this process does not work on it. */
function queue(t: TestContext): Shop {
  return openOn(t, sandbox, { on: { charge: () => undefined } })
}

function begin({ reconciler }: Shop, more: RunOptions = {}): Begin {
  return {
    client: sandbox.clientSettings,
    redis: REDIS ?? '',
    prefix: reconciler.queue.opts.prefix ?? '',
    pauseMs: HOUR,
    backoffMs: 50,
    options: { concurrency: CONCURRENCY, ...more },
  }
}

function start4(t: TestContext, shop: Shop, more?: RunOptions): Promise<WorkerProcess[]> {
  return Promise.all(Array.from({ length: PROCESSES }, () => start(t, begin(shop, more))))
}

/** Whichever has told of more than so many first: a slow one may find that the others have done it all. */
async function oneInTheMiddle(workers: WorkerProcess[], count: number): Promise<WorkerProcess> {
  const busy = (): WorkerProcess | undefined => workers.find((each) => each.told.length > count)
  await until('one is in the middle', () => busy() !== undefined)
  const found = busy()
  assert.ok(found)
  return found
}

const told = (workers: WorkerProcess[]): WorkerProcess['told'] => workers.flatMap((each) => each.told)
const ids = (told: readonly { readonly id: string }[]): string[] => told.map(({ id }) => id).sort()
const all = (some = charges): string[] => some.map(({ chargeId }) => chargeId).sort()

/** How often each charge was read since. */
async function readingsSince(earlier: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  const now = [...(await readings(sandbox))].map(
    ([id, count]) => [id, count - (earlier.get(id) ?? 0)] as const,
  )
  return new Map(now.filter(([, count]) => count > 0))
}

test('each of 1,000 charges is read once a round, and each change is told once', NEEDS_REDIS, async (t) => {
  const shop = queue(t)
  const { reconciler } = shop
  await Promise.all(charges.map((charge) => reconciler.watch('charge', charge)))
  const workers = await start4(t, shop)
  assert.equal(new Set(all()).size, COUNT)
  await round(reconciler)
  const first = await readings(sandbox)
  assert.deepEqual([...first.keys()].sort(), all())
  assert.deepEqual([...new Set(first.values())], [1])
  assert.deepEqual(told(workers), [], 'they are as they were when they were given')
  await sandbox.clock.advance({ minutes: 1 })
  await round(reconciler)
  assert.deepEqual([...new Set((await readings(sandbox)).values())], [2])
  await until('all were told', () => told(workers).length === COUNT)
  assert.deepEqual(ids(told(workers)), all())
  const states = told(workers).map(({ state, reasonCode }) => `${state} ${reasonCode ?? ''}`)
  assert.deepEqual([...new Set(states)], ['Declined HardDeclined'])
  assert.ok(
    workers.every((each) => each.told.length > 0),
    'all processes had a part in it',
  )
  const counts = await reconciler.queue.getJobCounts('completed', 'delayed', 'failed')
  assert.deepEqual(counts, { completed: COUNT, delayed: 0, failed: 0 })
  assert.deepEqual(await Promise.all(workers.map(end)), [0, 0, 0, 0])
  assert.deepEqual(
    workers.flatMap((each) => each.reports),
    [],
  )
})

test('a process that is killed in the middle loses nothing', NEEDS_REDIS, async (t) => {
  const shop = queue(t)
  const { reconciler } = shop
  await Promise.all(charges.map(({ chargeId }) => reconciler.watch('charge', chargeId)))
  const earlier = await readings(sandbox)
  // Who is killed is missed when its locks end.
  const workers = await start4(t, shop, { lockDuration: 8000, stalledInterval: 500 })
  const victim = await oneInTheMiddle(workers, COUNT / 20)
  await kill(victim)
  const left = await reconciler.queue.getJobCountByTypes('waiting', 'active')
  assert.ok(left > COUNT / 20, `${left} were left`)
  await settled(reconciler.queue)
  const counts = await reconciler.queue.getJobCounts('completed', 'delayed', 'failed')
  assert.deepEqual(counts, { completed: COUNT, delayed: 0, failed: 0 })
  const since = await readingsSince(earlier)
  assert.deepEqual([...since.keys()].sort(), all())
  // What the victim had at hand was read again, and nothing else.
  const again = [...since.values()].filter((count) => count > 1)
  assert.ok(again.length <= CONCURRENCY && again.every((count) => count === 2), String(again))
  // What the victim said last may not have come here; what it had not noted was told by others.
  const survivors = workers.filter((each) => each !== victim)
  await until('the others are through', () => new Set(ids(told(workers))).size >= COUNT - CONCURRENCY)
  assert.ok(told(workers).length <= COUNT + CONCURRENCY)
  assert.ok(survivors.every((each) => each.child.exitCode === null))
})

test('who is told to end works through what it has begun, and the others go on', NEEDS_REDIS, async (t) => {
  const shop = queue(t)
  const { reconciler } = shop
  const some = charges.slice(0, 300)
  await Promise.all(some.map(({ chargeId }) => reconciler.watch('charge', chargeId)))
  const earlier = await readings(sandbox)
  const workers = await start4(t, shop)
  const leaving = await oneInTheMiddle(workers, 5)
  assert.equal(await end(leaving), 0)
  await settled(reconciler.queue)
  await until('all were told', () => told(workers).length >= some.length)
  assert.deepEqual(ids(told(workers)), all(some))
  assert.deepEqual([...new Set((await readingsSince(earlier)).values())], [1])
  assert.deepEqual(
    workers.flatMap((each) => each.reports),
    [],
  )
})

test('an object whose process dies again and again is not given up', NEEDS_REDIS, async (t) => {
  const shop = queue(t)
  const { chargeId = '' } = charges[0] ?? {}
  await shop.reconciler.watch('charge', chargeId)
  const options = { lockDuration: 1000, stalledInterval: 200 }
  for (let death = 0; death < 3; death += 1) {
    const victim = await start(t, { ...begin(shop, options), hangs: true })
    await until('its hook was called', () => victim.told.length > 0)
    await kill(victim)
  }
  const survivor = await start(t, begin(shop, options))
  await until('it was told', () => survivor.told.length > 0)
  await settled(shop.reconciler.queue)
  assert.deepEqual(ids(survivor.told), [chargeId])
  assert.equal(await shop.reconciler.queue.getFailedCount(), 0)
})
