/** Between Node's requests and the web's. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { ConfigurationError } from '../errors.js'

/** A request of Node's, with what frameworks add to it. @internal */
export interface NodeRequest extends IncomingMessage {
  /** The address before a router took its part off. */
  originalUrl?: string
  /** What a body parser made of the body. */
  body?: unknown
  /** The body as it came, where somebody kept it. */
  rawBody?: unknown
}

/** A response of Node's. @internal */
export type NodeResponse = ServerResponse

/** A request of Node's as the web has it. @internal */
export function requestOf(request: NodeRequest): Request {
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : bodyOf(request)
  return webRequest(request, request.originalUrl ?? request.url ?? '/', body)
}

/** The same with a body that the framework has read already. @internal */
export function webRequest(
  request: IncomingMessage,
  path: string,
  body: Uint8Array | string | ReadableStream | null,
): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one)
  }
  const method = request.method ?? 'GET'
  const init = { method, headers, body: method === 'GET' || method === 'HEAD' ? null : body, duplex: 'half' }
  return new Request(address(request, path), init as RequestInit)
}

function address(request: IncomingMessage, path: string): URL {
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  // A path such as //elsewhere is a path all the same.
  const base = `${scheme}://${request.headers.host ?? 'localhost'}`
  return new URL(URL.canParse(base) ? base + path : `${scheme}://localhost${path}`)
}

function bodyOf(request: NodeRequest): Uint8Array | string | ReadableStream {
  for (const kept of [request.rawBody, request.body]) {
    if (kept instanceof Uint8Array || typeof kept === 'string') return kept
  }
  if (!request.readableDidRead) return Readable.toWeb(request) as ReadableStream
  return new ReadableStream({
    pull(controller) {
      controller.error(
        new ConfigurationError(
          'body: a body parser has replaced it by what it read; mount this route before it, or keep the raw body as rawBody',
          { field: 'body' },
        ),
      )
    },
  })
}

/** Answers a request of Node's. @internal */
export async function send(answer: Response, response: NodeResponse): Promise<void> {
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) {
    // What the handler says of itself counts, not what the framework says of every answer; cookies of both are set.
    if (name === 'set-cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
  const body = Buffer.from(await answer.arrayBuffer())
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
