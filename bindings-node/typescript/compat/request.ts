/** What the official SDK's `apiCall` is given, and what the client makes of it. */
import { ConfigurationError } from '../errors.js'
import { encodeOptions } from '../options.js'

/** Headers by name; null for none. */
export type Headers = Readonly<Record<string, string>> | null | undefined

/** A request body: an object, sent as JSON, or JSON text, sent as it is. */
export type Payload = object | string | null | undefined

/** What `apiCall` sends. */
export interface ApiCall {
  /** `GET`, `POST`, `PATCH` or `DELETE`. */
  method: string
  /** What follows the version in the URL: `charges/S01-…`. */
  urlFragment: string
  /** The body. */
  payload?: Payload
  /** Further headers. */
  headers?: Headers
  /** The query; lists are joined by commas. */
  queryParams?: Readonly<Record<string, unknown>> | null | undefined
}

/** A call of the native client. */
export interface PreparedCall {
  readonly method: string
  readonly path: string
  readonly query: [string, string][]
  readonly body: string | undefined
  /** By lower-case names, without those that the client sets. */
  readonly headers: Map<string, string>
}

/** The official SDK lets the client's own headers win too. */
const OF_THE_CLIENT: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'user-agent',
  'x-amz-pay-date',
  'x-amz-pay-host',
  'x-amz-pay-region',
])

/** Reads a call; unlike the official SDK, without changing what it is given. */
export function prepared(call: ApiCall): PreparedCall {
  if (
    typeof call !== 'object' ||
    call === null ||
    [call.urlFragment, call.method].some((text) => typeof text !== 'string')
  ) {
    throw new ConfigurationError(
      'options: expected an object such as { method: "GET", urlFragment: "charges/S01-…" }',
      {
        field: 'options',
      },
    )
  }
  const headers = texts(call.headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !OF_THE_CLIENT.has(name))
  return {
    method: call.method.toUpperCase(),
    path: decoded(call.urlFragment),
    query: texts(call.queryParams),
    body: textOf(call.payload),
    headers: new Map(headers),
  }
}

/** Names and values; what is undefined or null is left out. */
function texts(values: object | null | undefined): [string, string][] {
  return (Object.entries(values ?? {}) as [string, unknown][])
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)])
}

/** The JSON text of a payload. */
export function textOf(payload: Payload): string | undefined {
  if (payload === undefined || payload === null) return undefined
  // As the official SDK takes them, `new String('…')` included.
  if (typeof payload === 'string' || payload instanceof String) return payload.toString()
  return JSON.stringify(payload)
}

/** The call's options: three headers have options of their own. */
export function optionsOf({ method, headers }: PreparedCall): string | undefined {
  const others = new Map(headers)
  const take = (name: string): string | undefined => {
    const value = others.get(name)
    others.delete(name)
    return value
  }
  const idempotencyKey = take('x-amz-pay-idempotency-key')
  return encodeOptions({
    // It has no effect on other methods, though the official SDK sends it with them.
    idempotencyKey: method === 'POST' ? idempotencyKey : undefined,
    simulationCode: take('x-amz-pay-simulation-code'),
    authToken: take('x-amz-pay-authtoken'),
    headers: others.size === 0 ? undefined : Object.fromEntries(others),
  })
}

/** The official SDK sends a path as it is, so whoever had a token to put there has percent-encoded it. */
function decoded(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      try {
        const plain = decodeURIComponent(segment)
        return plain.includes('/') ? segment : plain
      } catch {
        return segment
      }
    })
    .join('/')
}
