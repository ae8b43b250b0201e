/** What the inboxes of `amazonpay/inbox` accept, and what they refuse. */
import { expectTypeOf } from 'expect-type'
import { Redis } from 'ioredis'
import pg from 'pg'
import { createClient } from 'redis'
import {
  type Delivery,
  type Inbox,
  MemoryInbox,
  PostgresInbox,
  RedisInbox,
  type Taken,
} from 'amazonpay/inbox'

expectTypeOf(new MemoryInbox({ leaseMs: 1000 })).toExtend<Inbox>()
expectTypeOf(new PostgresInbox(new pg.Pool(), { table: 'shop.inbox', keepMs: 1000 })).toExtend<Inbox>()
expectTypeOf(new RedisInbox(createClient(), { prefix: 'shop:' })).toExtend<Inbox>()
expectTypeOf(new RedisInbox(new Redis())).toExtend<Inbox>()
// @ts-expect-error -- a misspelt setting
new MemoryInbox({ lease: 1000 })
// @ts-expect-error -- a text where milliseconds are expected
new MemoryInbox({ leaseMs: '1000' })
// @ts-expect-error -- a setting of another inbox
new RedisInbox(new Redis(), { table: 'inbox' })
// @ts-expect-error -- the address of a database in place of a client
new PostgresInbox('postgres://localhost')
// @ts-expect-error -- likewise
new RedisInbox('redis://localhost')
// @ts-expect-error -- a client of something else
new RedisInbox(new pg.Pool())

// One of the shop's own.
class Own implements Inbox {
  take(delivery: Delivery): Promise<Taken> {
    return Promise.resolve({ state: 'taken', claim: delivery.key })
  }
  finish(): Promise<void> {
    return Promise.resolve()
  }
  release(): Promise<void> {
    return Promise.resolve()
  }
}
expectTypeOf<Own>().toExtend<Inbox>()
// @ts-expect-error -- taken without a claim
export const unclaimed: Taken = { state: 'taken' }
declare const delivery: Delivery
// @ts-expect-error -- an inbox that never gives back
export const incomplete: Inbox = { take: () => new Own().take(delivery), finish: () => Promise.resolve() }
