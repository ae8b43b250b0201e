/** What all handlers are. */
import { ConfigurationError } from '../errors.js'

/**
 * Answers a request. Next.js, Hono, Bun and the like take it as it is; `amazonpay/express` and `amazonpay/fastify` bring it
 * into those.
 *
 * `context` is whatever the caller has of the request besides: it is handed on to your hooks. Only a handler whose
 * `Context` says what it is needs one.
 */
export type Handler<Context = unknown> = (
  request: Request,
  ...context: unknown extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>

/** One request, as hooks get it. */
export interface Exchange<Context = unknown> {
  /** The request. */
  readonly request: Request
  /** What the handler was called with besides: Express's or Fastify's own request, for instance. */
  readonly context: Context
}

/** A handler out of a function that takes the request and its context as one. @internal */
export function handlerOf<Context>(
  answer: (exchange: Exchange<Context>) => Promise<Response>,
): Handler<Context> {
  return (request, ...[context]) => answer({ request, context: context as Context })
}

/** What may be there at once or later. */
export type Eventually<Value> = Value | Promise<Value>

/** Told what the shop's developer should know: a refusal, a failure. Without a buyer's data. */
export type Report = (text: string, error?: unknown) => void

/** Writes to the console. @internal */
export const reportToConsole: Report = (text, error) => {
  if (error === undefined) console.warn(text)
  else console.warn(text, error)
}

/** An answer without a body. @internal */
export function empty(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** The refusal of a method that the handler does not take. @internal */
export function refusedMethod(request: Request, allowed: readonly string[]): Response | undefined {
  return allowed.includes(request.method) ? undefined : empty(405, { allow: allowed.join(', ') })
}

/** Leads a browser to another address, with GET; it may be a path. */
export function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}

/** Says that a page is one buyer's: nothing keeps it, and its links don't hand on its address, which names the session. @internal */
export function personal(response: Response): Response {
  const headers = new Headers(response.headers)
  headers.set('cache-control', 'max-age=0, no-cache, no-store, must-revalidate, private')
  if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'same-origin')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

/** Checks that what has to be given is. @internal */
export function required(settings: object, names: readonly string[], maker: string): void {
  for (const name of names) {
    if ((settings as Record<string, unknown>)[name] === undefined) {
      throw new ConfigurationError(`${maker}: ${name} is missing`, { field: name })
    }
  }
}
