/** Answers and failures in the shape that the official SDK has from axios. */
import { STATUS_CODES } from 'node:http'
import type { NativeAnswer } from '../border.js'
import { AmazonPayError } from '../errors.js'
import { type ResponseHeaders, headersOf } from '../headers.js'
import { REDACTED, showAs } from '../inspect.js'

/** An answer as axios gives it, without `config` and `request`, which would hold the request's secrets. */
export interface Response {
  /** The body's JSON, a date being a text as the API writes it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- code written for the official SDK reads any field
  data: any
  /** The HTTP status. */
  status: number
  /** Its usual text: `'OK'`. */
  statusText: string
  /** All headers of the answer, by their names in lower case. */
  headers: Record<string, string>
}

/**
 * A failed call's error: ours, with what axios's have.
 *
 * `response` is there when Amazon Pay answered, and `request` when the call was on its way; neither is enumerable, so that
 * no log shows a buyer's data.
 */
export type ResponseError = AmazonPayError & {
  readonly isAxiosError: true
  readonly response?: Response
  readonly request?: { readonly method: string }
}

/** The answer of a call that succeeded. */
export function responseOf(answer: NativeAnswer): Response {
  const { rawBytes, rawText, object } = answer
  return response(answer.status, rawBytes?.toString() ?? rawText ?? object, headersOf(answer.headers))
}

/** Gives an error what axios's have. What is no error of ours stays as it is. */
export function likeAxios(error: unknown, method: string): unknown {
  if (!(error instanceof AmazonPayError)) return error
  const { status, headers } = error
  const added: Record<string, unknown> = {
    isAxiosError: true,
    request: error.kind === 'configuration' ? undefined : { method },
    response: status === undefined ? undefined : response(status, error.rawBody.toString(), headers),
  }
  for (const [name, value] of Object.entries(added)) {
    if (value !== undefined)
      Object.defineProperty(error, name, { value, enumerable: false, configurable: true })
  }
  return error
}

function response(status: number, body: string, headersGiven: ResponseHeaders): Response {
  const headers = { ...headersGiven }
  const made: Response = { data: dataOf(body), status, statusText: STATUS_CODES[status] ?? '', headers }
  // A buyer's data may be anywhere in it, and a redirect may lead to an account.
  showAs(made, 'Response', () => ({
    ...made,
    data: REDACTED,
    headers: { ...headers, ...(headers['location'] === undefined ? {} : { location: REDACTED }) },
  }))
  return made
}

/** As axios reads a body: JSON where it is JSON, and otherwise the text. */
function dataOf(body: string): unknown {
  if (body === '') return ''
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

/** The addresses that a session's answer has as JSON texts, read, as the official SDK reads them. */
export function withShippingAddresses(response: Response): Response {
  const { shippingAddressList: list } = (response.data ?? {}) as { shippingAddressList?: unknown }
  if (Array.isArray(list)) {
    const read = list.map((item: unknown) =>
      typeof item === 'string' ? (JSON.parse(item) as unknown) : item,
    )
    Object.assign(response.data as object, { shippingAddressList: read })
  }
  return response
}
