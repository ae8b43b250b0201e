/** Notifications that Amazon sends through SNS, verified. */
import { decode } from './decode.js'
import { ConfigurationError } from './errors.js'
import type { IpnMessage } from './generated/models.js'
import { REDACTED, showAs } from './inspect.js'
import { NativeVerifier, type NativeSandbox, type NativeVerified } from './border.js'
import { snakeCase } from './names.js'

/** What all notifications have. */
interface Envelope {
  /** SNS's id of the message. Every delivery of the message has the same: remember it to act only once. */
  readonly messageId: string
  /** The topic that it was published to. */
  readonly topicArn: string
  /** When it was published; a later delivery has the same. */
  readonly timestamp: Date
  /** How it was signed: `'1'` (RSA with SHA-1) or `'2'` (RSA with SHA-256). */
  readonly signatureVersion: '1' | '2'
}

/** A verified Instant Payment Notification: an object changed. Read the object before acting. */
export interface Ipn extends Envelope {
  readonly type: 'Notification'
  /** The subject, if it has one. */
  readonly subject?: string
  /** What changed: `ObjectType`, `ObjectId` and more, in SNS's spelling. */
  readonly message: IpnMessage
}

/**
 * A verified question whether this endpoint wants a topic's messages. It gets none until that is confirmed, by
 * {@link NotificationVerifier.confirmSubscription}.
 */
export interface SubscriptionConfirmation extends Envelope {
  readonly type: 'SubscriptionConfirmation'
  /** The token for SNS's `ConfirmSubscription`. A secret. No enumerable property. */
  readonly token: string
  /** The URL that confirms the subscription when it is visited. A secret, and not yet checked. No enumerable property. */
  readonly subscribeUrl: string
}

/** A verified note that this endpoint gets a topic's messages no more. */
export interface UnsubscribeConfirmation extends Envelope {
  readonly type: 'UnsubscribeConfirmation'
}

/** A verified notification; its `type` says which. */
export type Notification = Ipn | SubscriptionConfirmation | UnsubscribeConfirmation

/** Settings of a {@link NotificationVerifier}. None turns a rule off. Times are in milliseconds. */
export interface NotificationVerifierSettings {
  /**
   * The topics (`TopicArn`, exactly as written) whose envelopes are accepted. Any unless given: then anybody with an AWS
   * account can send envelopes that verify.
   */
  allowedTopics?: readonly string[] | undefined
  /** How old an envelope may be. Any age unless given. Repeats keep their timestamp: allow six hours. */
  freshnessWindowMs?: number | undefined
  /** How long fetching a certificate, or confirming a subscription, may take. Default: 5,000. */
  timeoutMs?: number | undefined
  /** What SNS's certificate must lead to, in place of Mozilla's list of roots: PEM text or the path of a file. */
  rootCertificates?: string | undefined
  /** Further certificates that may stand between SNS's and a root; Amazon's are known. */
  intermediateCertificates?: string | undefined
  /** The most bytes that a body may have. Default: 262,144. */
  maxBodyBytes?: number | undefined
  /** The most bytes that a certificate may have. Default: 65,536. */
  maxCertificateBytes?: number | undefined
  /** How long a certificate is kept after it was fetched. Default: 24 hours. */
  cacheLifetimeMs?: number | undefined
  /** How many certificates are kept. Default: 16. */
  cacheCapacity?: number | undefined
  /** The proxy through which SNS is reached; none unless given, whatever the environment says. */
  proxy?: string | undefined
  /** Authorities trusted for TLS with SNS besides the system's, such as a sandbox's. */
  tlsRootCertificates?: string | undefined
  /** Where hosts of SNS are instead of where DNS says, such as `{ 'sns.eu-west-1.amazonaws.com': '127.0.0.1:8418' }`. */
  addresses?: Readonly<Record<string, string>> | undefined
}

/** How one body is verified. */
export interface VerifyOptions {
  /**
   * The certificate, PEM, that you have from where {@link NotificationVerifier.certificateUrl} says: then nothing is
   * fetched. All other rules hold all the same.
   */
  certificate?: string | undefined
  /** Aborting it ends the fetch of a certificate; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** By the notification: what the native module confirms. */
const verified = new WeakMap<object, NativeVerified>()

/**
 * Verifies notifications: make one for the process and keep it, for it holds the certificates.
 *
 * ```ts
 * const verifier = new NotificationVerifier({
 *   allowedTopics: ['arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications'],
 *   freshnessWindowMs: 6 * 60 * 60 * 1000,
 * })
 * const event = await verifier.verify(rawBody)
 * ```
 */
export class NotificationVerifier {
  readonly #native: NativeVerifier

