/** The sandbox's control API, without a connection: JSON in and out, refusals as errors. */
import type { NativeSandbox } from '../border.js'
import { REDACTED, showAs } from '../inspect.js'

/**
 * The sandbox does not do what the test asks of it: there is no such object, or a value can't be.
 *
 * Its text says what was expected. It is no `AmazonPayError`, so that no test that expects one of those is content with a
 * slip of its own.
 */
export class SandboxError extends Error {
  /** As the control API answers it over HTTP: 400, 404, 422 and so on. */
  readonly status: number
  /** Such as `'ResourceNotFound'` or `'InvalidParameterValue'`. */
  readonly reasonCode: string

  constructor(status: number, reasonCode: string, message: string) {
    super(message)
    this.status = status
    this.reasonCode = reasonCode
  }

  static {
    this.prototype.name = 'SandboxError'
  }
}

/** Calls of the control API. */
export class Control {
  readonly #native: NativeSandbox

  constructor(native: NativeSandbox) {
    this.#native = native
  }

  /** Reads; what is undefined in the query is left out. */
  async get(path: string, query: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const search = new URLSearchParams(
      given.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString()
    return this.#call('GET', search === '' ? path : `${path}?${search}`)
  }

  /** Does something. */
  async post(path: string, body?: object): Promise<unknown> {
    return this.#call('POST', path, body)
  }

  /** Takes something away. */
  async delete(path: string): Promise<void> {
    await this.#answer('DELETE', path)
  }

  /** Reads what is no JSON. */
  async text(path: string): Promise<string> {
    return this.#answer('GET', path)
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    return read(JSON.parse(await this.#answer(method, path, body)))
  }

  async #answer(method: string, path: string, body?: object): Promise<string> {
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const answer = await this.#native.control(method, `/_sandbox/${path}`, sent)
    if (answer.status < 400) return answer.body
    const refusal = JSON.parse(answer.body) as { reasonCode: string; message: string }
    // Without the place in a JSON text that the test has not written.
    const message = refusal.message.replace(/^The body does not fit: (.*) at line \d+ column \d+\.$/, '$1')
    throw new SandboxError(answer.status, refusal.reasonCode, message)
  }
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const SECRETS: ReadonlySet<string> = new Set(['authToken', 'buyerToken', 'mwsAuthToken', 'privateKeyPem'])

/** Times as `Date`s; and secrets, if only of a sandbox, are not shown, so that no log gets into the habit. */
function read(value: unknown): unknown {
  if (typeof value === 'string') return MOMENT.test(value) ? new Date(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(read)
  const fields = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item)]))
  if (Object.keys(fields).some((name) => SECRETS.has(name))) showAs(fields, 'Object', hidden)
  return fields
}

function hidden(object: object): object {
  const fields = object as Record<string, unknown>
  const secrets = [...SECRETS].map((name) => fields[name]).filter((value) => typeof value === 'string')
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      // Wherever it stands: the address that a sign-in leads to has the token in it too.
      const isSecret = typeof value === 'string' && secrets.some((secret) => value.includes(secret))
      return [name, isSecret ? REDACTED : value]
    }),
  )
}

/** Text as one segment of a path. */
export function segment(text: string): string {
  return encodeURIComponent(text)
}

/** An object's id as a segment of a path, from the object or the id. */
export function idOf<Name extends string>(
  target: string | Readonly<Record<Name, string>>,
  name: Name,
): string {
  const id: unknown = typeof target === 'string' ? target : target[name]
  if (typeof id !== 'string') throw new TypeError(`expected a ${name} or an object that has one`)
  return segment(id)
}
