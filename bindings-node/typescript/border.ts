/** The native module with what every call of ours has: errors of our classes, and an `AbortSignal`. */
import { type CallEvent, hasCallListeners, tellBeginning, tellFailure, tellSuccess } from './channels.js'
import { errorOfNative } from './failure.js'
import {
  type Answer,
  type Attempt,
  type ControlAnswer,
  NativeClient as Client,
  type NativeClientParts,
  NativeSandbox as Sandbox,
  type NativeVerified,
  NativeVerifier as Verifier,
  type Started,
  checkMoney as check,
  sandboxCommand,
} from './native.js'
import type { Caller } from './resource.js'

export type { Answer as NativeAnswer, Attempt, NativeVerified }
export { errorKinds } from './native.js'

/** How a client is made, apart from its settings. */
export interface Making extends Omit<NativeClientParts, 'sandbox'> {
  readonly sandbox?: NativeSandbox | undefined
}

type Signal = AbortSignal | undefined
type Text = string | undefined

/** What `begin` comes to. Aborted, the call is dropped, with the request in flight. */
async function settled<T>(begin: () => Started<T>, signal?: Signal): Promise<T> {
  signal?.throwIfAborted()
  const started = native(begin)
  const abort = (): void => {
    started.cancel(signal?.reason)
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await started.promise
  } catch (thrown) {
    throw errorOfNative(thrown)
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** The same for a call of the API, of which those are told who listen for calls. */
function called<T>(operation: string, begin: () => Started<T>, signal: Signal): Promise<T> {
  return hasCallListeners() ? told(operation, begin, signal) : settled(begin, signal)
}

async function told<T>(operation: string, begin: () => Started<T>, signal: Signal): Promise<T> {
  const event: CallEvent = { operation, call: undefined }
  let started: Started<T> | undefined
  const beginning = (): Started<T> => (started = tellBeginning(event, () => native(begin)))
  try {
    const answer = await settled(beginning, signal)
    tellSuccess(event, answer)
    return answer
  } catch (error) {
    // Of a canceled call there is still an attempt to tell, which belongs to it.
    started?.whenEnded(() => {
      tellFailure(event, error, signal?.aborted === true && error === signal.reason)
    })
    throw error
  }
}

/** What `work` gives; what the native module throws becomes an error. */
function native<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw errorOfNative(thrown)
  }
}

/** Signs and sends. */
export class NativeClient implements Caller {
  readonly #client: Client

  constructor(settings: string, making: Making) {
    const { sandbox, ...parts } = making
    this.#client = native(() => new Client(settings, { ...parts, sandbox: sandbox?.native }))
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

  execute(
    operation: string,
    path: readonly string[],
    query: Text,
    body: Text,
    options: Text,
    signal: Signal,
  ): Promise<Answer> {
    return called(operation, () => this.#client.execute(operation, path, query, body, options), signal)
  }

  call(
    method: string,
    path: string,
    query: Text,
    body: Text,
    options: Text,
    signal: Signal,
  ): Promise<Answer> {
    return called(
      `raw.${method.toLowerCase()}`,
      () => this.#client.call(method, path, query, body, options),
      signal,
    )
  }

  nextPage(operation: string, query: Text, answer: string): Text {
    return native(() => this.#client.nextPage(operation, query, answer))
  }

  waitFor(resource: 'charges' | 'refunds', id: string, patience: object, signal: Signal): Promise<Answer> {
    return called(`${resource}.wait_for`, () => this.#client.waitFor(resource, id, patience), signal)
  }

  download(
    reportDocumentId: string,
    write: (piece: Buffer) => unknown,
    progress: ((received: number, total: number | undefined) => void) | undefined,
    signal: Signal,
  ): Promise<Answer> {
    return called(
      'report_documents.download',
      () => this.#client.download(reportDocumentId, { write, progress }),
      signal,
    )
  }

  sendContents(file: string, contents: Uint8Array, contentType: Text, signal: Signal): Promise<void> {
    return called('files.send_contents', () => this.#client.sendContents(file, contents, contentType), signal)
  }

  buttonSignature(payload: string, signal: Signal): Promise<string> {
    return settled(() => this.#client.buttonSignature(payload), signal)
  }

  buttonConfig(request: string, signal: Signal): Promise<string> {
    return settled(() => this.#client.buttonConfig(request), signal)
  }
}

/** Verifies notifications. */
export class NativeVerifier {
  readonly #verifier: Verifier

  constructor(settings: string, sandbox: NativeSandbox | undefined) {
    this.#verifier = native(() => new Verifier(settings, sandbox?.native))
  }

  verify(body: Buffer, certificate: Text, signal: Signal): Promise<NativeVerified> {
    return settled(() => this.#verifier.verify(body, certificate), signal)
  }

  confirmSubscription(verified: NativeVerified, signal: Signal): Promise<void> {
    return settled(() => this.#verifier.confirmSubscription(verified), signal)
  }

  certificateUrl(body: Buffer): string {
    return native(() => this.#verifier.certificateUrl(body))
  }
}

/** A sandbox in this process. */
export class NativeSandbox {
  readonly native: Sandbox

  private constructor(sandbox: Sandbox) {
    this.native = sandbox
  }

  static async start(settings: string): Promise<NativeSandbox> {
    return new NativeSandbox(await settled(() => Sandbox.start(settings)))
  }

  credentials(): Promise<string> {
    return settled(() => this.native.credentials())
  }

  control(method: string, path: string, body: Text): Promise<ControlAnswer> {
    return settled(() => this.native.control(method, path, body))
  }

  notificationsSettled(signal: Signal): Promise<void> {
    return settled(() => this.native.notificationsSettled(), signal)
  }

  shutdown(): Promise<void> {
    return settled(() => this.native.shutdown())
  }
}

/** Runs the sandbox's command line until it is stopped, and gives its exit code. */
export function runSandboxCommand(commandLine: readonly string[]): { stop(): void; code: Promise<number> } {
  const command = sandboxCommand(commandLine)
  return {
    stop: () => {
      command.stop()
    },
    code: command.promise,
  }
}

/** The amount as it goes over the wire. */
export function checkMoney(amount: string, currencyCode: string): string {
  return native(() => check(amount, currencyCode))
}
