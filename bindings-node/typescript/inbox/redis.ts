/** An inbox in Redis. */
import { randomUUID } from 'node:crypto'
import { ConfigurationError } from '../errors.js'
import { type Delivery, type Inbox, type InboxSettings, type Taken, inboxTimes } from './inbox.js'

/** What the inbox needs of a client: that of `redis` has `sendCommand`, that of `ioredis` has `call`. */
export type RedisClient =
  | { sendCommand(words: string[]): Promise<unknown> }
  | { call(command: string, ...words: string[]): Promise<unknown> }

/** Settings of a {@link RedisInbox}. */
export interface RedisInboxSettings extends InboxSettings {
  /** What its keys begin with. Default: `amazonpay:inbox:`. */
  prefix?: string | undefined
}

const DONE = 'done'
/** Atomic in Redis: only whoever has the claim changes anything. */
const FINISH =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], 'done', 'px', ARGV[2]) end"
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"

/**
 * Remembers notifications in Redis, for any number of processes. What is done expires by itself.
 *
 * A Redis that may evict keys or loses them at a restart forgets, and a repeat then is acted on again.
 */
export class RedisInbox implements Inbox {
  readonly #send: (words: string[]) => Promise<unknown>
  readonly #prefix: string
  readonly #leaseMs: number
  readonly #keepMs: number

  /** @throws {@link ConfigurationError} when a setting has an impossible value, or the client is no client. */
  constructor(client: RedisClient, settings: RedisInboxSettings = {}) {
    const { prefix = 'amazonpay:inbox:', ...times } = settings
    const { leaseMs, keepMs } = inboxTimes(times)
    // First `call`: ioredis has a `sendCommand` as well, which takes something else.
    if ('call' in client && typeof client.call === 'function') {
      this.#send = ([command = '', ...words]) => client.call(command, ...words)
    } else if ('sendCommand' in client && typeof client.sendCommand === 'function') {
      this.#send = (words) => client.sendCommand(words)
    } else {
      throw new ConfigurationError('client: expected a client of `redis` or `ioredis`', { field: 'client' })
    }
    this.#prefix = prefix
    this.#leaseMs = leaseMs
    this.#keepMs = keepMs
  }

  async take({ key }: Delivery): Promise<Taken> {
    const name = this.#prefix + key
    const claim = randomUUID()
    const set = await this.#send(['SET', name, claim, 'NX', 'PX', String(this.#leaseMs)])
    if (set !== null) return { state: 'taken', claim }
    const found = await this.#send(['GET', name])
    return { state: String(found) === DONE ? 'done' : 'busy' }
  }

  async finish({ key }: Delivery, claim: string): Promise<void> {
    await this.#send(['EVAL', FINISH, '1', this.#prefix + key, claim, String(this.#keepMs)])
  }

  async release({ key }: Delivery, claim: string): Promise<void> {
    await this.#send(['EVAL', RELEASE, '1', this.#prefix + key, claim])
  }
}
