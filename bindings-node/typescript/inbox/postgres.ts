/** An inbox in PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { ConfigurationError } from '../errors.js'
import { type Delivery, type Inbox, type InboxSettings, type Taken, inboxTimes } from './inbox.js'

/** What the inbox needs of `pg`: a `Pool` has it. A client in a transaction won't do, for nobody else sees its claims. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
}

/** Settings of a {@link PostgresInbox}. */
export interface PostgresInboxSettings extends InboxSettings {
  /** The table's name, with its schema's if need be; lower case. Default: `amazonpay_inbox`. */
  table?: string | undefined
}

const TABLE = /^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/

/** Remembers notifications in a table, for any number of processes. The database's clock counts. */
export class PostgresInbox implements Inbox {
  /** The statement that makes the table, for your migrations; {@link createTable} runs it. */
  readonly schema: string
  readonly #pool: PostgresPool
  readonly #table: string
  readonly #leaseMs: number
  readonly #keepMs: number

  /** @throws {@link ConfigurationError} when a setting has an impossible value. */
  constructor(pool: PostgresPool, settings: PostgresInboxSettings = {}) {
    const { table = 'amazonpay_inbox', ...times } = settings
    if (!TABLE.test(table)) {
      throw new ConfigurationError(
        `table: expected a name of a-z, 0-9 and _, found ${JSON.stringify(table)}`,
        {
          field: 'table',
        },
      )
    }
    const { leaseMs, keepMs } = inboxTimes(times)
    this.#pool = pool
    this.#table = table
    this.#leaseMs = leaseMs
    this.#keepMs = keepMs
    this.schema = `CREATE TABLE IF NOT EXISTS ${table} (
  key text PRIMARY KEY,
  object_type text NOT NULL,
  object_id text NOT NULL,
  claim text NOT NULL,
  claimed_until timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  done_at timestamptz
)`
  }

  /** Makes the table unless it is there; several processes may do so at once. */
  async createTable(): Promise<void> {
    // One text is one transaction. Without the lock, two that make the table at once would fail.
    await this.#pool.query(`SELECT pg_advisory_xact_lock(hashtext('${this.#table}')); ${this.schema}`)
  }

  async take({ key, objectType, objectId }: Delivery): Promise<Taken> {
    const claim = randomUUID()
    const taken = await this.#pool.query(
      `INSERT INTO ${this.#table} AS known (key, object_type, object_id, claim, claimed_until)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
       ON CONFLICT (key) DO UPDATE
       SET claim = excluded.claim, claimed_until = excluded.claimed_until, attempts = known.attempts + 1
       WHERE known.done_at IS NULL AND known.claimed_until <= clock_timestamp()
       RETURNING key`,
      [key, objectType, objectId, claim, this.#leaseMs],
    )
    if (taken.rows.length > 0) return { state: 'taken', claim }
    const done = await this.#pool.query(
      `SELECT 1 FROM ${this.#table} WHERE key = $1 AND done_at IS NOT NULL`,
      [key],
    )
    return { state: done.rows.length > 0 ? 'done' : 'busy' }
  }

  async finish({ key }: Delivery, claim: string): Promise<void> {
    await this.#pool.query(
      `UPDATE ${this.#table} SET done_at = clock_timestamp() WHERE key = $1 AND claim = $2 AND done_at IS NULL`,
      [key, claim],
    )
  }

  async release({ key }: Delivery, claim: string): Promise<void> {
    await this.#pool.query(
      `UPDATE ${this.#table} SET claimed_until = '-infinity' WHERE key = $1 AND claim = $2 AND done_at IS NULL`,
      [key, claim],
    )
  }

  /** Forgets what came longer than `keepMs` ago; to be called now and then. Gives how many. */
  async prune(): Promise<number> {
    const pruned = await this.#pool.query(
      `DELETE FROM ${this.#table} WHERE taken_at < clock_timestamp() - $1 * interval '1 millisecond'
       AND claimed_until < clock_timestamp()`,
      [this.#keepMs],
    )
    return pruned.rowCount ?? 0
  }
}
