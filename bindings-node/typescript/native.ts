/**
 * The native module, typed: what the package stands on, and private to it.
 *
 * JSON text goes in and comes out. Calls give {@link Started}, whose promise rejects with a {@link NativeFailure}, with
 * the reason of a cancellation, or with what the shop's own writer threw.
 */
import { addon } from './native-addon.js'
import type {
  AddonClient,
  AddonSandbox,
  AddonVerified,
  AddonVerifier,
  Answer,
  ControlAnswer,
  Message,
  Patience,
} from './native-addon.js'
import { NativeFailure, attempt, nameOf, port, register, start } from './native-calls.js'
import type { Helpers, NativeObserver, NativeSigner, Receiver, Started } from './native-calls.js'

export type { Answer, Attempt, ControlAnswer, Failure, Patience } from './native-addon.js'
export { NativeFailure } from './native-calls.js'
export type { NativeObserver, NativeSigner, Receiver, Started } from './native-calls.js'

/** What a client may be made with, besides its settings. */
export interface NativeClientParts {
  signer?: NativeSigner | undefined
  observer?: NativeObserver | undefined
  /** The client goes by this sandbox's clock. */
  sandbox?: NativeSandbox | undefined
  /** Settings that are not given are taken from the environment's variables. */
  fromEnv?: boolean | undefined
}

/** Signs and sends, for one merchant's key in one region. */
export class NativeClient {
  readonly hasHelpers: boolean
  readonly #client: AddonClient
  /** Held here, so that they live as long as the client. */
  readonly #helpers: Helpers

  /** With settings by name, a JSON object. */
  constructor(settings: string, parts: NativeClientParts = {}) {
    const { signer, observer, sandbox, fromEnv = false } = parts
    callable('signer', signer, '(algorithm, message) => signature')
    callable('observer', observer, '(attempt) => void')
    this.#helpers = { signer, observer }
    this.hasHelpers = signer !== undefined || observer !== undefined
    const making = {
      client: register(this.#helpers),
      hasSigner: signer !== undefined,
      hasObserver: observer !== undefined,
      fromEnv,
    }
    this.#client = attempt(() => new addon.Client(port, settings, making, sandbox?.addon))
  }

  get publicKeyId(): string {
    return this.#client.publicKeyId
  }

  get region(): string {
    return this.#client.region
  }

  get environment(): string {
    return this.#client.environment
  }

  get algorithm(): string {
    return this.#client.algorithm
  }

  get endpoint(): string {
    return this.#client.endpoint
  }

  get checkoutScriptUrl(): string {
    return this.#client.checkoutScriptUrl
  }

  /** Calls an operation by its name. */
  execute(
    operation: string,
    pathParameters: readonly string[],
    query?: string,
    body?: string,
    options?: string,
  ): Started<Answer> {
    return this.#start((call) => {
      const path = pathParameters.map((parameter) => text('path parameter', parameter))
      this.#client.execute(call, operation, path, query, body, options)
    }, answerOf)
  }

  /** Calls any method and path; the query is a JSON list of names and values. */
  call(method: string, path: string, query?: string, body?: string, options?: string): Started<Answer> {
    return this.#start((call) => {
      this.#client.call(call, method, path, query, body, options)
    }, answerOf)
  }

  /** The query of the page after this answer; none after the last. */
  nextPage(operation: string, query: string | undefined, answer: string): string | undefined {
    return attempt(() => this.#client.nextPage(operation, query, answer)) ?? undefined
  }

  /** Waits until a charge or a refund is decided. */
  waitFor(resource: 'charges' | 'refunds', id: string, patience: Patience = {}): Started<Answer> {
    return this.#start((call) => {
      this.#client.waitFor(call, resource, text('id', id), patience)
    }, answerOf)
  }

  /** Fetches a report's document and gives it away piece by piece; the next comes when the last is written. */
  download(reportDocumentId: string, receiver: Receiver): Started<Answer> {
    const begin = (call: number) => {
      const tellsProgress = receiver.progress !== undefined
      this.#client.download(call, text('reportDocumentId', reportDocumentId), tellsProgress)
    }
    return this.#start(begin, answerOf, receiver)
  }

  /** Sends the contents of a file to the address that `files.upload` gave. */
  sendContents(file: string, contents: Uint8Array, contentType?: string): Started<void> {
    return this.#start((call) => {
      this.#client.sendContents(call, file, bufferOf(contents), contentType)
    }, nothing)
  }

  /** Signs the payload of a button. */
  buttonSignature(payload: string): Started<string> {
    return this.#start((call) => {
      this.#client.buttonSignature(call, payload)
    }, textOf)
  }

  /** Configures a button: JSON in and out. */
  buttonConfig(request: string): Started<string> {
    return this.#start((call) => {
      this.#client.buttonConfig(call, request)
    }, textOf)
  }

  #start<T>(begin: (call: number) => void, read: (message: Message) => T, receiver?: Receiver): Started<T> {
    return start(begin, read, this, receiver)
  }
}

