/** Reads what has not come to its end, again and again, and tells you what has changed. */
import {
  type ConnectionOptions,
  type Job,
  type KeepJobs,
  Queue,
  type Worker,
  type WorkerOptions,
} from 'bullmq'
import type { Answered } from '../answer.js'
import type { AmazonPay } from '../client.js'
import { ConfigurationError } from '../errors.js'
import type { Delivery } from '../inbox/inbox.js'
import { type Eventually, type Report, reportToConsole, required } from '../web/handler.js'
import type { NotificationQueue } from '../web/notifications.js'
import { type Changing, OBJECT_ID, READ, SUBJECTS } from '../web/subjects.js'
import { fingerprint } from './fingerprint.js'
import { ReadingProcess } from './reading.js'
import { hasRedis } from './redis.js'
import { type Backoff, type Schedule, nextAttempt, nextReading } from './schedule.js'
import { type Kind, WISH, type Watch, type Wish, watchId, watchOptions } from './watch.js'
import { ReadingWorker } from './worker.js'

/** What a hook is told besides the object. */
export interface Change {
  /** The state that you were last told of; `undefined` the first time. The same state: an amount, a reason or a date changed. */
  readonly previousState: string | undefined
}

/** What you do about changes, by the kind of object; each gets the object as it was just read. */
export type ReconciliationHooks = {
  [Name in Kind]?: (object: Answered<Changing[Name]>, change: Change) => Eventually<void>
}

/** Settings of a {@link Reconciler}. */
export interface ReconcilerSettings {
  /** The client that reads the objects. */
  pay: AmazonPay
  /**
   * Redis: BullMQ's `connection`. A client of `ioredis`, made with `maxRetriesPerRequest: null` and closed by you, or options
   * such as `{ url: 'redis://localhost' }`.
   */
  connection: ConnectionOptions
  /** What you do about changes. Objects of a kind without a hook are not watched. */
  on: ReconciliationHooks
  /** The queue's name. Default: `amazonpay`. */
  queueName?: string | undefined
  /** What all of the queue's keys in Redis begin with. Default: BullMQ's own, `bull`. */
  prefix?: string | undefined
  /** When an object is read again. Default: {@link nextReading}. */
  schedule?: Schedule | undefined
  /** How long an object is left alone that could not be read, or whose hook failed. Default: {@link nextAttempt}. */
  backoff?: Backoff | undefined
  /** How long what you were told last is remembered after the end of a watch, in milliseconds. Default: 14 days. */
  keepMs?: number | undefined
  /** How long a reading may take, in milliseconds. Default: 30,000. */
  readTimeoutMs?: number | undefined
  /** How long `watch`, `enqueue` and the end of a worker wait for Redis, in milliseconds. Default: 5,000. */
  redisTimeoutMs?: number | undefined
  /** Told of failures. Default: writes to the console. */
  report?: Report | undefined
}

/** Options of {@link Reconciler.run}: BullMQ's, but for what the reconciler has to decide itself. */
export type RunOptions = Omit<
  WorkerOptions,
  'connection' | 'prefix' | 'maxStalledCount' | 'maxStartedAttempts' | 'removeOnComplete' | 'removeOnFail'
>

/** Settings that have a default, as they hold. @internal */
export type SettledSettings = Required<{
  [Name in keyof ReconcilerSettings]: NonNullable<ReconcilerSettings[Name]>
}>

/** BullMQ looks at a pause of the whole queue only where there is a limiter; this one limits nothing. */
const NO_LIMIT = { max: 1_000_000_000, duration: 1000 }

/** BullMQ's worker can't always be woken while its queue pauses; so long does closing it take at most. */
const LONGEST_SLEEP_MS = 5000

/** A job changes its state between two looks once or twice, not so often. */
const MOST_TRIES = 20

/**
 * Watches objects until they are final: reads each by a schedule that fits its kind and state, and calls your hook when
 * something has changed. Any number of processes share the work, through Redis.
 *
 * ```ts
 * const reconciler = new Reconciler({
 *   pay, connection: new Redis(process.env.REDIS_URL!, { maxRetriesPerRequest: null }),
 *   on: { charge: async (charge) => orders.update(charge.chargeId, charge.statusDetails.state) },
 * })
 * await reconciler.watch('charge', charge)
 * const worker = reconciler.run({ concurrency: 4 })
 * ```
 *
 * A hook is called at least once for each change that is seen: once more when its process ended before the call was noted,
 * or when it rejected. Write what may be written twice. Guide: docs/reconciliation.md.
 */
