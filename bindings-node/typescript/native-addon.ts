/** What the native module has: written by hand after `src/`, and held to it by `tests/native`. */
import loaded from './addon.cjs'
import { VERSION } from './version.js'

/** An answer, before it is read. */
export interface Answer {
  /** The object, as JSON. */
  readonly object: string
  readonly requestId: string
  readonly status: number
  readonly retries: number
  readonly durationMs: number
  readonly idempotencyKey?: string
  readonly location?: string
  /** All headers, a line `name: value` each. */
  readonly headers: string
  /** The body as it came, where it is not the object's text. */
  readonly rawText?: string
  /** The body as it came, where it is no UTF-8. */
  readonly rawBytes?: Buffer
}

/** Why a call failed, before it is an error. */
export interface Failure {
  /** One of `errorKinds()`, or `notification`, `writing`, `closed` or `bug`. */
  readonly kind: string
  readonly message: string
  /** The setting or option that is wrong. */
  readonly field?: string
  readonly reasonCode?: string
  readonly status?: number
  readonly requestId?: string
  readonly retries: number
  readonly advice?: string
  readonly retryAfterMs?: number
  readonly idempotencyKey?: string
  readonly isRetryable: boolean
  readonly outcomeUnknown: boolean
  /** All headers of the answer, a line `name: value` each. */
  readonly headers?: string
  readonly rawBody?: Buffer
  /** Why a notification was refused. */
  readonly refusal?: string
}

/** An attempt that has ended: nothing secret, nothing of the buyer's. */
export interface Attempt {
  /** The number of the call that it belongs to, the same for all its attempts. */
  readonly call?: number
  /** Such as `charges.capture`. */
  readonly operation: string
  readonly method: string
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** What the paths begin with: `/v2`. */
  readonly basePath: string
  /** What follows, such as `charges/{charge_id}/capture`; empty for a call of any path. */
  readonly pathTemplate: string
  /** 1 for the first of a call. */
  readonly attempt: number
  readonly idempotencyKey?: string
  readonly timeoutMs: number
  readonly outcome: 'succeeded' | 'refused' | 'failed' | 'canceled'
  readonly status?: number
  readonly requestId?: string
  readonly reasonCode?: string
  /** The kind of error that the call would end with here. */
  readonly errorKind?: string
  readonly durationMs: number
  /** When it ended, in milliseconds since 1970. */
  readonly endedAtMs: number
  /** How long the client waits before the next attempt; absent when this was the last. */
  readonly retryAfterMs?: number
}

/** How to wait for a charge or a refund. */
export interface Patience {
  maxWaitMs?: number | undefined
  untilFinal?: boolean | undefined
  firstMs?: number | undefined
  growth?: number | undefined
  longestMs?: number | undefined
}

/** What the control API of a sandbox answers. */
export interface ControlAnswer {
  readonly status: number
  readonly body: string
}

/** What Rust tells: an outcome, a question (`ask`) or news. */
export interface Message {
  /** The call it is about; the client, where it is about an attempt. */
  readonly call: number
  readonly ask?: number
  readonly answer?: Answer
  readonly text?: string
  readonly code?: number
  readonly verified?: AddonVerified
  readonly sandbox?: AddonSandbox
  readonly control?: ControlAnswer
  readonly failure?: Failure
  readonly sign?: { readonly client: number; readonly algorithm: string; readonly message: Buffer }
  readonly piece?: Buffer
  readonly progress?: { readonly received: number; readonly total?: number }
  readonly attempt?: Attempt
}

/** Where calls begin and end. */
export interface AddonPort {
  take(): Message[]
  watch(watched: boolean): void
  settled(calls: number): void
  cancel(call: number): void
  reply(ask: number, bytes?: Buffer): void
  refuse(ask: number, reason: string): void
}

type Text = string | undefined

/** A client of the core. */
export interface AddonClient {
  readonly publicKeyId: string
  readonly region: string
  readonly environment: string
  readonly algorithm: string
  readonly endpoint: string
  readonly checkoutScriptUrl: string
  execute(call: number, operation: string, path: string[], query: Text, body: Text, options: Text): void
  call(call: number, method: string, path: string, query: Text, body: Text, options: Text): void
  nextPage(operation: string, query: Text, answer: string): string | null
  waitFor(call: number, resource: string, id: string, patience?: Patience): void
  download(call: number, reportDocumentId: string, tellsProgress: boolean): void
  sendContents(call: number, file: string, contents: Buffer, contentType: Text): void
  buttonSignature(call: number, payload: string): void
  buttonConfig(call: number, request: string): void
}

/** A notification that was verified. */
export interface AddonVerified {
  /** What it says: a JSON object. */
  text(): string
}

/** A verifier of the core. */
export interface AddonVerifier {
  verify(call: number, body: Buffer, certificate: Text): void
  confirmSubscription(call: number, verified: AddonVerified): void
  certificateUrl(body: Buffer): string
}

/** A sandbox that runs in this process. */
export interface AddonSandbox {
  readonly url: string
  readonly tlsUrl: string
  readonly caPem: string
  credentials(port: AddonPort, call: number): void
  control(port: AddonPort, call: number, method: string, path: string, body: Text): void
  notificationsSettled(port: AddonPort, call: number): void
  shutdown(port: AddonPort, call: number): void
}

/** What a client is made with, besides its settings. */
export interface Making {
  client: number
  hasSigner: boolean
  hasObserver: boolean
  fromEnv: boolean
}

/** The native module. */
export interface Addon {
  readonly Port: new (wake: () => void) => AddonPort
  readonly Client: new (
    port: AddonPort,
    settings: string,
    making: Making,
    sandbox?: AddonSandbox,
  ) => AddonClient
  readonly NotificationVerifier: new (
    port: AddonPort,
    settings: string,
    sandbox?: AddonSandbox,
  ) => AddonVerifier
  readonly SandboxCommand: new (port: AddonPort, call: number, args: string[]) => { stop(): void }
  startSandbox(port: AddonPort, call: number, settings: string): void
  checkMoney(amount: string, currency: string): string
  errorKinds(): string[]
  version(): string
}

/** The native module that was built for this machine. */
export const addon = ofThisVersion(loaded as Addon)

/** What crosses the border differs from version to version, and would fail later, far from its cause. */
function ofThisVersion(native: Addon): Addon {
  // Those that were built before they told their version lack it.
  const found = (native as Partial<Addon>).version?.() ?? 'an older version'
  if (found === VERSION) return native
  throw new Error(
    `amazonpay ${VERSION} found its native module of ${found}. Both have to be of one version: ` +
      'delete node_modules and the lock file and install again, or install the package of this platform ' +
      `(amazonpay-…) as ${VERSION}; in a clone, scripts/node_tests.sh builds it.`,
  )
}