/** Verifies notifications, with settings of its own or a sandbox's. */
export class NativeVerifier {
  readonly #verifier: AddonVerifier

  constructor(settings: string, sandbox?: NativeSandbox) {
    this.#verifier = attempt(() => new addon.NotificationVerifier(port, settings, sandbox?.addon))
  }

  /** Verifies a body as it came. With a certificate, PEM, nothing is fetched. */
  verify(body: Uint8Array, certificate?: string): Started<NativeVerified> {
    return start(
      (call) => {
        this.#verifier.verify(call, bufferOf(body), certificate)
      },
      (message) => new NativeVerified(there(message.verified)),
    )
  }

  /** Confirms a subscription that was verified. */
  confirmSubscription(verified: NativeVerified): Started<void> {
    const begin = (call: number) => {
      this.#verifier.confirmSubscription(call, verified.addon)
    }
    return start(begin, nothing)
  }

  /** Where the certificate is that a body claims to be signed with. */
  certificateUrl(body: Uint8Array): string {
    return attempt(() => this.#verifier.certificateUrl(bufferOf(body)))
  }
}

/** A notification that was verified. */
export class NativeVerified {
  constructor(readonly addon: AddonVerified) {}

  /** What it says: a JSON object. */
  get text(): string {
    return this.addon.text()
  }
}

/** A sandbox in this process. It keeps no process alive. */
export class NativeSandbox {
  readonly url: string
  readonly tlsUrl: string
  readonly caPem: string

  private constructor(readonly addon: AddonSandbox) {
    this.url = addon.url
    this.tlsUrl = addon.tlsUrl
    this.caPem = addon.caPem
  }

  /** Starts one with settings by name, a JSON object. */
  static start(settings: string): Started<NativeSandbox> {
    return start(
      (call) => {
        addon.startSandbox(port, call, settings)
      },
      (message) => new NativeSandbox(there(message.sandbox)),
    )
  }

  /** What a client needs to act as the first merchant: JSON. */
  credentials(): Started<string> {
    return start((call) => {
      this.addon.credentials(port, call)
    }, textOf)
  }

  /** Asks the control API, without a connection. */
  control(method: string, path: string, body?: string): Started<ControlAnswer> {
    return start(
      (call) => {
        this.addon.control(port, call, method, path, body)
      },
      (message) => there(message.control),
    )
  }

  /** Waits until all that is due has happened and its notifications have been delivered. */
  notificationsSettled(): Started<void> {
    return start((call) => {
      this.addon.notificationsSettled(port, call)
    }, nothing)
  }

  /** Ends it. Once more does nothing. */
  shutdown(): Started<void> {
    return start((call) => {
      this.addon.shutdown(port, call)
    }, nothing)
  }
}

/** Runs the sandbox's command line, the first argument being the program's name, until it ends or `stop` is called. */
export function sandboxCommand(args: readonly string[]): { promise: Promise<number>; stop(): void } {
  let command: { stop(): void } | undefined
  const { promise } = start(
    (call) => {
      command = new addon.SandboxCommand(port, call, [...args])
    },
    (message) => there(message.code),
  )
  return {
    promise,
    stop: () => {
      command?.stop()
    },
  }
}

/** The amount as it goes over the wire. */
export function checkMoney(amount: string, currency: string): string {
  return attempt(() => addon.checkMoney(amount, currency))
}

/** The names of all kinds of errors of the core. */
export function errorKinds(): string[] {
  return addon.errorKinds()
}

/** The body of an answer, as it came. */
export function rawBody(answer: Answer): Buffer {
  return answer.rawBytes ?? Buffer.from(answer.rawText ?? answer.object)
}

function answerOf(message: Message): Answer {
  return there(message.answer)
}

function textOf(message: Message): string {
  return there(message.text)
}

function nothing(): void {
  // There is nothing to read.
}

function there<T>(value: T | undefined): T {
  if (value === undefined)
    throw new TypeError('the native module and its TypeScript are of different versions')
  return value
}

function bufferOf(bytes: Uint8Array): Buffer {
  if (!ArrayBuffer.isView(bytes))
    refuse('contents', `expected a Buffer or Uint8Array, found ${nameOf(bytes)}`)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function text(field: string, value: unknown): string {
  // An empty one is refused by the core, which says what was expected.
  if (typeof value !== 'string') refuse(field, `expected a text, found ${nameOf(value)}`)
  return value
}

function callable(field: string, value: unknown, signature: string): void {
  if (value !== undefined && typeof value !== 'function') {
    refuse(field, `expected a function ${signature}, found ${nameOf(value)}`)
  }
}

function refuse(field: string, message: string): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- whoever awaits the call makes an error of it
  throw new NativeFailure({
    kind: 'configuration',
    message: `${field}: ${message}`,
    field,
    retries: 0,
    isRetryable: false,
    outcomeUnknown: false,
  })
}
