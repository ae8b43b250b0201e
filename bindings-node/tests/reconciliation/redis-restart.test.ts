/** Redis is killed and started anew while objects are watched. It writes each change to its file at once. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  NEEDS_REDIS,
  connection,
  every,
  open,
  pending,
  readings,
  settled,
  subscription,
  until,
} from './shop.js'

const COUNT = 20

interface Server {
  socket: string
  restart: () => Promise<void>
  /** For the end of the test, after whoever may still wait for an answer. */
  end: () => Promise<void>
}

/** A Redis that keeps what it was told, in a folder that ends with it. */
async function server(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'amazonpay-redis-'))
  const socket = join(folder, 'socket')
  const begin = (): ChildProcess => {
    const place = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '']
    return spawn('redis-server', [...place, '--appendonly', 'yes', '--appendfsync', 'always'], {
      stdio: 'ignore',
    })
  }
  let child = begin()
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return {
    socket,
    restart: async () => {
      await kill()
      child = begin()
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
