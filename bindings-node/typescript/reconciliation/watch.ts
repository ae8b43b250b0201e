/** What Redis keeps of an object that is watched: one job of BullMQ, from the first reading to the last. */
import type { JobsOptions, KeepJobs } from 'bullmq'
import type { Changing } from '../web/subjects.js'

/** A kind of object that can be watched. */
export type Kind = keyof Changing

/** The data of a watch's job. Ids, states and times: nothing of the buyer, and no key. */
export interface Watch {
  /** The object's kind. */
  readonly kind: Kind
  /** The object's id. */
  readonly id: string
  /** Its state when it was last read, or given to `watch`. */
  readonly state?: string
  /** Since when it has been seen in this state, in milliseconds since 1970. */
  readonly since?: number
  /** A digest of what your hook was last told. */
  readonly told?: string
  /** How many attempts in a row have failed. */
  readonly failures?: number
}

/** The data of a job that sees to it that an object is read soon: a notification whose object was just being read. */
export type Wish = Pick<Watch, 'kind' | 'id'>

/** The name of a {@link Wish}'s jobs; those of a watch have the kind's. @internal */
export const WISH = 'wish'

/** A job's id: an object has one watch, whoever asks for it. BullMQ allows no colon in it. @internal */
export function watchId(kind: Kind, id: string): string {
  return `${kind}-${id}`
}

/** How a watch's job is added. @internal */
export function watchOptions(kind: Kind, id: string, keep: KeepJobs): JobsOptions {
  return {
    jobId: watchId(kind, id),
    removeOnComplete: keep,
    removeOnFail: keep,
    // What fails without our doing, such as Redis in the middle of a job, must not end the watch.
    attempts: Number.MAX_SAFE_INTEGER,
    backoff: { type: 'fixed', delay: 15_000 },
    // A hook's error may hold anything; it is reported, and not written to Redis.
    stackTraceLimit: 0,
  }
}
