/** An inbox in this process. */
import { randomUUID } from 'node:crypto'
import { type Delivery, type Inbox, type InboxSettings, type Taken, inboxTimes } from './inbox.js'

interface Entry {
  /** None once it is done. */
  claim: string | undefined
  /** Until when the claim holds, or what is done is remembered. */
  until: number
}

/**
 * Remembers notifications in this process: for tests, and for a shop of one process whose callbacks may happen once more
 * after it was started anew.
 */
export class MemoryInbox implements Inbox {
  readonly #entries = new Map<string, Entry>()
  readonly #leaseMs: number
  readonly #keepMs: number

  /** @throws {@link ConfigurationError} when a setting has an impossible value. */
  constructor(settings: InboxSettings = {}) {
    const { leaseMs, keepMs } = inboxTimes(settings)
    this.#leaseMs = leaseMs
    this.#keepMs = keepMs
  }

  /** How many notifications it remembers. */
  get size(): number {
    return this.#entries.size
  }

  take({ key }: Delivery): Promise<Taken> {
    const now = performance.now()
    this.#forget(now)
    const known = this.#entries.get(key)
    if (known !== undefined && known.until > now) {
      return Promise.resolve({ state: known.claim === undefined ? 'done' : 'busy' })
    }
    const claim = randomUUID()
    this.#put(key, { claim, until: now + this.#leaseMs })
    return Promise.resolve({ state: 'taken', claim })
  }

  finish({ key }: Delivery, claim: string): Promise<void> {
    if (this.#entries.get(key)?.claim === claim) {
      this.#put(key, { claim: undefined, until: performance.now() + this.#keepMs })
    }
    return Promise.resolve()
  }

  release({ key }: Delivery, claim: string): Promise<void> {
    if (this.#entries.get(key)?.claim === claim) this.#entries.delete(key)
    return Promise.resolve()
  }

  /** As the newest, so that the oldest come first. */
  #put(key: string, entry: Entry): void {
    this.#entries.delete(key)
    this.#entries.set(key, entry)
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#entries) {
      if (until > now) return
      this.#entries.delete(key)
    }
  }
}
