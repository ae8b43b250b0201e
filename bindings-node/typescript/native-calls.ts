/**
 * The calls under way in this environment, that is in the main thread or in one worker.
 *
 * Rust keeps no value of JavaScript's: a call has a number here, and what comes of it is told by that number.
 */
import { AsyncResource } from 'node:async_hooks'
import { types } from 'node:util'

import { ATTEMPTS } from './channels.js'
import { addon } from './native-addon.js'
import type { Attempt, Failure, Message } from './native-addon.js'

/** A call that has begun. */
export interface Started<T> {
  /** The call's number, by which its attempts name it. */
  readonly call: number
  readonly promise: Promise<T>
  /** Drops the call, and with it the request in flight; the promise rejects with `reason`. Of no effect after the end. */
  cancel(reason: unknown): void
  /** Runs `listener` in this context once nothing more will be told of it: of a canceled one, soon after. */
  whenEnded(listener: () => void): void
}

/** Signs a message with a key that is kept elsewhere. */
export type NativeSigner = (algorithm: string, message: Buffer) => Uint8Array | Promise<Uint8Array>

/** Hears of each attempt, after the fact. */
export type NativeObserver = (attempt: Attempt) => unknown

/** What a rejected promise, or a function of the native module that throws, gives: no error yet, but all it needs. */
export class NativeFailure implements Failure {
  declare readonly kind: string
  declare readonly message: string
  declare readonly field?: string
  declare readonly reasonCode?: string
  declare readonly status?: number
  declare readonly requestId?: string
  declare readonly retries: number
  declare readonly advice?: string
  declare readonly retryAfterMs?: number
  declare readonly idempotencyKey?: string
  declare readonly isRetryable: boolean
  declare readonly outcomeUnknown: boolean
  declare readonly headers?: string
  declare readonly rawBody?: Buffer
  declare readonly refusal?: string
  /** What the shop's own code threw, where that is why. */
  declare readonly cause?: unknown

  constructor(failure: Failure, thrown?: Thrown) {
    Object.assign(this, failure)
    if (thrown !== undefined) Object.assign(this, { cause: thrown.value })
  }
}

/** Something was thrown; it may be `undefined`. */
interface Thrown {
  readonly value: unknown
}

/** The shop's own functions that calls of a client may need. */
export interface Helpers {
  readonly signer?: NativeSigner | undefined
  readonly observer?: NativeObserver | undefined
}

/** What the pieces of a document are given to. */
export interface Receiver {
  write(piece: Buffer): unknown
  progress?: ((received: number, total: number | undefined) => void) | undefined
}

interface Pending {
  resolve(message: Message): void
  reject(reason: unknown): void
  /** Kept alive as long as the call. */
  readonly caller: Caller | undefined
  readonly receiver: Receiver | undefined
  /** Where the call was made: the shop's own code finds its request and its trace there. */
  readonly scope: AsyncResource | undefined
  /** What the shop's own code threw during the call. */
  thrown: Thrown | undefined
  /** Its promise is settled; its last attempt is yet to be told. */
  isCanceled: boolean
  ended: (() => void) | undefined
}

/** A client, and whether it may need the shop's own code. */
export interface Caller {
  readonly hasHelpers: boolean
}

const CALLS = Symbol.for('amazonpay.calls')
const pending = new Map<number, Pending>()
const helpers = new Map<number, WeakRef<Helpers>>()
const forgetHelpers = new FinalizationRegistry<number>((client) => helpers.delete(client))
/** The number of the last call: one for all copies of the package, so that listeners can tell their calls apart. */
const calls = ((globalThis as { [CALLS]?: { last: number } })[CALLS] ??= { last: 0 })
let lastClient = 0
/** What Rust was told last. */
let wasWatched = false

/** Where this environment's calls begin and end. */
export const port = new addon.Port(take)

/** A number for a client, by which Rust asks for its helpers. They live as long as somebody holds them. */
export function register(of: Helpers): number {
  lastClient = next(lastClient)
  if (of.signer !== undefined || of.observer !== undefined) {
    helpers.set(lastClient, new WeakRef(of))
    forgetHelpers.register(of, lastClient)
  }
  return lastClient
}

