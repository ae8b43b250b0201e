/** What a worker does about one job. */
import { DelayedError, type Job, type Queue, UnrecoverableError, Worker } from 'bullmq'
import type { Answered } from '../answer.js'
import {
  AmazonPayError,
  ConfigurationError,
  Forbidden,
  InvalidRequest,
  NotFound,
  SigningError,
  Throttled,
  Unauthenticated,
} from '../errors.js'
import type { CheckoutSession, Refund } from '../generated/models.js'
import type { Eventually } from '../web/handler.js'
import { type Changing, READ } from '../web/subjects.js'
import { fingerprint } from './fingerprint.js'
import type { Change, SettledSettings } from './reconciler.js'
import { type Kind, WISH, type Watch, type Wish } from './watch.js'

/** What a worker may have to ask of the queue besides. @internal */
export interface Asking {
  watch(watch: Watch): Promise<void>
  readSoon(wish: Wish): Promise<boolean>
  readLater(wish: Wish, key: string): Promise<void>
}

type AnyObject = Answered<Changing[Kind]>
type Hook = (object: AnyObject, change: Change) => Eventually<void>

/** The whole queue's first pause after Amazon has said that it is too much, doubled up to the second. */
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000
/** The whole queue's pause when Amazon does not let us in: no object is to blame. */
const REFUSED_PAUSE_MS = 60_000
/** How long a job that waits for another waits at first and at most. */
const FIRST_WISH_MS = 100
const LONGEST_WISH_MS = 5000

/** Works on jobs, in one process. @internal */
export class ReadingProcess {
  readonly #queue: Queue<Watch>
  readonly #settings: SettledSettings
  readonly #ask: Asking
  /** How often in a row Amazon said that it was too much. */
  #throttled = 0

  constructor(queue: Queue<Watch>, settings: SettledSettings, ask: Asking) {
    this.#queue = queue
    this.#settings = settings
    this.#ask = ask
  }

  /** Resolves with the final state; rejects as BullMQ wants it when the job is to come again. */
  async work(job: Job<Watch, string>, token: string): Promise<string> {
    return job.name === WISH ? this.#fulfil(job, token) : this.#reconcile(job, token)
  }

  async #fulfil(job: Job<Watch, string>, token: string): Promise<string> {
    if (await this.#ask.readSoon(job.data)) return 'fulfilled'
    const pause = FIRST_WISH_MS * 2 ** Math.min(job.attemptsStarted, 10)
    return later(job, token, Math.min(pause, LONGEST_WISH_MS))
  }

