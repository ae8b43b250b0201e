/** What every inbox has in common. */
import { ConfigurationError } from '../errors.js'

/** One notification, as an inbox knows it. */
export interface Delivery {
  /** The same for every delivery of the notification; 64 hexadecimal digits. */
  readonly key: string
  /** The kind of object that changed, such as `CHARGE`. */
  readonly objectType: string
  /** The object's id. */
  readonly objectId: string
}

/**
 * What an inbox says of a delivery: `'taken'`, it is yours to work on, under this claim; `'busy'`, another delivery of it
 * is being worked on; `'done'`, it was worked on before.
 */
export type Taken =
  | { readonly state: 'taken'; readonly claim: string }
  | { readonly state: 'busy' }
  | { readonly state: 'done' }

/**
 * Remembers notifications, so that each is acted on once, whichever process it comes to and however often.
 *
 * Implement it for a store of your own: `take` has to be atomic over all processes, and a claim has to end by itself when
 * its process does.
 */
export interface Inbox {
  /** Claims a notification, unless it is done or somebody else's. */
  take(delivery: Delivery): Promise<Taken>
  /** Marks it done, for good; nothing when the claim is somebody else's by now. */
  finish(delivery: Delivery, claim: string): Promise<void>
  /** Gives the claim back, so that the next delivery is worked on; nothing when it is somebody else's by now. */
  release(delivery: Delivery, claim: string): Promise<void>
}

/** What the inboxes of this package have settings for. */
export interface InboxSettings {
  /**
   * How long a claim holds when its process gives no sign, in milliseconds. Default: 60,000. More than your callback ever
   * takes, or a second delivery begins while it runs.
   */
  leaseMs?: number | undefined
  /** How long what is done is remembered, in milliseconds. Default: 14 days; Amazon does not repeat for longer. */
  keepMs?: number | undefined
}

/** The settings, with defaults. @internal */
export function inboxTimes(settings: InboxSettings): { leaseMs: number; keepMs: number } {
  const { leaseMs = 60_000, keepMs = 14 * 24 * 60 * 60 * 1000 } = settings
  for (const [field, value] of Object.entries({ leaseMs, keepMs })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new ConfigurationError(
        `${field}: expected a whole number of milliseconds of 1 or more, found ${String(value)}`,
        { field },
      )
    }
  }
  return { leaseMs, keepMs }
}
