/**
 * Handlers of `amazonpay/web` in Fastify.
 *
 * @packageDocumentation
 */
import type { IncomingMessage } from 'node:http'
import type { Handler } from '../web/handler.js'
import { webRequest } from '../web/node.js'

/** What it needs of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage
  readonly originalUrl: string
  readonly body: unknown
}

/** What it needs of Fastify's reply. */
export interface FastifyReplyLike {
  code(status: number): unknown
  header(name: string, value: string | string[]): unknown
  send(payload?: unknown): unknown
}

/** What it needs of Fastify. */
export interface FastifyLike {
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(...given: never[]): unknown
  route(...given: never[]): unknown
}

/** The overloads of Fastify's that are used. */
interface Instance<Context> {
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => void,
  ): unknown
  route(options: {
    method: string
    url: string
    exposeHeadRoute: boolean
    handler: (request: Context, reply: FastifyReplyLike) => Promise<void>
  }): unknown
}

/**
 * Makes a plugin of handlers, by method and path. Your hooks get Fastify's request as `context`.
 *
 * ```ts
 * app.register(routes({ 'POST /amazon-pay/notifications': notifications, 'GET /review': review, 'POST /review': review }))
 * ```
 *
 * Within the plugin bodies stay as they came, for notifications are verified byte for byte; the rest of your server keeps
 * its parsers.
 */
export function routes<Context extends FastifyRequestLike = FastifyRequestLike>(
  handlers: Readonly<Record<string, Handler<Context>>>,
): (instance: FastifyLike, options: unknown, done: () => void) => void {
  return (instance, _options, done) => {
    instance.removeAllContentTypeParsers()
    const own = instance as unknown as Instance<Context>
    own.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body)
    })
    for (const [place, handler] of Object.entries(handlers)) {
      const [method = '', url = ''] = place.split(' ')
      own.route({
        method,
        url,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const body = request.body instanceof Uint8Array ? request.body : null
          await send(await handler(webRequest(request.raw, request.originalUrl, body), request), reply)
        },
      })
    }
    done()
  }
}

async function send(answer: Response, reply: FastifyReplyLike): Promise<void> {
  reply.code(answer.status)
  for (const [name, value] of answer.headers) reply.header(name, value)
  const body = Buffer.from(await answer.arrayBuffer())
  await reply.send(body.length === 0 ? undefined : body)
}
