/** A sandbox of Amazon Pay in this process. */
import { NativeSandbox } from '../border.js'
import { type AmazonPay, clientOfSandbox } from '../client.js'
import { decode } from '../decode.js'
import type {
  Charge,
  ChargePermission,
  CheckoutSession,
  Disbursement,
  Dispute,
  Refund,
  Report,
  ReportSchedule,
} from '../generated/models.js'
import type {
  Bucket,
  Health,
  RequestDetails,
  RequestSummary,
  SandboxSettings,
  Throttle,
} from '../generated/sandbox.js'
import { REDACTED, show, showAs } from '../inspect.js'
import { snakeCase } from '../names.js'
import {
  type NotificationVerifier,
  type NotificationVerifierSettings,
  verifierOfSandbox,
} from '../notification.js'
import type { Settings } from '../settings.js'
import { Buyer } from './buyer.js'
import { Clock } from './clock.js'
import { Control, segment } from './control.js'
import { Faults } from './faults.js'
import { Merchants } from './merchants.js'
import { Notifications } from './notifications.js'

/** The kinds of objects that the sandbox lists. */
export interface SandboxObjects {
  checkoutSessions: CheckoutSession
  chargePermissions: ChargePermission
  charges: Charge
  refunds: Refund
  disputes: Dispute
  reports: Report
  reportSchedules: ReportSchedule
  disbursements: Disbursement
}

const MODELS: Readonly<Record<keyof SandboxObjects, string>> = {
  checkoutSessions: 'CheckoutSession',
  chargePermissions: 'ChargePermission',
  charges: 'Charge',
  refunds: 'Refund',
  disputes: 'Dispute',
  reports: 'Report',
  reportSchedules: 'ReportSchedule',
  disbursements: 'Disbursement',
}

/** What a client needs to act as one of the sandbox's merchants. */
export class Credentials {
  declare readonly publicKeyId: string
  /** PEM; empty when the sandbox was given a public key only. */
  declare readonly privateKey: string
  declare readonly merchantId: string
  /** The merchant's store, `storeId` of a Checkout Session. */
  declare readonly storeId: string
  declare readonly region: 'na' | 'eu' | 'jp'
  declare readonly environment: 'sandbox' | 'live'
  /** The token by which another merchant, as a solution provider, acts for this one. */
  declare readonly authToken: string

  /** @internal */
  constructor(values: object) {
    Object.assign(this, values)
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const shown: object = Object.assign({}, this, { privateKey: REDACTED, authToken: REDACTED })
    return show('Credentials', shown, depth, options, inspect)
  }

  /** For logs: without the private key and the token. */
  toJSON(): object {
    return Object.assign({}, this, { privateKey: undefined, authToken: undefined })
  }
}

/**
 * Amazon Pay on this machine, in this process: it speaks the API over http and TLS, on free ports of loopback.
 *
 * ```ts
 * await using sandbox = await Sandbox.start()
 * const pay = sandbox.client()
 * ```
 *
 * It ends with `close`, and keeps no process alive.
 */
export class Sandbox {
  /** What a client needs to act as the first merchant. */
  readonly credentials: Credentials
  /** The buyer. */
  readonly buyer: Buyer
  /** The clock. */
  readonly clock: Clock
  /** What goes wrong with requests on demand. */
  readonly faults: Faults
  /** What the sandbox tells to whom. */
  readonly notifications: Notifications
  /** Who may call. */
  readonly merchants: Merchants
  readonly #native: NativeSandbox
  readonly #control: Control