export class Reconciler implements NotificationQueue {
  /** BullMQ's queue: for its counts, for dashboards, and for `promoteJobs`, which has everything read now. */
  readonly queue: Queue<Watch>
  readonly #settings: SettledSettings
  readonly #keep: KeepJobs
  readonly #workers = new Set<Worker<Watch, string>>()

  /** @throws {@link ConfigurationError} when a setting is missing or has an impossible value. */
  constructor(settings: ReconcilerSettings) {
    required(settings, ['pay', 'connection', 'on'], 'Reconciler')
    this.#settings = settled(settings)
    const { connection, prefix, queueName, keepMs, report } = this.#settings
    // BullMQ counts in seconds.
    this.#keep = { age: Math.ceil(keepMs / 1000) }
    this.queue = new Queue<Watch>(queueName, { connection, prefix })
    this.queue.on('error', (error) => {
      report('The queue of amazonpay/reconciliation has trouble with Redis', error)
    })
  }

  /**
   * Has an object watched until it is final; resolves once Redis has it. An object that is watched, or was to its end,
   * stays as it is, so it may be called twice.
   *
   * Given an id, the object is read at once, and your hook is told what it is. Given the object, as a call answered it, the
   * hook is told when something changes.
   *
   * ```ts
   * const charge = await pay.charges.create({ … })
   * await reconciler.watch('charge', charge)
   * ```
   *
   * Rejects with a {@link ConfigurationError} when there is no hook for the kind or the id is none, and with an `Error` when
   * Redis does not answer in time; the object may be watched all the same.
   */
  async watch<Name extends Kind>(kind: Name, object: string | Changing[Name]): Promise<void> {
    if (!Object.hasOwn(READ, kind)) {
      const known = Object.keys(READ).join(', ')
      throw new ConfigurationError(`kind: expected one of ${known}, found ${JSON.stringify(kind)}`, {
        field: 'kind',
      })
    }
    if (this.#settings.on[kind] === undefined) {
      throw new ConfigurationError(`watch: on has no hook for ${kind}, so nobody would be told`, {
        field: 'on',
      })
    }
    const begun = typeof object === 'string' ? { kind, id: object } : this.#beginningWith(kind, object)
    if (!isId(begun.id)) {
      throw new ConfigurationError(
        `${kind}: expected the id of an object or the object itself, found ${JSON.stringify(begun.id)}`,
        { field: kind },
      )
    }
    await this.#inTime('watch', this.#begin(begun))
  }

