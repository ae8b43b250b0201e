/** Inboxes: what each promises, on real servers of PostgreSQL and Redis. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import pg from 'pg'
import { createClient } from 'redis'
import {
  type Delivery,
  type Inbox,
  type InboxSettings,
  MemoryInbox,
  PostgresInbox,
  RedisInbox,
} from 'amazonpay/inbox'

type Make = (t: TestContext, settings?: InboxSettings) => Promise<Inbox>

const postgres = process.env['AMAZONPAY_TEST_POSTGRES']
const redis = process.env['AMAZONPAY_TEST_REDIS']?.replace('redis+socket://', '')

function pool(t: TestContext): pg.Pool {
  const pool = new pg.Pool()
  t.after(() => pool.end())
  return pool
}

const INBOXES: Record<string, { there: boolean; make: Make }> = {
  memory: { there: true, make: (_t, settings) => Promise.resolve(new MemoryInbox(settings)) },
  postgres: {
    there: postgres !== undefined,
    make: async (t, settings) => {
      const inbox = new PostgresInbox(pool(t), { ...settings, table: table() })
      await inbox.createTable()
      return inbox
    },
  },
  'redis, by redis': {
    there: redis !== undefined,
    make: async (t, settings) => {
      const client = createClient({ socket: { path: redis ?? '', tls: false } })
      await client.connect()
      t.after(() => {
        client.destroy()
      })
      return new RedisInbox(client, { ...settings, prefix: `${randomUUID()}:` })
    },
  },
  'redis, by ioredis': {
    there: redis !== undefined,
    make: (t, settings) => {
      const client = new Redis(redis ?? '')
      t.after(() => {
        client.disconnect()
      })
      return Promise.resolve(new RedisInbox(client, { ...settings, prefix: `${randomUUID()}:` }))
    },
  },
}

function table(): string {
  return `inbox_${randomUUID().replaceAll('-', '')}`
}

function delivery(): Delivery {
  return { key: randomUUID(), objectType: 'CHARGE', objectId: 'S02-1234567-1234567-C123456' }
}

async function claimed(inbox: Inbox, one: Delivery): Promise<string> {
  const taken = await inbox.take(one)
  assert.ok(taken.state === 'taken', taken.state)
  return taken.claim
}

/** Takes it as soon as it can be; there is no event for that. */
async function eventually(inbox: Inbox, one: Delivery): Promise<string> {
  for (;;) {
    const taken = await inbox.take(one)
    if (taken.state === 'taken') return taken.claim
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

for (const [name, { there, make }] of Object.entries(INBOXES)) {
  const options = { skip: there ? false : 'its server is not here: scripts/node_tests.sh starts one' }

  test(`${name}: what is claimed is busy, and what is finished is done`, options, async (t) => {
    const inbox = await make(t)
    const one = delivery()
    const claim = await claimed(inbox, one)
    assert.deepEqual(await inbox.take(one), { state: 'busy' })
    await inbox.finish(one, claim)
    assert.deepEqual(await inbox.take(one), { state: 'done' })
    await claimed(inbox, delivery())
  })

  test(`${name}: what is released can be claimed`, options, async (t) => {
    const inbox = await make(t)
    const one = delivery()
    await inbox.release(one, await claimed(inbox, one))
    await inbox.finish(one, await claimed(inbox, one))
    assert.deepEqual(await inbox.take(one), { state: 'done' })
  })

  test(`${name}: of many at once one claims`, options, async (t) => {
    const inbox = await make(t)
    const one = delivery()
    const taken = await Promise.all(Array.from({ length: 32 }, () => inbox.take(one)))
    assert.equal(taken.filter(({ state }) => state === 'taken').length, 1)
    assert.equal(taken.filter(({ state }) => state === 'busy').length, 31)
  })

  test(`${name}: whose claim it is not changes nothing`, options, async (t) => {
    const inbox = await make(t)
    const one = delivery()
    await claimed(inbox, one)
    await inbox.finish(one, randomUUID())
    await inbox.release(one, randomUUID())
    assert.deepEqual(await inbox.take(one), { state: 'busy' })
  })

  test(`${name}: a claim ends by itself`, options, async (t) => {
    const inbox = await make(t, { leaseMs: 1 })
    const one = delivery()
    const lost = await claimed(inbox, one)
    assert.notEqual(await eventually(inbox, one), lost)
  })
}

test(
  'postgres: the table is made by many at once, and what is old is pruned',
  { skip: postgres === undefined && 'PostgreSQL is not here' },
  async (t) => {
    const inbox = new PostgresInbox(pool(t), { table: table(), keepMs: 1, leaseMs: 1 })
    await Promise.all(Array.from({ length: 8 }, () => inbox.createTable()))
    const one = delivery()
    await inbox.finish(one, await claimed(inbox, one))
    while ((await inbox.prune()) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await claimed(inbox, one)
  },
)

test('memory: what is old is forgotten', async () => {
  const inbox = new MemoryInbox({ leaseMs: 1, keepMs: 1 })
  const one = delivery()
  await inbox.finish(one, await claimed(inbox, one))
  await eventually(inbox, one)
  assert.equal(inbox.size, 1)
})

test('impossible settings are refused by name', () => {
  assert.throws(() => new MemoryInbox({ leaseMs: 0 }), { field: 'leaseMs' })
  const pool = { query: () => Promise.reject(new Error('not asked')) }
  assert.throws(() => new PostgresInbox(pool, { table: 'a; DROP TABLE b' }), { field: 'table' })
  assert.throws(() => new RedisInbox({} as never), { field: 'client' })
})
