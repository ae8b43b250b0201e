/**
 * What the process can hear of calls by `node:diagnostics_channel`: nothing secret and nothing of the buyer's.
 *
 * The tracing channel `amazonpay:call` tells of each call from its beginning to its end, the channel `amazonpay:attempt`
 * of each attempt. They are the process's, or the worker's. While nobody listens they cost nothing.
 */
import { type Channel, channel } from 'node:diagnostics_channel'
import { AmazonPayError } from './errors.js'

/** What is known of the exchange of a call that succeeded. */
export interface CallResult {
  readonly requestId: string
  readonly status: number
  readonly retries: number
  readonly durationMs: number
  readonly idempotencyKey: string | undefined
}

/** A call, as the events of the tracing channel `amazonpay:call` tell of it: one object from beginning to end. */
export interface CallEvent {
  /** Such as `charges.capture`. */
  readonly operation: string
  /** The number by which attempts name their call; undefined while it begins. */
  call: number | undefined
  /** What came of it, when it succeeded. */
  result?: CallResult
  /** Why it failed: an {@link AmazonPayError}, the reason of the signal that ended it, or what the shop's own code threw. */
  error?: unknown
  /**
   * When it failed: the {@link AmazonPayError.kind} of the error, `'canceled'`, or `'other'` for what the shop's own code
   * threw.
   */
  errorType?: string
}

/** Each attempt, after the fact: the `Attempt` that `onAttempt` gets, in the context of the call. */
export const ATTEMPTS = channel('amazonpay:attempt')

// By their names, since Node 18 has no `tracingChannel` before 18.19.
const START = channel('tracing:amazonpay:call:start')
const END = channel('tracing:amazonpay:call:end')
const ASYNC_START = channel('tracing:amazonpay:call:asyncStart')
const ASYNC_END = channel('tracing:amazonpay:call:asyncEnd')
const ERROR = channel('tracing:amazonpay:call:error')

/** Whether anybody listens for calls. */
export function hasCallListeners(): boolean {
  return (
    START.hasSubscribers ||
    ASYNC_END.hasSubscribers ||
    ERROR.hasSubscribers ||
    END.hasSubscribers ||
    ASYNC_START.hasSubscribers
  )
}

/** Begins a call in the stores that were bound to its beginning; `begin` gives its number. */
export function tellBeginning<T extends { readonly call: number }>(event: CallEvent, begin: () => T): T {
  return inStores(START, event, () => {
    const started = begin()
    event.call = started.call
    END.publish(event)
    return started
  })
}

/** Tells that a call has succeeded. */
export function tellSuccess(event: CallEvent, answer: unknown): void {
  if (typeof answer === 'object' && answer !== null && 'requestId' in answer)
    event.result = result(answer as CallResult)
  ASYNC_START.publish(event)
  ASYNC_END.publish(event)
}

/** Tells that a call has failed or was canceled. */
export function tellFailure(event: CallEvent, error: unknown, isCanceled: boolean): void {
  event.error = error
  event.errorType = isCanceled ? 'canceled' : error instanceof AmazonPayError ? error.kind : 'other'
  ERROR.publish(event)
  ASYNC_START.publish(event)
  ASYNC_END.publish(event)
}

/** Without the object and the body. */
function result({ requestId, status, retries, durationMs, idempotencyKey }: CallResult): CallResult {
  return { requestId, status, retries, durationMs, idempotencyKey }
}

type WithStores = Channel & { runStores?<T>(message: unknown, work: () => T): T }

function inStores<T>(start: WithStores, event: CallEvent, work: () => T): T {
  if (start.runStores !== undefined) return start.runStores(event, work)
  start.publish(event)
  return work()
}