  /**
   * Has the object of a notification read, by whichever worker comes to it; resolves once Redis has it. The reading begins
   * after this call did, so it sees what the notification tells of.
   *
   * `notificationHandler` calls it when it is given `queue: reconciler`.
   */
  async enqueue({ key, objectType, objectId }: Delivery): Promise<void> {
    const kind = SUBJECTS.get(objectType)
    // Without a hook nobody would be told.
    if (kind === undefined || !isId(objectId) || this.#settings.on[kind] === undefined) return
    await this.#inTime('enqueue', this.#readLater({ kind, id: objectId }, key))
  }

  /**
   * Works in this process: reads what is due and calls your hooks. Its options are BullMQ's; `concurrency` is how many objects
   * are worked on at once (default: 1), `limiter` how many readings all processes together may begin in a span of time.
   *
   * Gives BullMQ's worker: `await worker.close()` lets what is under way end. While Redis is away it waits `redisTimeoutMs` for
   * it, and then leaves what is under way to whoever comes next.
   */
  run(options: RunOptions = {}): Worker<Watch, string> {
    const { connection, prefix, queueName, redisTimeoutMs, report } = this.#settings
    const reading = new ReadingProcess(this.queue, this.#settings, {
      watch: (watch) => this.#begin(watch),
      readSoon: (wish) => this.#readSoon(wish),
      readLater: (wish, key) => this.#readLater(wish, key),
    })
    const process = (job: Job<Watch, string>, token = ''): Promise<string> => reading.work(job, token)
    const workerOptions = {
      maximumRateLimitDelay: LONGEST_SLEEP_MS,
      ...options,
      limiter: options.limiter ?? NO_LIMIT,
      connection,
      prefix,
      // However often its process is killed, a watch is not given up.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    }
    const worker = new ReadingWorker(queueName, process, workerOptions, redisTimeoutMs)
    worker.on('error', (error) => {
      report('A worker of amazonpay/reconciliation has trouble', error)
    })
    worker.on('closed', () => this.#workers.delete(worker))
    this.#workers.add(worker)
    return worker
  }

  /**
   * Ends the workers of this process after what is under way, and lets go of Redis. A client that you gave stays open. While
   * Redis is away it waits `redisTimeoutMs` for it, as the workers do.
   */
  async close(): Promise<void> {
    const ended = [...this.#workers].map((worker) => worker.close())
    const reached = hasRedis(this.queue, this.#settings.redisTimeoutMs)
    await Promise.all(ended)
    // BullMQ's own waits for ever for an answer.
    if (!(await reached)) await this.queue.backend.close(true)
    await this.queue.close()
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The watch of an object that a call has answered. */
  #beginningWith<Name extends Kind>(kind: Name, object: Changing[Name]): Watch {
    const id = (object as unknown as Record<string, unknown>)[`${kind}Id`] as string
    const { state } = object.statusDetails
    return { kind, id, state, since: Date.now(), told: fingerprint(object) }
  }

  async #begin(watch: Watch): Promise<void> {
    const { kind, state } = watch
    const delay = state === undefined ? 0 : this.#settings.schedule({ kind, state, ageMs: 0 })
    // What is final already is read once more, and what you were told of it remembered.
    const job = await this.#add(watch, delay ?? 0)
    // One that Amazon did not know is asked for again.
    if (await job.isFailed()) await job.retry('failed').catch(refusedByBullMQ)
  }

  /** Nothing when the object has a job. */
  #add(watch: Watch, delay: number): Promise<Job<Watch>> {
    const options = watchOptions(watch.kind, watch.id, this.#keep)
    return this.queue.add(watch.kind, watch, { ...options, delay })
  }

  /** Has an object read; should it just be read, a job sees to it afterwards. */
  async #readLater(wish: Wish, key: string): Promise<void> {
    if (await this.#readSoon(wish)) return
    const options = { ...watchOptions(wish.kind, wish.id, this.#keep), jobId: `${WISH}-${key}` }
    await this.queue.add(WISH, wish, { ...options, removeOnComplete: true, delay: 100 })
  }

  /**
   * Has an object read as soon as a worker is free. False when it is worked on right now: then it may have been read before
   * the change that one wants to see, and one has to come again.
   */
  async #readSoon({ kind, id }: Wish): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const job = await this.#add({ kind, id }, 0)
      const state = await job.getState()
      if (state === 'active') return false
      // Its reading has not begun.
      if (state === 'waiting' || state === 'prioritized') return true
      try {
        if (state === 'delayed') await job.promote()
        else if (state === 'completed' || state === 'failed') await job.retry(state)
        else continue
        return true
      } catch (error) {
        // Another process was faster: let us look again.
        refusedByBullMQ(error)
      }
    }
    throw new Error(
      `${watchId(kind, id)}: Redis has lost track of this job; see "Redis" in docs/reconciliation.md`,
    )
  }

  async #inTime<Value>(what: string, promise: Promise<Value>): Promise<Value> {
    const { redisTimeoutMs } = this.#settings
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`${what}: Redis has not answered within ${redisTimeoutMs} ms`))
      }, redisTimeoutMs)
    })
    promise.catch(ignore)
    try {
      return await Promise.race([promise, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

const ignore = (): void => undefined

/** A job was not in the state it was said to be in: BullMQ's errors of this have a negative number. */
function refusedByBullMQ(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) throw error
}

/** A colon would divide a key of Redis. */
function isId(id: unknown): boolean {
  return typeof id === 'string' && OBJECT_ID.test(id) && !id.includes(':')
}

function settled(settings: ReconcilerSettings): SettledSettings {
  const { queueName = 'amazonpay', prefix = 'bull', schedule = nextReading, backoff = nextAttempt } = settings
  const { keepMs = 14 * 24 * 60 * 60 * 1000, readTimeoutMs = 30_000, redisTimeoutMs = 5000 } = settings
  const { pay, connection, on, report = reportToConsole } = settings
  for (const [field, value] of Object.entries({ keepMs, readTimeoutMs, redisTimeoutMs })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new ConfigurationError(
        `${field}: expected a whole number of milliseconds of 1 or more, found ${String(value)}`,
        { field },
      )
    }
  }
  for (const [field, value] of Object.entries({ schedule, backoff, ...on })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new ConfigurationError(`${field}: expected a function, found ${typeof value}`, { field })
    }
  }
  for (const kind of Object.keys(on)) {
    if (!Object.hasOwn(READ, kind)) {
      const known = Object.keys(READ).join(', ')
      throw new ConfigurationError(`on: expected hooks for ${known}, found one for ${kind}`, { field: 'on' })
    }
  }
  return {
    pay,
    connection,
    on,
    queueName,
    prefix,
    schedule,
    backoff,
    keepMs,
    readTimeoutMs,
    redisTimeoutMs,
    report,
  }
}
