/**
 * The calls under way in this environment, that is in the main thread or in one worker.
 *
 * Rust keeps no value of JavaScript's: a call has a number here, and what comes of it is told by that number.
 */
import { AsyncResource } from 'node:async_hooks'
import { types } from 'node:util'

import { addon } from './native-addon.js'
import type { Attempt, Failure, Message } from './native-addon.js'

/** A call that has begun. */
export interface Started<T> {
  readonly promise: Promise<T>
  /** Drops the call, and with it the request in flight; the promise rejects with `reason`. Of no effect after the end. */
  cancel(reason: unknown): void
}

/** Signs a message with a key that is kept elsewhere. */
export type NativeSigner = (algorithm: string, message: Buffer) => Uint8Array | Promise<Uint8Array>

/** Hears of each attempt, after the fact. */
export type NativeObserver = (attempt: Attempt) => void

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
}

/** A client, and whether it may need the shop's own code. */
export interface Caller {
  readonly hasHelpers: boolean
}

const pending = new Map<number, Pending>()
const helpers = new Map<number, WeakRef<Helpers>>()
const forgetHelpers = new FinalizationRegistry<number>((client) => helpers.delete(client))
let lastCall = 0
let lastClient = 0

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
  do lastCall = next(lastCall)
  while (pending.has(lastCall))
  const call = lastCall
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
        caller?.hasHelpers === true || receiver !== undefined ? new AsyncResource('AMAZONPAY') : undefined,
      thrown: undefined,
    })
  })
  return {
    promise,
    cancel(reason) {
      const entry = pending.get(call)
      if (entry === undefined) return
      pending.delete(call)
      port.cancel(call)
      entry.reject(reason)
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
      settle(message, entry)
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

/** An observer that throws is no reason for a payment to fail; Node tells of it. */
function tell(client: number, attempt: Attempt): void {
  try {
    const observer = helpers.get(client)?.deref()?.observer
    if (observer === undefined) return
    const entry = attempt.call === undefined ? undefined : pending.get(attempt.call)
    within(entry, () => {
      observer(attempt)
    })
  } catch (error) {
    process.emitWarning(`a hook of amazonpay threw ${nameOf(error)}`, 'AmazonPayWarning')
  }
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
  if (ask === undefined || piece === undefined) return
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
  if (entry.thrown !== undefined) return
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
