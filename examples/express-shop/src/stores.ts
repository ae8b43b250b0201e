/** Opens what the shop remembers things with: in PostgreSQL when there is one, else in this process. */
import { type Inbox, MemoryInbox, PostgresInbox } from 'amazonpay/inbox'
import pg from 'pg'
import { MemoryOrders } from './orders/memory.js'
import { PostgresOrders } from './orders/postgres.js'
import type { OrderStore } from './orders/store.js'

export interface Stores {
  readonly orders: OrderStore
  /** Remembers Amazon's notifications, so that each is acted on once. */
  readonly inbox: Inbox
  close(): Promise<void>
}

const DAY_MS = 24 * 60 * 60 * 1000

function warn(error: Error): void {
  console.warn(`The database: ${error.message}`)
}

export async function openStores(databaseUrl: string | undefined): Promise<Stores> {
  if (databaseUrl === undefined) {
    return { orders: new MemoryOrders(), inbox: new MemoryInbox(), close: () => Promise.resolve() }
  }
  const pool = new pg.Pool({ connectionString: databaseUrl })
  // A connection that breaks while nobody uses it is replaced; without this it would end the process.
  pool.on('error', warn)
  const orders = new PostgresOrders(pool)
  const inbox = new PostgresInbox(pool)
  await orders.createTables()
  await orders.listen()
  await inbox.createTable()
  const pruning = setInterval(() => void inbox.prune().catch(warn), DAY_MS).unref()
  return {
    orders,
    inbox,
    async close() {
      clearInterval(pruning)
      orders.close()
      await pool.end()
    },
  }
}