  /** @throws {@link ConfigurationError} when a setting is out of its limits, or a certificate can't be read. */
  constructor(settings: NotificationVerifierSettings = {}) {
    this.#native = new NativeVerifier(nativeSettings(settings), sandboxOfNext)
  }

  /**
   * Verifies a body as it came, byte for byte: fetches the certificate, unless it is known, and checks everything.
   *
   * Rejects with a {@link NotificationError}, which says what is wrong and whether the same body may be accepted later.
   */
  async verify(body: string | Uint8Array, options: VerifyOptions = {}): Promise<Notification> {
    return notification(await this.#native.verify(bytes(body), options.certificate, options.signal))
  }

  /**
   * Confirms a subscription, so that SNS delivers the topic's messages here. Only for a topic that you know.
   *
   * Visits the confirmation's URL, if that is at a host of SNS's and confirms this very topic with this very token.
   */
  async confirmSubscription(confirmation: SubscriptionConfirmation, signal?: AbortSignal): Promise<void> {
    const native = typeof confirmation === 'object' ? verified.get(confirmation) : undefined
    if (native === undefined) {
      throw new ConfigurationError(
        'confirmation: expected the SubscriptionConfirmation that `verify` gave, not a copy of it',
        { field: 'confirmation' },
      )
    }
    await this.#native.confirmSubscription(native, signal)
  }

  /**
   * Where the certificate is that a body claims to be signed with, if that is a place of SNS's.
   *
   * For callers of {@link verify} with a `certificate`, to fetch it over https without following redirects.
   */
  certificateUrl(body: string | Uint8Array): string {
    return this.#native.certificateUrl(bytes(body))
  }
}

let sandboxOfNext: NativeSandbox | undefined

/** A verifier that accepts a sandbox's notifications, and goes by its clock. @internal */
export function verifierOfSandbox(
  sandbox: NativeSandbox,
  settings: NotificationVerifierSettings,
): NotificationVerifier {
  sandboxOfNext = sandbox
  try {
    return new NotificationVerifier(settings)
  } finally {
    sandboxOfNext = undefined
  }
}

let shared: NotificationVerifier | undefined

/** Verifies notifications with a verifier that the whole process shares. */
export const Notification = Object.freeze({
  /**
   * Verifies a body as it came, byte for byte: any topic, any age, Mozilla's roots, the machine's clock.
   *
   * Anybody's topic will do for it. A {@link NotificationVerifier} of your own takes the topics that are yours.
   *
   * Rejects with a {@link NotificationError} when the body is not to be believed, or the certificate could not be fetched
   * just now.
   */
  async verify(body: string | Uint8Array, options: VerifyOptions = {}): Promise<Notification> {
    shared ??= new NotificationVerifier()
    return shared.verify(body, options)
  },
})

function nativeSettings(settings: NotificationVerifierSettings): string {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(settings) as [string, unknown][]) {
    if (value === undefined || value === null) continue
    if (!name.endsWith('Ms')) {
      values[snakeCase(name)] = value
    } else if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) {
      values[snakeCase(name.slice(0, -2))] = value / 1000
    } else {
      throw new ConfigurationError(
        `${name}: expected a number of milliseconds of 0 or more, found ${typeof value === 'number' ? String(value) : `a ${typeof value}`}`,
        { field: name },
      )
    }
  }
  return JSON.stringify(values)
}

function bytes(body: string | Uint8Array): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  throw new ConfigurationError(
    'body: expected the raw body, a Buffer or a string; a body parser has replaced it by what it read',
    { field: 'body' },
  )
}

function notification(native: NativeVerified): Notification {
  const { token, subscribeUrl, ...fields } = JSON.parse(native.text) as Record<string, unknown>
  const timestamp = new Date(
    String(fields['timestamp']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  const event: Record<string, unknown> = { ...fields, timestamp }
  if (event['subject'] === null) delete event['subject']
  if (fields['type'] === 'Notification') {
    event['message'] = decode('IpnMessage', fields['message'])
    // Not whose object it is, nor the subject.
    showAs(event, 'Ipn', (object) => {
      const { message, ...envelope } = object as Ipn
      const subject = envelope.subject === undefined ? {} : { subject: REDACTED }
      return { ...envelope, ...subject, message: { ObjectType: message.ObjectType, ObjectId: REDACTED } }
    })
  } else if (fields['type'] === 'SubscriptionConfirmation') {
    // Whoever has the token can answer: no log that lists properties has it.
    Object.defineProperties(event, {
      token: { value: token, enumerable: false },
      subscribeUrl: { value: subscribeUrl, enumerable: false },
    })
    verified.set(event, native)
  }
  return event as unknown as Notification
}
