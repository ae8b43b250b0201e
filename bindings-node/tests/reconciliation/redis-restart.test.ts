/** Redis is killed and started anew while objects are watched. It writes each change to its file at once. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import type { ReconcilerSettings } from 'amazonpay/reconciliation'
import {
  NEEDS_REDIS,
  connection,
  every,
  open,
  openOn,
  pending,
  readings,
  settled,
  subscription,
  until,
} from './shop.js'

const COUNT = 20

interface Server {
  socket: string
  kill: () => Promise<void>
  begin: () => void
  restart: () => Promise<void>
  /** For the end of the test, after whoever may still wait for an answer. */
  end: () => Promise<void>
}

/** A Redis that keeps what it was told, in a folder that ends with it. */
async function server(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'amazonpay-redis-'))
  const socket = join(folder, 'socket')
  let child: ChildProcess
  const begin = (): void => {
    const place = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '']
    child = spawn('redis-server', [...place, '--appendonly', 'yes', '--appendfsync', 'always'], {
      stdio: 'ignore',
    })
  }
  begin()
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return {
    socket,
    kill,
    begin,
    restart: async () => {
      await kill()
      begin()
    },
    end: async () => {
      await kill()
      await rm(folder, { recursive: true })
    },
  }
}

test('a Redis that is killed and comes back has lost no watch', NEEDS_REDIS, async (t) => {
  const { socket, restart, end } = await server()
  const shop = await open(t, {
    connection: connection(t, socket),
    prefix: 'bull',
    schedule: every(50),
    redisTimeoutMs: 30_000,
  })
  // What is closed before has to be answered, or it waits for ever.
  t.after(end)
  const { sandbox, pay, reconciler, told } = shop
  const permission = await subscription(sandbox, pay)
  const worker = reconciler.run({
    concurrency: 2,
    lockDuration: 2000,
    stalledInterval: 200,
    runRetryDelay: 100,
  })
  const charges = await Promise.all(Array.from({ length: COUNT }, () => pending(sandbox, pay, permission)))
  await Promise.all(charges.map((charge) => reconciler.watch('charge', charge)))
  const seen = async (): Promise<boolean> => (await readings(sandbox)).size === COUNT
  await until('all were read', seen)
  await restart()
  await sandbox.clock.advance({ minutes: 1 })
  const standing = async (): Promise<string> =>
    `${told.length} calls, ${JSON.stringify(await reconciler.queue.getJobCounts())}, ${shop.reports.join('; ')}`
  await until('all were told', () => new Set(told).size === COUNT, { standing })
  const ended = async (): Promise<boolean> => (await reconciler.queue.getCompletedCount()) === COUNT
  await until('all have ended', ended, { standing })
  await settled(reconciler.queue)
  assert.deepEqual(
    [...new Set(told)].sort(),
    charges
      .map(({ chargeId }) => `charge ${chargeId}: AuthorizationInitiated → Declined HardDeclined`)
      .sort(),
  )
  // What Redis was not told of any more was told to the hook once more, at most what was under way.
  assert.ok(told.length <= COUNT + 2, `${told.length} calls`)
  await worker.close()
})

/** A worker that has called its hook and can't note it, for Redis is gone. */
async function interrupted(t: TestContext, by: Partial<ReconcilerSettings> & { redis: Server }) {
  const { redis, ...settings } = by
  let called = (): void => undefined
  const hook = new Promise<void>((resolve) => (called = resolve))
  let goOn = (): void => undefined
  const held = new Promise<void>((resolve) => (goOn = resolve))
  const charge = async (): Promise<void> => {
    called()
    await held
  }
  const common = { prefix: 'bull', schedule: every(50), on: { charge } }
  const shop = await open(t, { ...common, redisTimeoutMs: 300, ...settings })
  t.after(redis.end)
  const { chargeId } = await pending(shop.sandbox, shop.pay)
  shop.reconciler.run({ lockDuration: 1000, stalledInterval: 200 })
  await until('it is watched', async () =>
    shop.reconciler.watch('charge', chargeId).then(
      () => true,
      () => false,
    ),
  )
  await hook
  await redis.kill()
  goOn()
  return { ...shop, chargeId }
}

const ADDRESSES = {
  'a client of the shop': (t: TestContext, socket: string) => connection(t, socket),
  'an address': (_: TestContext, path: string) => ({ path }),
}

for (const [kind, given] of Object.entries(ADDRESSES)) {
  test(
    `without Redis, given as ${kind}, a process can end, and another one does its work`,
    NEEDS_REDIS,
    async (t) => {
      const redis = await server()
      const mine = given(t, redis.socket)
      const { sandbox, chargeId, reconciler } = await interrupted(t, { redis, connection: mine })
      const began = performance.now()
      await reconciler.close()
      assert.ok(performance.now() - began >= 290, 'it has waited for Redis')
      // As the end of its process does.
      if (mine instanceof Redis) mine.disconnect()
      redis.begin()
      const next = openOn(t, sandbox, {
        connection: connection(t, redis.socket),
        prefix: 'bull',
        schedule: every(50),
      })
      next.reconciler.run({ lockDuration: 1000, stalledInterval: 200 })
      await until('it was told', () => next.told.length > 0)
      assert.match(next.told[0] ?? '', new RegExp(`^charge ${chargeId}: `))
      await next.reconciler.close()
    },
  )
}

test(
  'a process that is told to end while Redis comes back lets go of what is under way, noted',
  NEEDS_REDIS,
  async (t) => {
    const redis = await server()
    const settings = { redis, connection: connection(t, redis.socket), redisTimeoutMs: 30_000 }
    const { reconciler, chargeId } = await interrupted(t, settings)
    const closed = reconciler.close()
    redis.begin()
    await closed
    const client = connection(t, redis.socket)
    const data: unknown = JSON.parse((await client.hget(`bull:amazonpay:charge-${chargeId}`, 'data')) ?? '{}')
    assert.equal((data as { state?: string }).state, 'AuthorizationInitiated')
    assert.deepEqual(await client.lrange('bull:amazonpay:active', 0, -1), [])
  },
)

test('a process that never had Redis can end', NEEDS_REDIS, async (t) => {
  const redis = await server()
  await redis.kill()
  const { reconciler } = await open(t, {
    connection: connection(t, redis.socket),
    prefix: 'bull',
    redisTimeoutMs: 100,
  })
  t.after(redis.end)
  const closed = new Promise((resolve) =>
    reconciler.run().once('closed', () => {
      resolve('closed')
    }),
  )
  await reconciler.close()
  assert.equal(await closed, 'closed')
})
