/** What OpenTelemetry is told of each call and its attempts. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  type Context,
  type MeterProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  context,
  trace,
} from '@opentelemetry/api'
import type { CallEvent } from '../channels.js'
import type { Attempt } from '../native-addon.js'
import { VERSION } from '../version.js'
import { attemptAttributes, attemptErrorType, attemptName, endAttributes } from './attributes.js'
import { Metrics } from './metrics.js'

/** The configuration that instrumentations have in common. */
export interface AmazonPayInstrumentationConfig {
  /** Whether it is at work from the start. Default: true. */
  enabled?: boolean
}

/** A call under way. */
interface Traced {
  readonly span: Span
  /** The caller's, with the call's span in it. */
  readonly context: Context
  readonly beganMs: number
  /** When the last attempt ended. */
  latestMs: number
}

/**
 * Makes a span of each call, `charges.capture`, in the span that is active where the call is made, and in it one of each
 * attempt, `POST /v2/charges/{charge_id}/capture`. Both have the names and attributes that docs/observability.md lists.
 *
 * It goes by what every client of the process tells, whenever it was made, and patches nothing: it may be loaded before or
 * after `amazonpay`. For `registerInstrumentations` and `NodeSDK` it is an instrumentation like others. No key, signature,
 * token, body, id in a path or text of an error gets into a span, and nothing about it is sent to Amazon.
 */
export class AmazonPayInstrumentation {
  readonly instrumentationName = 'amazonpay'
  readonly instrumentationVersion: string = VERSION
  readonly #metrics = new Metrics()
  readonly #calls = new Map<number, Traced>()
  readonly #beginning = new WeakMap<CallEvent, Traced>()
  #config: AmazonPayInstrumentationConfig
  #tracers: TracerProvider | undefined
  #isEnabled = false

  constructor(config: AmazonPayInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...config }
    if (this.#config.enabled === true) this.enable()
  }

  /** Begins to listen. Once more does nothing. */
  enable(): void {
    if (this.#isEnabled) return
    this.#isEnabled = true
    for (const [name, listener] of this.#listeners) subscribe(name, listener)
  }

  /** Listens no more. Spans of calls under way are ended. */
  disable(): void {
    if (!this.#isEnabled) return
    this.#isEnabled = false
    for (const [name, listener] of this.#listeners) unsubscribe(name, listener)
    for (const { span } of this.#calls.values()) span.end()
    this.#calls.clear()
  }

  /** Makes spans with this provider from now on. Default: the global one. */
  setTracerProvider(provider: TracerProvider): void {
    this.#tracers = provider
  }

  /** Measures with this provider from now on. Default: the global one. */
  setMeterProvider(provider: MeterProvider): void {
    this.#metrics.use(provider)
  }

  setConfig(config: AmazonPayInstrumentationConfig): void {
    this.#config = { enabled: true, ...config }
  }

  getConfig(): AmazonPayInstrumentationConfig {
    return this.#config
  }

  readonly #listeners: readonly [string, (message: unknown) => void][] = [
    [
      'tracing:amazonpay:call:start',
      (event) => {
        this.#begin(event as CallEvent)
      },
    ],
    [
      'tracing:amazonpay:call:end',
      (event) => {
        this.#begun(event as CallEvent)
      },
    ],
    [
      'tracing:amazonpay:call:asyncEnd',
      (event) => {
        this.#end(event as CallEvent)
      },
    ],
    [
      'amazonpay:attempt',
      (attempt) => {
        this.#attempt(attempt as Attempt)
      },
    ],
  ]

  get #tracer(): ReturnType<TracerProvider['getTracer']> {
    return (this.#tracers ?? trace).getTracer(this.instrumentationName, this.instrumentationVersion)
  }

  #begin(event: CallEvent): void {
    const caller = context.active()
    const beganMs = Date.now()
    const { operation } = event
    const span = this.#tracer.startSpan(
      operation,
      {
        kind: SpanKind.INTERNAL,
        startTime: beganMs,
        attributes: { 'amazonpay.operation': operation },
      },
      caller,
    )
    this.#beginning.set(event, { span, context: trace.setSpan(caller, span), beganMs, latestMs: beganMs })
  }

  /** It has its number now. */
  #begun(event: CallEvent): void {
    const traced = this.#beginning.get(event)
    if (traced !== undefined && event.call !== undefined) this.#calls.set(event.call, traced)
  }

  #end(event: CallEvent): void {
    const traced = event.call === undefined ? undefined : this.#calls.get(event.call)
    if (traced === undefined || event.call === undefined) return
    this.#calls.delete(event.call)
    this.#finish(traced, event)
  }

  #finish({ span, context, beganMs, latestMs }: Traced, event: CallEvent): void {
    span.setAttributes(endAttributes(event))
    if (event.errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    // The machine's clock may be set back meanwhile, and counts whole milliseconds.
    const endedMs = Math.max(Date.now(), latestMs)
    this.#metrics.call(event.operation, event.errorType, endedMs - beganMs, context)
    span.end(endedMs)
  }

  #attempt(attempt: Attempt): void {
    const traced = attempt.call === undefined ? undefined : this.#calls.get(attempt.call)
    const parent = traced?.context ?? context.active()
    const { durationMs, endedAtMs } = attempt
    const span = this.#tracer.startSpan(
      attemptName(attempt),
      {
        kind: SpanKind.CLIENT,
        startTime: endedAtMs - durationMs,
        attributes: attemptAttributes(attempt),
      },
      parent,
    )
    if (attemptErrorType(attempt) !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(endedAtMs)
    this.#metrics.attempt(attempt, trace.setSpan(parent, span))
    if (traced !== undefined) traced.latestMs = Math.max(traced.latestMs, endedAtMs)
  }
}
