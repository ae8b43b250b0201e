/**
 * What can go wrong: one class a kind of failure, all under {@link AmazonPayError}.
 *
 * ```ts
 * try {
 *   await pay.charges.capture(chargeId, { captureAmount: Money.of('12.34', 'EUR') })
 * } catch (error) {
 *   if (error instanceof PaymentDeclined) console.info(error.reasonCode, error.advice)
 *   else if (error instanceof AmazonPayError && error.outcomeUnknown) repeatLater(error.idempotencyKey)
 *   else throw error
 * }
 * ```
 *
 * What Amazon Pay itself answered is an {@link ApiError}. No error shows a secret or a buyer's data in its text, in
 * `util.inspect` or as JSON; the answer's body is in {@link AmazonPayError.rawBody}.
 *
 * Guide: {@link https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html}
 */
import type { Advice } from './generated/advice.js'
import type { ResponseHeaders } from './headers.js'

/** What is known of a failure. */
export interface ErrorDetails {
  reasonCode?: string | undefined
  status?: number | undefined
  requestId?: string | undefined
  retries?: number | undefined
  advice?: Advice | undefined
  retryAfterMs?: number | undefined
  idempotencyKey?: string | undefined
  isRetryable?: boolean | undefined
  outcomeUnknown?: boolean | undefined
  field?: string | undefined
  headers?: ResponseHeaders | undefined
  rawBody?: Uint8Array | undefined
  cause?: unknown
}

/**
 * Why a call did not end with the answer asked for.
 *
 * The text begins with Amazon's request id when there is one, since that is what Amazon's support asks for. Properties
 * that do not apply to a kind of failure are absent, `0` or `false`.
 */
export class AmazonPayError extends Error {
  /** The kind's name, the same in every language of the SDK: `'declined'`, `'throttled'`… */
  readonly kind: string
  /** The kind as Node's own errors have it: `'AMAZONPAY_DECLINED'`. */
  readonly code: string
  /** Amazon's reason code, for example `'InvalidChargeStatus'`. */
  declare readonly reasonCode?: string
  /** The HTTP status of the answer, if there was one. */
  declare readonly status?: number
  /** Amazon's request id (`x-amz-pay-request-id`). Give it to Amazon's support. */
  declare readonly requestId?: string
  /** How many times the request was sent again before this error. */
  readonly retries: number
  /** What to do about it: for every reason code of the guide, and for statuses that may pass. */
  declare readonly advice?: Advice
  /** How many milliseconds Amazon Pay asked to wait, if it did. */
  declare readonly retryAfterMs?: number
  /** The key the request went out with, also when the client made it up: repeat the request with the same one. */
  declare readonly idempotencyKey?: string
  /** Whether the same request may succeed when it is sent again later. The client has retried already. */
  readonly isRetryable: boolean
  /**
   * Whether Amazon Pay may have carried the request out although no answer says so.
   *
   * Send it again with the same {@link idempotencyKey}, or read the object, before telling anybody that it failed.
   */
  readonly outcomeUnknown: boolean
  /** The setting, option or value that a {@link ConfigurationError} is about. */
  declare readonly field?: string
  readonly #headers: ResponseHeaders
  readonly #rawBody: Uint8Array | undefined

  constructor(kind: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = kind
    this.code = `AMAZONPAY_${kind.toUpperCase()}`
    this.retries = details.retries ?? 0
    this.isRetryable = details.isRetryable ?? false
    this.outcomeUnknown = details.outcomeUnknown ?? false
    for (const name of OPTIONAL) {
      if (details[name] !== undefined) Object.assign(this, { [name]: details[name] })
    }
    this.#headers = details.headers ?? {}
    this.#rawBody = details.rawBody
  }

  static {
    this.prototype.name = 'AmazonPayError'
  }

  /** All headers of the answer by their names in lower case; none when there was no answer. No log shows them. */
  get headers(): ResponseHeaders {
    return this.#headers
  }

  /** The answer's body as it came; empty when there was none. It may hold a buyer's data. */
  get rawBody(): Buffer {
    const body = this.#rawBody ?? new Uint8Array()
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  }

  /** For logs: all that is known, without stack, cause and body. */
  toJSON(): object {
    const { name, message } = this
    // Neither is an enumerable property of its own.
    return Object.assign({}, this, { name, message })
  }
}

const OPTIONAL = [
  'reasonCode',
  'status',
  'requestId',
  'advice',
  'retryAfterMs',
  'idempotencyKey',
  'field',
] as const

/** The client's settings, or the options or values of one call, are wrong. Nothing was sent. */
export class ConfigurationError extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('configuration', message, details)
  }

  static {
    this.prototype.name = 'ConfigurationError'
  }
}

/**
 * The signer gave no signature, so this attempt was not sent; earlier ones of the same call may have been.
 *
 * When the signer is the shop's own, what it threw is the `cause`.
 */
