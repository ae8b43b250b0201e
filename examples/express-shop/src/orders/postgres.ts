/** Orders in PostgreSQL, for any number of processes. */
import type { Pool, PoolClient } from 'pg'
import { type Listener, OrderChanges } from './changes.js'
import { type Agreement, COMES_FROM, type Order, type OrderState, type PaymentChange } from './order.js'
import type { OrderStore, Payment } from './store.js'

/** Tells all processes which order has changed, when the statement before it is done. */
const CHANNEL = 'shop_orders'
/** How long to wait before listening again, when the connection broke. */
const AGAIN_MS = 1000

/** In a shop of your own, a migration. Amounts are text within JSON: no float is near them. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS shop_orders (
  number text PRIMARY KEY,
  state text NOT NULL DEFAULT 'open',
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  agreement jsonb NOT NULL,
  charge_id text UNIQUE,
  charge_permission_id text
);
ALTER TABLE shop_orders ADD COLUMN IF NOT EXISTS claimed_by text;
CREATE TABLE IF NOT EXISTS shop_payment_changes (
  number text NOT NULL REFERENCES shop_orders,
  object_id text NOT NULL,
  state text NOT NULL,
  at timestamptz NOT NULL,
  change jsonb NOT NULL,
  PRIMARY KEY (number, object_id, state)
)`

const SELECT = `
SELECT o.state, o.created_at, o.agreement, o.charge_id, o.charge_permission_id,
       coalesce((SELECT jsonb_agg(c.change ORDER BY c.at, c.state) FROM shop_payment_changes c WHERE c.number = o.number),
                '[]') AS changes
FROM shop_orders o`

interface Row {
  state: OrderState
  created_at: Date
  agreement: Agreement
  charge_id: string | null
  charge_permission_id: string | null
  changes: (Omit<PaymentChange, 'at'> & { at: string })[]
}

export class PostgresOrders implements OrderStore {
  readonly #pool: Pool
  readonly #changes = new OrderChanges()
  #listening: PoolClient | undefined
  #again: NodeJS.Timeout | undefined
  #closed = false

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Makes the tables unless they are there; several processes may do so at once. */
  async createTables(): Promise<void> {
    await this.#pool.query(`SELECT pg_advisory_xact_lock(hashtext('shop_orders')); ${SCHEMA}`)
  }

  async place(agreement: Agreement): Promise<boolean> {
    const placed = await this.#pool.query(
      `INSERT INTO shop_orders AS known (number, agreement) VALUES ($1, $2)
       ON CONFLICT (number) DO UPDATE SET agreement = excluded.agreement WHERE known.state = 'open'`,
      [agreement.number, JSON.stringify(agreement)],
    )
    return placed.rowCount === 1
  }

  async claim(number: string, checkoutSessionId: string): Promise<string> {
    const { rows } = await this.#pool.query<{ claimed_by: string }>(
      `UPDATE shop_orders SET claimed_by = coalesce(claimed_by, $2) WHERE number = $1 RETURNING claimed_by`,
      [number, checkoutSessionId],
    )
    return rows[0]?.claimed_by ?? checkoutSessionId
  }

  async find(number: string): Promise<Order | undefined> {
    return (await this.#orders('WHERE o.number = $1', [number]))[0]
  }

  async ofCharge(chargeId: string): Promise<Order | undefined> {
    return (await this.#orders('WHERE o.charge_id = $1', [chargeId]))[0]
  }

  async latest(count: number): Promise<Order[]> {
    return this.#orders('ORDER BY o.created_at DESC LIMIT $1', [count])
  }

  async move(number: string, to: OrderState, payment?: Payment): Promise<boolean> {
    // In one statement: the buyer and a notification may be here at the same time.
    const moved = await this.#pool.query(
      `UPDATE shop_orders SET state = $2, charge_id = coalesce($4, charge_id),
         charge_permission_id = coalesce($5, charge_permission_id)
       WHERE number = $1 AND state = ANY ($3) RETURNING pg_notify('${CHANNEL}', number)`,
      [number, to, COMES_FROM[to], payment?.chargeId, payment?.chargePermissionId],
    )
    return moved.rowCount === 1
  }

  async record(number: string, change: PaymentChange): Promise<void> {
    await this.#pool.query(
      `INSERT INTO shop_payment_changes (number, object_id, state, at, change)
       SELECT number, $2, $3, $4, $5 FROM shop_orders WHERE number = $1 ON CONFLICT DO NOTHING
       RETURNING pg_notify('${CHANNEL}', number)`,
      [number, change.objectId, change.state, change.at, JSON.stringify(change)],
    )
  }

  watch(number: string, listener: Listener): () => void {
    return this.#changes.watch(number, listener)
  }

  /** Listens to what this and other processes change, on a connection of its own; again when it breaks. */
  async listen(): Promise<void> {
    const client = await this.#pool.connect()
    if (this.#closed) {
      client.release()
      return
    }
    this.#listening = client
    client.on('notification', ({ payload = '' }) => {
      this.#changes.tell(payload)
    })
    client.once('error', (error: Error) => {
      this.#listening = undefined
      client.release(error)
      this.#listenAgain()
    })
    await client.query(`LISTEN ${CHANNEL}`)
    this.#changes.tellAll()
  }

  #listenAgain(): void {
    if (this.#closed) return
    this.#again = setTimeout(() => {
      this.listen().catch(() => {
        this.#listenAgain()
      })
    }, AGAIN_MS).unref()
  }

  /** Lets the connection go. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#again)
    this.#listening?.release(true)
    this.#listening = undefined
  }

  async #orders(which: string, values: unknown[]): Promise<Order[]> {
    const { rows } = await this.#pool.query<Row>(`${SELECT} ${which}`, values)
    return rows.map((row) => ({
      ...row.agreement,
      state: row.state,
      createdAt: row.created_at,
      chargeId: row.charge_id ?? undefined,
      chargePermissionId: row.charge_permission_id ?? undefined,
      changes: row.changes.map((change) => ({ ...change, at: new Date(change.at) })),
    }))
  }
}