  async #reconcile(job: Job<Watch, string>, token: string): Promise<string> {
    const { kind, id } = job.data
    const hook = this.#settings.on[kind] as Hook | undefined
    // A process of another version has one.
    if (hook === undefined) return this.#failed(job, token, `on has no hook for ${kind}`)
    let object: AnyObject
    try {
      object = await READ[kind](this.#settings.pay, id, {
        timeoutMs: this.#settings.readTimeoutMs,
        maxRetries: 1,
      })
    } catch (error) {
      return this.#unread(job, token, error)
    }
    this.#throttled = 0
    let pause: number | undefined
    try {
      await this.#tell(job, hook, object)
      await this.#follow(kind, object)
      pause = this.#pause(job.data)
    } catch (error) {
      return this.#failed(job, token, 'your hook, or what comes after it, failed', error)
    }
    return pause === undefined ? object.statusDetails.state : later(job, token, pause)
  }

  /** Calls the hook if there is news, and notes it. */
  async #tell(job: Job<Watch, string>, hook: Hook, object: AnyObject): Promise<void> {
    const { kind, id, state: previousState, since, told } = job.data
    const { state } = object.statusDetails
    const digest = fingerprint(object)
    if (digest !== told) await hook(object, { previousState })
    const sinceNow = state === previousState && since !== undefined ? since : Date.now()
    // Not before the hook is through: who dies in between is followed by one who calls it again.
    await job.updateData({ kind, id, state, since: sinceNow, told: digest })
  }

  /** What has changed along with it, or come of it. */
  async #follow(kind: Kind, object: AnyObject): Promise<void> {
    const { on } = this.#settings
    const { state } = object.statusDetails
    if (kind === 'checkoutSession' && state === 'Completed') {
      const { chargeId, chargePermissionId } = object as CheckoutSession
      if (chargeId && on.charge) await this.#ask.watch({ kind: 'charge', id: chargeId })
      if (chargePermissionId && on.chargePermission) {
        await this.#ask.watch({ kind: 'chargePermission', id: chargePermissionId })
      }
    } else if (kind === 'refund' && state === 'Refunded' && on.charge) {
      // Its refundedAmount is another now, without a notification.
      const { chargeId, refundId } = object as Refund
      if (chargeId) await this.#ask.readLater({ kind: 'charge', id: chargeId }, refundId)
    }
  }

  #pause({ kind, state = '', since = 0 }: Watch): number | undefined {
    const pause = this.#settings.schedule({ kind, state, ageMs: Math.max(0, Date.now() - since) })
    return pause === undefined ? undefined : milliseconds('schedule', pause)
  }

  async #unread(job: Job<Watch, string>, token: string, error: unknown): Promise<string> {
    if (error instanceof Throttled) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#throttled, LONGEST_PAUSE_MS)
      this.#throttled = Math.min(this.#throttled + 1, 10)
      return this.#everybodyWaits(Math.max(error.retryAfterMs ?? 0, pause))
    }
    if (saysNothingOfTheObject(error)) {
      this.#settings.report(
        'Amazon Pay does not let amazonpay/reconciliation read; it tries again in a minute',
        error,
      )
      return this.#everybodyWaits(REFUSED_PAUSE_MS)
    }
    if (error instanceof NotFound || error instanceof InvalidRequest) {
      const { kind, id } = job.data
      this.#settings.report(`The ${kind} ${id} is not watched any more: Amazon Pay has no such object`, error)
      throw new UnrecoverableError(`${error.kind}: ${error.reasonCode ?? ''} ${error.requestId ?? ''}`.trim())
    }
    return this.#failed(job, token, 'it could not be read', error)
  }

  /** Pauses the queue, for all processes. */
  async #everybodyWaits(milliseconds: number): Promise<never> {
    await this.#queue.rateLimit(Math.ceil(milliseconds))
    throw Worker.RateLimitError()
  }

  /** It comes again after a pause that grows. */
  async #failed(job: Job<Watch, string>, token: string, why: string, error?: unknown): Promise<never> {
    const { kind, id, failures = 0 } = job.data
    const asked = error instanceof AmazonPayError ? (error.retryAfterMs ?? 0) : 0
    const pause = Math.max(milliseconds('backoff', this.#settings.backoff(failures + 1)), asked)
    const times = failures === 0 ? '' : ` (${failures + 1} times in a row)`
    this.#settings.report(`The ${kind} ${id} is tried again in ${pause} ms, for ${why}${times}`, error)
    await job.updateData({ ...job.data, failures: failures + 1 })
    return later(job, token, pause)
  }
}

/** The job comes again after a pause; until then it is nobody's. */
async function later(job: Job<Watch, string>, token: string, milliseconds: number): Promise<never> {
  await job.moveToDelayed(Date.now() + milliseconds, token)
  throw new DelayedError()
}

/** What the shop's functions gave. */
function milliseconds(setting: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return Math.round(value)
  throw new ConfigurationError(
    `${setting}: expected a number of milliseconds of 0 or more, found ${String(value)}`,
    { field: setting },
  )
}

function saysNothingOfTheObject(error: unknown): boolean {
  return [Unauthenticated, Forbidden, SigningError, ConfigurationError].some(
    (Class) => error instanceof Class,
  )
}
