/** An order's status, live: server-sent events for public/order.js. */
import type { RequestHandler } from 'express'
import { renderToString } from 'preact-render-to-string'
import { OrderStatus } from '../pages/order.js'
import { sessionOf } from '../session.js'
import type { Shop } from '../shop.js'

/** Keeps servers in between from taking a quiet connection for a dead one. */
const HEARTBEAT_MS = 15_000

/** Sends the status at once, and again whenever the order has changed, in whichever process. */
export function orderEvents(shop: Shop): RequestHandler<{ number: string }> {
  const { orders } = shop.stores
  return async (request, response, next) => {
    const { number } = request.params
    // Only the browser that made the order sees it.
    if (!sessionOf(request).orders?.includes(number) || (await orders.find(number)) === undefined) {
      next()
      return
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Told to nginx, which would keep the events back otherwise.
      'x-accel-buffering': 'no',
    })

    let sent = ''
    let sending = Promise.resolve()

    async function send(): Promise<void> {
      const order = await orders.find(number)
      const status = order === undefined ? '' : renderToString(<OrderStatus order={order} />)
      if (status === sent || response.destroyed) return
      sent = status
      response.write(`data: ${status.replaceAll('\n', '\ndata: ')}\n\n`)
    }

    // One after another, so that what was read last is shown last.
    function changed(): void {
      sending = sending.then(send).catch((error: unknown) => {
        console.error('The status of an order could not be read:', error)
        response.destroy()
      })
    }

    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS).unref()
    const unwatch = orders.watch(number, changed)
    const end = () => response.end()
    shop.closing?.addEventListener('abort', end)
    response.on('close', () => {
      clearInterval(heartbeat)
      unwatch()
      shop.closing?.removeEventListener('abort', end)
    })
    // After watching: a change in between is seen twice rather than never.
    changed()
  }
}
