/** Carries out the scenarios of tests/scenarios, whose README says what the steps mean. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { type AmazonPay, AmazonPayError, type NotificationVerifier, type ResponseMeta } from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { decode } from '#dist/decode'
import { OPERATIONS, type Operation } from '#dist/operation'
import { REPOSITORY } from '../repository.js'

type Fields = Record<string, unknown>
type Method = (...parameters: unknown[]) => Promise<unknown>

/** A step; exactly one of the first five says what is done. */
export interface Step {
  call?: string
  button?: object
  sandbox?: string
  notified?: Fields[]
  include?: string
  path?: unknown[]
  query?: object
  body?: object
  options?: object
  visit?: object
  with?: Fields
  expect?: Fields
  status?: number
  refused?: Fields
  save?: Record<string, string>
}

const FOLDER = join(REPOSITORY, 'tests', 'scenarios')

function read(file: string): { scenario?: string; needs?: string[]; steps: Step[] } {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ReturnType<typeof read>
}

/** The scenarios by the names of their files. */
export function scenarios(): { name: string; shows: string; steps: Step[] }[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'))
  return files.map((file) => {
    const { scenario, steps } = read(file)
    assert.ok(scenario, `${file} says what it shows`)
    return { name: file.replace('.json', ''), shows: scenario, steps }
  })
}

/** Carries out a scenario in a sandbox of its own. */
export async function play(steps: readonly Step[]): Promise<void> {
  const endpoint = await Endpoint.open()
  const sandbox = await Sandbox.start({ now: '2026-11-24T10:00:00Z', ipnUrl: endpoint.url })
  endpoint.verifier = sandbox.notificationVerifier()
  try {
    await new Runner(sandbox, endpoint).run(steps)
  } finally {
    await sandbox.close()
    endpoint.close()
  }
}

/** The merchant's endpoint: it keeps what verifies. */
class Endpoint {
  verifier: NotificationVerifier | undefined
  verified: Fields[] = []
  readonly #server = createServer((request, response) => void this.#receive(request, response))

  static async open(): Promise<Endpoint> {
    const endpoint = new Endpoint()
    endpoint.#server.listen(0, '127.0.0.1')
    await once(endpoint.#server, 'listening')
    return endpoint
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ipn`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    try {
      const event = await this.verifier?.verify(Buffer.concat(pieces))
      if (event?.type === 'Notification') this.verified.push(event.message as unknown as Fields)
      response.writeHead(200).end()
    } catch {
      response.writeHead(400).end()
    }
  }
}

class Runner {
  readonly #sandbox: Sandbox
  readonly #endpoint: Endpoint
  readonly #pay: AmazonPay
  readonly #saved: Fields

  constructor(sandbox: Sandbox, endpoint: Endpoint) {
    this.#sandbox = sandbox
    this.#endpoint = endpoint
    this.#pay = sandbox.client({ retryBaseDelayMs: 1, retryMaxDelayMs: 1 })
    this.#saved = { merchantId: sandbox.merchantId, storeId: sandbox.storeId }
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const [index, step] of steps.entries()) {
      try {
        await this.#step(step)
      } catch (error) {
        const { message } = error as Error
        throw new Error(`step ${index + 1}, ${JSON.stringify(step).slice(0, 120)}: ${message}`, {
          cause: error,
        })
      }
    }
  }

  async #step(step: Step): Promise<void> {
    if (step.include !== undefined) {
      Object.assign(this.#saved, step.with)
      const part = read(`parts/${step.include}.json`)
      for (const name of part.needs ?? []) assert.ok(name in this.#saved, `${step.include} needs ${name}`)
      return this.run(part.steps)
    }
    if (step.notified !== undefined) return this.#notified(step.notified)
    const found = await this.#done(step).catch((error: unknown) => error)
    if (found instanceof Error) {
      if (step.refused === undefined || !(found instanceof AmazonPayError)) throw found
      this.#assertHas(failure(found), step.refused)
      return
    }
    assert.equal(step.refused, undefined, `it was to be refused, and gave ${inspect(found)}`)
    if (step.status !== undefined) assert.equal((found as { meta: ResponseMeta }).meta.status, step.status)
    this.#assertHas(found, step.expect ?? {})
    for (const [name, path] of Object.entries(step.save ?? {})) this.#saved[name] = at(found, path)
  }

  async #done(step: Step): Promise<unknown> {
    if (step.call !== undefined) return this.#call(step.call, step)
    if (step.button !== undefined) {
      const button = await this.#pay.button(this.#filled(step.button) as never)
      return this.#sandbox.buyer.checkout(button, this.#filled(step.visit ?? {}) as object)
    }
    assert.ok(step.sandbox !== undefined, 'it says what is done')
    const path = step.sandbox.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(this.#value(name) as string),
    )
    const body = JSON.stringify(this.#filled(step.body ?? {}))
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${this.#sandbox.url}/_sandbox/${path}`, { method: 'POST', body, headers })
    assert.ok(answer.ok, await answer.clone().text())
    return answer.json()
  }

  /** By the names of the operation: nothing is listed here. */
  async #call(operation: string, { path = [], query, body, options }: Step): Promise<unknown> {
    const [resource = '', method = ''] = operation.split('.').map(camelCase)
    const object = (this.#pay as unknown as Record<string, Record<string, Method | undefined> | undefined>)[
      resource
    ]
    const found = object?.[method]
    assert.ok(found !== undefined, `${operation} is no method`)
    const row: Operation = OPERATIONS[operation as keyof typeof OPERATIONS]
    const given = (model: string | undefined, value: object = {}): unknown[] =>
      model === undefined ? [] : [decode(model, this.#filled(value))]
    const parameters = [
      ...path.map((value) => this.#filled(value)),
      ...given(row.query, query),
      ...given(row.request, body),
    ]
    return found.call(object, ...parameters, this.#filled(options))
  }

  async #notified(expected: Fields[]): Promise<void> {
    await this.#sandbox.notifications.settled()
    const { verified } = this.#endpoint
    this.#endpoint.verified = []
    const told = verified
      .map(({ ObjectType, ObjectId }) => `${String(ObjectType)} ${String(ObjectId)}`)
      .join(', ')
    assert.equal(verified.length, expected.length, `told of: ${told}`)
    expected.forEach((fields, index) => {
      this.#assertHas(verified[index], fields)
    })
  }

  #assertHas(found: unknown, expected: Fields): void {
    for (const [path, value] of Object.entries(expected)) {
      assert.deepEqual(at(found, path) ?? null, this.#filled(value), path)
    }
  }

  /** With what was saved in place of its name. */
  #filled(value: unknown): unknown {
    if (typeof value === 'string' && value.startsWith('$')) return this.#value(value.slice(1))
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((item) => this.#filled(item))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#filled(item)]))
  }

  #value(name: string): unknown {
    assert.ok(this.#saved[name] !== undefined, `nothing was saved as ${name}`)
    return this.#saved[name]
  }
}

/** What a path of names and numbers leads to. */
function at(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, name) => (found as Fields | undefined)?.[name], object)
}

function failure(error: AmazonPayError): Fields {
  const { kind, status, reasonCode, advice, retries, isRetryable, outcomeUnknown } = error
  return { kind, status, reasonCode, advice, retries, retryable: isRetryable, outcomeUnknown }
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
