/** What is known of an exchange besides the object. */
import { decode } from './decode.js'
import { type ResponseHeaders, headersOf } from './headers.js'
import { REDACTED, show } from './inspect.js'
import type { NativeAnswer } from './border.js'

/** What is known of an exchange: `charge.meta`. */
export class ResponseMeta {
  /** `x-amz-pay-request-id`, which Amazon's support asks for; empty when the answer had none. */
  readonly requestId: string
  /** The HTTP status: 202, for example, tells that a completed session's authorization is still pending. */
  readonly status: number
  /** How many attempts failed before this answer. */
  readonly retries: number
  /** Milliseconds from the call to the decoded answer, waiting between attempts included. */
  readonly durationMs: number
  /** The idempotency key that the request carried, given or made; none on other methods than POST. */
  readonly idempotencyKey: string | undefined
  /** Where a redirect leads, which is not followed. It may let whoever has it act for the merchant. */
  readonly location: string | undefined
  readonly #headerLines: string
  #headers: ResponseHeaders | undefined
  readonly #rawBody: () => Buffer
  #body: Buffer | undefined

  /** @internal */
  constructor(answer: NativeAnswer) {
    this.requestId = answer.requestId
    this.status = answer.status
    this.retries = answer.retries
    this.durationMs = answer.durationMs
    this.idempotencyKey = answer.idempotencyKey ?? undefined
    this.location = answer.location ?? undefined
    this.#headerLines = answer.headers
    // Strings are cheap to keep; most callers never ask for the bytes.
    const { object, rawText, rawBytes } = answer
    this.#rawBody = () => rawBytes ?? Buffer.from(rawText ?? object)
  }

  /**
   * All headers of the answer by their names in lower case, as `meta.headers['content-type']`. No log shows them:
   * `location` may let whoever has it act for the merchant.
   */
  get headers(): ResponseHeaders {
    this.#headers ??= headersOf(this.#headerLines)
    return this.#headers
  }

  /** The body byte for byte. It may hold a buyer's data. */
  get rawBody(): Buffer {
    this.#body ??= this.#rawBody()
    return this.#body
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const location = this.location === undefined ? undefined : REDACTED
    const shown: object = Object.assign({}, this, { location })
    return show('ResponseMeta', shown, depth, options, inspect)
  }

  /** For logs: without the address of a redirect and the body. */
  toJSON(): object {
    return Object.assign({}, this, { location: undefined })
  }
}

/**
 * An object as a call answered with it. `meta` is no enumerable property: copies, comparisons and JSON are of the object
 * alone.
 */
export type Answered<T> = T & { readonly meta: ResponseMeta }

/** The object of an answer. */
export function answered<T>(model: string, answer: NativeAnswer): Answered<T> {
  const object = decode(model, JSON.parse(answer.object)) as object
  const meta = new ResponseMeta(answer)
  Object.defineProperty(object, 'meta', { value: meta, enumerable: false, configurable: true })
  return object as Answered<T>
}

/** The answer to `call`: JSON without a type, and what is known of the exchange. */
export class RawResponse {
  /** The answer's JSON; null when there is none. */
  readonly object: unknown
  /** What is known of the exchange. */
  readonly meta: ResponseMeta

  /** @internal */
  constructor(answer: NativeAnswer) {
    this.object = JSON.parse(answer.object)
    this.meta = new ResponseMeta(answer)
  }

  // Without the object, in which a buyer's data may be anywhere.
  [Symbol.for('nodejs.util.inspect.custom')](
    depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return show('RawResponse', { object: REDACTED, meta: this.meta }, depth, options, inspect)
  }
}
