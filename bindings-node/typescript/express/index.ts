/**
 * Handlers of `amazonpay/web` in Express.
 *
 * @packageDocumentation
 */
import { type NodeRequest, type NodeResponse, requestOf, send } from '../web/node.js'
import type { Handler } from '../web/handler.js'

/** What it needs of Express's request; any framework's whose requests are Node's will do. */
export type ExpressRequest = NodeRequest

/**
 * Makes a route's handler. Your hooks get Express's request as `context`.
 *
 * ```ts
 * app.post('/amazon-pay/notifications', route(notifications))
 * ```
 *
 * Notifications are verified as they came, byte for byte: mount the route before `express.json()` and the like, or give
 * it `express.raw({ type: () => true })`. Where a parser got hold of the body first, a `rawBody` that was kept is used.
 */
export function route<Context extends NodeRequest = NodeRequest>(
  handler: Handler<Context>,
): (request: Context, response: NodeResponse, next: (error?: unknown) => void) => void {
  return (request, response, next) => {
    handler(requestOf(request), request)
      .then((answer) => send(answer, response))
      .catch(next)
  }
}
