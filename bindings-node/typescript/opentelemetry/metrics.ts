/** How long calls and attempts take, and how often they are repeated. */
import { type Context, type Counter, type Histogram, type MeterProvider, metrics } from '@opentelemetry/api'
import type { Attempt } from '../native-addon.js'
import { VERSION } from '../version.js'
import { attemptDimensions, attemptErrorType } from './attributes.js'

/** The boundaries of the conventions for `http.client.request.duration`, in seconds. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

interface Instruments {
  readonly attempts: Histogram
  readonly calls: Histogram
  readonly retries: Counter
}

/** The instruments, made when something is first measured: by then the process has its provider. */
export class Metrics {
  #provider: MeterProvider | undefined
  #instruments: Instruments | undefined

  use(provider: MeterProvider): void {
    this.#provider = provider
    this.#instruments = undefined
  }

  /** Measures a call with all its attempts and the waiting between them. */
  call(operation: string, errorType: string | undefined, durationMs: number, context: Context): void {
    const error = errorType === undefined ? {} : { 'error.type': errorType }
    this.#all.calls.record(durationMs / 1000, { 'amazonpay.operation': operation, ...error }, context)
  }

  /** Measures an attempt, and counts the repetition that follows it. */
  attempt(attempt: Attempt, context: Context): void {
    const { operation, durationMs, retryAfterMs } = attempt
    this.#all.attempts.record(durationMs / 1000, attemptDimensions(attempt), context)
    if (retryAfterMs === undefined) return
    const why = attemptErrorType(attempt)
    const error = why === undefined ? {} : { 'error.type': why }
    this.#all.retries.add(1, { 'amazonpay.operation': operation, ...error }, context)
  }

  get #all(): Instruments {
    return (this.#instruments ??= instruments(this.#provider ?? metrics))
  }
}

function instruments(provider: Pick<MeterProvider, 'getMeter'>): Instruments {
  const meter = provider.getMeter('amazonpay', VERSION)
  const seconds = { unit: 's', advice: { explicitBucketBoundaries: BOUNDARIES } }
  return {
    attempts: meter.createHistogram('http.client.request.duration', {
      ...seconds,
      description: 'Duration of HTTP client requests.',
    }),
    calls: meter.createHistogram('amazonpay.call.duration', {
      ...seconds,
      description: 'Duration of calls of Amazon Pay, with their retries.',
    }),
    retries: meter.createCounter('amazonpay.call.retries', {
      unit: '{retry}',
      description: 'Attempts that failed and were repeated, by why.',
    }),
  }
}