  private constructor(native: NativeSandbox, credentials: Credentials) {
    this.#native = native
    this.#control = new Control(native)
    this.credentials = credentials
    this.buyer = new Buyer(this.#control)
    this.clock = new Clock(this.#control)
    this.faults = new Faults(this.#control)
    this.notifications = new Notifications(this.#control, native)
    this.merchants = new Merchants(this.#control)
  }

  /**
   * Starts a sandbox. All settings are optional.
   *
   * Rejects with a {@link ConfigurationError} when a setting is not known or has an impossible value; the text says which
   * and what was expected.
   */
  static async start(settings: SandboxSettings = {}): Promise<Sandbox> {
    const native = await NativeSandbox.start(settingsText(settings))
    // The first call in a process may wait up to 150 ms for the key pair, which is made meanwhile.
    return new Sandbox(native, new Credentials(JSON.parse(await native.credentials()) as object))
  }

  /** The address for plain http, a client's `endpoint`. */
  get url(): string {
    return this.#native.native.url
  }

  /** The address for TLS; a client has to trust `caPem`. */
  get tlsUrl(): string {
    return this.#native.native.tlsUrl
  }

  /** The certificate authority of this sandbox, PEM. */
  get caPem(): string {
    return this.#native.native.caPem
  }

  /** The first merchant's account id. */
  get merchantId(): string {
    return this.credentials.merchantId
  }

  /** The first merchant's store id. */
  get storeId(): string {
    return this.credentials.storeId
  }

  /** The environment variables by which another process finds this sandbox and is its first merchant. */
  get environment(): Record<string, string> {
    const { publicKeyId, privateKey, region, environment, merchantId, storeId } = this.credentials
    return withHidden('AMAZON_PAY_PRIVATE_KEY', {
      AMAZON_PAY_ENDPOINT: this.url,
      AMAZON_PAY_PUBLIC_KEY_ID: publicKeyId,
      AMAZON_PAY_PRIVATE_KEY: privateKey,
      AMAZON_PAY_REGION: region,
      AMAZON_PAY_ENVIRONMENT: environment,
      AMAZON_PAY_MERCHANT_ID: merchantId,
      AMAZON_PAY_STORE_ID: storeId,
    })
  }

  /**
   * The settings of a client that is the first merchant.
   *
   * A client made with these alone goes by the machine's clock; one of {@link client} by the sandbox's.
   */
  get clientSettings(): Settings {
    const { publicKeyId, privateKey, region, environment } = this.credentials
    return withHidden('privateKey', { endpoint: this.url, publicKeyId, privateKey, region, environment })
  }

  /** A client that is the first merchant, and goes by the sandbox's clock. */
  client(settings: Settings = {}): AmazonPay {
    const { privateKey, ...own } = this.clientSettings
    const key = settings.signer === undefined ? { privateKey } : {}
    return clientOfSandbox(this.#native, { ...own, ...key, ...settings })
  }

  /** A verifier that accepts this sandbox's notifications and no others, and goes by its clock. */
  notificationVerifier(settings: NotificationVerifierSettings = {}): NotificationVerifier {
    return verifierOfSandbox(this.#native, settings)
  }

  /** Sets the quotas and fills all buckets. Gives the quotas that hold now, undefined for none. */
  async throttle(
    quotas: 'off' | 'live' | 'sandbox' | { write: Bucket; read: Bucket },
  ): Promise<Throttle | undefined> {
    const change = typeof quotas === 'string' ? { preset: quotas } : quotas
    const { throttle } = (await this.#control.post('throttle', change)) as { throttle: Throttle | null }
    return throttle ?? undefined
  }

  /**
   * Says what the review of a dispute will come to once the merchant has contested it: `MerchantWon` (unless said),
   * `BuyerWon`, `NoFault` or `MerchantAdditionalEvidencesRequired`.
   */
  async ruleDispute(disputeId: string, ruling: string): Promise<void> {
    await this.#control.post(`disputes/${segment(disputeId)}/ruling`, { ruling })
  }

  /** The objects of a kind, of all merchants, oldest first, as the API shows them. */
  async objects<Name extends keyof SandboxObjects>(kind: Name): Promise<SandboxObjects[Name][]> {
    const path = `objects/${kind === 'reportSchedules' ? 'report-schedules' : segment(kind)}`
    const text = await this.#control.text(path)
    const { objects } = JSON.parse(text) as { objects: unknown[] }
    return objects.map((object) => decode(MODELS[kind], object) as SandboxObjects[Name])
  }

  /** The latest requests of the API, newest first, without secrets and buyers' data. */
  async requests(limit = 100): Promise<RequestSummary[]> {
    return ((await this.#control.get('requests', { limit })) as { requests: RequestSummary[] }).requests
  }

  /** All that is known of one request, and when its signature was refused both sides' canonical request. */
  async request(requestId: string): Promise<RequestDetails> {
    return (await this.#control.get(`requests/${segment(requestId)}`)) as RequestDetails
  }

  /** Sets whether the documents of reports are compressed with gzip, which Amazon does not do yet. */
  async compressDocuments(compress = true): Promise<void> {
    await this.#control.post('documents', { compress })
  }

  /** That it answers, its time, and how many objects there are. */
  async health(): Promise<Health> {
    return (await this.#control.get('health')) as Health
  }

  /**
   * Forgets objects, faults, throttling, requests and notifications, and puts the clock on the machine's time.
   *
   * Merchants, keys and the endpoints of notifications stay.
   */
  async reset(): Promise<void> {
    await this.#control.post('reset')
  }

  /** Ends it; requests under way get two seconds. Once more it does nothing. */
  async close(): Promise<void> {
    await this.#native.shutdown()
  }

  /** For `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** For logs: where it is. */
  toJSON(): Record<string, string> {
    const { url, tlsUrl, merchantId } = this
    return { url, tlsUrl, merchantId }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<Sandbox at ${this.url}>`
  }
}

/** The same object, of which one field is not shown, so that no log gets into the habit. */
function withHidden<T extends object>(field: keyof T & string, object: T): T {
  showAs(object, 'Object', (fields) => ({ ...fields, [field]: REDACTED }))
  return object
}

/** The settings as the core names them; what they consist of has the control API's names. */
function settingsText(settings: SandboxSettings): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [snakeCase(name), value as unknown])),
  )
}