/** Begins a call; `read` takes what it comes to out of its message. */
export function start<T>(
  begin: (call: number) => void,
  read: (message: Message) => T,
  caller?: Caller,
  receiver?: Receiver,
): Started<T> {
  do calls.last = next(calls.last)
  while (pending.has(calls.last))
  const call = calls.last
  const isWatched = ATTEMPTS.hasSubscribers
  if (isWatched !== wasWatched) port.watch((wasWatched = isWatched))
  const promise = new Promise<T>((resolve, reject) => {
    attempt(() => {
      begin(call)
    })
    pending.set(call, {
      resolve: (message) => {
        try {
          resolve(read(message))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      },
      reject,
      caller,
      receiver,
      scope:
        caller?.hasHelpers === true || receiver !== undefined || isWatched
          ? new AsyncResource('AMAZONPAY')
          : undefined,
      thrown: undefined,
      isCanceled: false,
      ended: undefined,
    })
  })
  return {
    call,
    promise,
    cancel(reason) {
      const entry = pending.get(call)
      if (entry === undefined || entry.isCanceled) return
      entry.isCanceled = true
      port.cancel(call)
      entry.reject(reason)
    },
    whenEnded(listener) {
      const entry = pending.get(call)
      if (entry === undefined) listener()
      else entry.ended = AsyncResource.bind(listener)
    },
  }
}

/** What a function of the native module gives; what it throws becomes a {@link NativeFailure}. */
export function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { kind, message } = error as Partial<Failure>
    if (error instanceof NativeFailure || message === undefined) throw error
    const failure = { kind: 'configuration', message, retries: 0, isRetryable: false, outcomeUnknown: false }
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- whoever awaits the call makes an error of it
    throw new NativeFailure(kind === undefined ? failure : (error as Failure))
  }
}

function next(number: number): number {
  return number >= 0xffff_ffff ? 1 : number + 1
}

/** Does what is in the inbox. It never throws, or what comes after would be lost. */
function take(): void {
  let settled = 0
  for (const message of port.take()) {
    const entry = pending.get(message.call)
    if (message.attempt !== undefined) tell(message.call, message.attempt)
    else if (message.sign !== undefined) void sign(message, entry)
    else if (entry === undefined) continue
    else if (message.piece !== undefined) void write(message, entry)
    else if (message.progress !== undefined) report(message, entry)
    else {
      pending.delete(message.call)
      settled += 1
      if (!entry.isCanceled) settle(message, entry)
      entry.ended?.()
    }
  }
  if (settled > 0) port.settled(settled)
}

function settle(message: Message, entry: Pending): void {
  const { failure } = message
  if (entry.receiver !== undefined && entry.thrown !== undefined) entry.reject(entry.thrown.value)
  else if (failure === undefined) entry.resolve(message)
  else entry.reject(new NativeFailure(failure, failure.kind === 'signing' ? entry.thrown : undefined))
}

/** Runs the shop's own code as if it were called where the call was made. */
function within<T>(entry: Pending | undefined, work: () => T): T {
  return entry?.scope === undefined ? work() : entry.scope.runInAsyncScope(work)
}

function tell(client: number, attempt: Attempt): void {
  const observer = helpers.get(client)?.deref()?.observer
  const entry = attempt.call === undefined ? undefined : pending.get(attempt.call)
  within(entry, () => {
    if (observer !== undefined) observe(observer, attempt)
    ATTEMPTS.publish(attempt)
  })
}

/** An observer that throws, or gives a promise that rejects, is no reason for a payment or the process to fail. */
function observe(observer: NativeObserver, attempt: Attempt): void {
  try {
    const told: unknown = observer(attempt)
    if (types.isPromise(told)) told.catch(warn)
  } catch (error) {
    warn(error)
  }
}

/** Node tells of it, without what the error says: that may be a secret. Whoever listens for warnings has it as the cause. */
function warn(error: unknown): void {
  const warning = new Error(`onAttempt threw ${nameOf(error)}; the call goes on`, { cause: error })
  warning.name = 'AmazonPayWarning'
  process.emitWarning(warning)
}

async function sign(message: Message, entry: Pending | undefined): Promise<void> {
  const { ask, sign } = message
  if (ask === undefined || sign === undefined) return
  try {
    const signer = helpers.get(sign.client)?.deref()?.signer
    const signature: unknown = await within(entry, () => signer?.(sign.algorithm, sign.message))
    if (types.isUint8Array(signature)) {
      port.reply(ask, Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength))
    } else {
      const found = `the signer returned ${nameOf(signature)}`
      port.refuse(ask, `expected a Buffer or Uint8Array, the raw signature; ${found}`)
    }
  } catch (error) {
    if (entry !== undefined) entry.thrown = { value: error }
    port.refuse(ask, `the signer threw ${nameOf(error)}, the cause of this error`)
  }
}

async function write(message: Message, entry: Pending): Promise<void> {
  const { ask, piece } = message
  if (ask === undefined || piece === undefined || entry.isCanceled) return
  if (entry.thrown === undefined) {
    try {
      await within(entry, () => entry.receiver?.write(piece))
    } catch (error) {
      entry.thrown = { value: error }
    }
  }
  if (entry.thrown === undefined) port.reply(ask)
  else port.refuse(ask, 'the function that writes threw')
}

function report(message: Message, entry: Pending): void {
  if (entry.thrown !== undefined || entry.isCanceled) return
  try {
    within(entry, () => entry.receiver?.progress?.(message.progress?.received ?? 0, message.progress?.total))
  } catch (error) {
    entry.thrown = { value: error }
  }
}

/** What something is, without what it says, which may be secret. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (value instanceof Error) return value.name
  if (typeof value !== 'object') return `a ${typeof value}`
  const { constructor } = value as { constructor?: { name?: unknown } }
  return typeof constructor?.name === 'string' && constructor.name !== ''
    ? `an object of ${constructor.name}`
    : 'an object'
}