export class SigningError extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('signing', message, details)
  }

  static {
    this.prototype.name = 'SigningError'
  }
}

/** No connection could be made, or it broke before the whole answer was there. */
export class ConnectionFailed extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('connection', message, details)
  }

  static {
    this.prototype.name = 'ConnectionFailed'
  }
}

/** No answer within the time allowed. */
export class RequestTimeout extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('timeout', message, details)
  }

  static {
    this.prototype.name = 'RequestTimeout'
  }
}

/** TLS was not agreed on, most often because the certificate is not trusted. */
export class TlsError extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('tls', message, details)
  }

  static {
    this.prototype.name = 'TlsError'
  }
}

/** Amazon Pay answered with success, but the answer could not be read. */
export class DecodingError extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('decoding', message, details)
  }

  static {
    this.prototype.name = 'DecodingError'
  }
}

/** A defect of this package: what the request did is unknown. Please report it. */
export class InternalError extends AmazonPayError {
  constructor(message: string, details?: ErrorDetails) {
    super('bug', message, { outcomeUnknown: true, ...details })
  }

  static {
    this.prototype.name = 'InternalError'
  }
}

/** What Amazon Pay answered when it refused. Its subclasses say of which kind the refusal is. */
export class ApiError extends AmazonPayError {
  static {
    this.prototype.name = 'ApiError'
  }
}

/** The request itself is wrong (most of the 400s): sending it again will not help. */
export class InvalidRequest extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('invalid_request', message, details)
  }

  static {
    this.prototype.name = 'InvalidRequest'
  }
}

/** Amazon Pay does not accept the key, the signature or the auth token. */
export class Unauthenticated extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('unauthenticated', message, details)
  }

  static {
    this.prototype.name = 'Unauthenticated'
  }
}

/** The caller is known but may not do this (403). */
export class Forbidden extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('forbidden', message, details)
  }

  static {
    this.prototype.name = 'Forbidden'
  }
}

/** There is no such object (404). */
export class NotFound extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('not_found', message, details)
  }

  static {
    this.prototype.name = 'NotFound'
  }
}

/** The object's state does not allow the operation (409 and most of the 422s): read the object anew. */
export class WrongState extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('wrong_state', message, details)
  }

  static {
    this.prototype.name = 'WrongState'
  }
}

/** The payment was declined; {@link AmazonPayError.advice} says what to do. */
export class PaymentDeclined extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('declined', message, details)
  }

  static {
    this.prototype.name = 'PaymentDeclined'
  }
}

/** Too many requests (429), also after the client's own retries. */
export class Throttled extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('throttled', message, details)
  }

  static {
    this.prototype.name = 'Throttled'
  }
}

/** The idempotency key was used before with another request (400 `DuplicateIdempotencyKey`). */
export class IdempotencyConflict extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('idempotency_conflict', message, details)
  }

  static {
    this.prototype.name = 'IdempotencyConflict'
  }
}

/** Amazon Pay failed or was not available (5xx, 408, 425), also after the client's own retries. */
export class ServerError extends ApiError {
  constructor(message: string, details?: ErrorDetails) {
    super('server', message, details)
  }

  static {
    this.prototype.name = 'ServerError'
  }
}

/**
 * A notification was not accepted, or a subscription could not be confirmed.
 *
 * Its text says what was found and what was expected, without message, token or signature. Answer a delivery with 503
 * when {@link AmazonPayError.isRetryable}, so that SNS delivers it again, and with 400 otherwise. Its
 * {@link AmazonPayError.kind} is the rule that it breaks, such as `'wrong_signature'`; docs/notifications.md lists them.
 */
export class NotificationError extends AmazonPayError {
  static {
    this.prototype.name = 'NotificationError'
  }
}

const CLASSES: Readonly<Record<string, new (message: string, details?: ErrorDetails) => AmazonPayError>> = {
  configuration: ConfigurationError,
  signing: SigningError,
  connection: ConnectionFailed,
  timeout: RequestTimeout,
  tls: TlsError,
  decoding: DecodingError,
  invalid_request: InvalidRequest,
  unauthenticated: Unauthenticated,
  forbidden: Forbidden,
  not_found: NotFound,
  wrong_state: WrongState,
  declined: PaymentDeclined,
  throttled: Throttled,
  idempotency_conflict: IdempotencyConflict,
  server: ServerError,
  bug: InternalError,
}

/** The error of a kind. For the package itself. */
export function errorOf(kind: string, message: string, details: ErrorDetails): AmazonPayError {
  const Class = Object.hasOwn(CLASSES, kind) ? CLASSES[kind] : undefined
  return Class === undefined ? new AmazonPayError(kind, message, details) : new Class(message, details)
}
