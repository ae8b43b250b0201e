/** A shop on a sandbox, served by a real server of each framework. */
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import express from 'express'
import fastify from 'fastify'
import type { AmazonPay, CheckoutSession } from 'amazonpay'
import { route } from 'amazonpay/express'
import { routes } from 'amazonpay/fastify'
import { Sandbox } from 'amazonpay/testing'
import type { Handler } from 'amazonpay/web'

export const FRAMEWORKS = ['express', 'fastify'] as const
export type Framework = (typeof FRAMEWORKS)[number]

export const PRICE = { amount: '12.34', currencyCode: 'EUR' }

/** A sandbox that ends with the test, and a client of it. */
export async function open(t: TestContext): Promise<{ sandbox: Sandbox; pay: AmazonPay; topic: string }> {
  const sandbox = await Sandbox.start()
  t.after(() => sandbox.close())
  const topic = `arn:aws:sns:eu-west-1:000000000000:${sandbox.merchantId}`
  return { sandbox, pay: sandbox.client({ maxRetries: 0 }), topic }
}

/** Serves handlers, by method and path, and gives the server's address. */
export async function serve(
  t: TestContext,
  framework: Framework,
  handlers: Record<string, Handler>,
): Promise<string> {
  if (framework === 'fastify') {
    // Connections that are kept open would keep Node 18 waiting for them.
    const app = fastify({ forceCloseConnections: true })
    // Elsewhere bodies are read as ever.
    app.post('/echo', (request) => Promise.resolve(request.body))
    app.register(routes(handlers))
    t.after(() => app.close())
    return app.listen({ port: 0, host: '127.0.0.1' })
  }
  const app = express()
  for (const [place, handler] of Object.entries(handlers)) {
    const [method = '', path = ''] = place.split(' ')
    app[method.toLowerCase() as 'get' | 'post'](path, route(handler))
  }
  return listen(t, createServer(app))
}

/** The address of a server that ends with the test. */
export async function listen(t: TestContext, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A new session whose buyer has chosen address and card. */
export async function chosen(sandbox: Sandbox, pay: AmazonPay, card = '1111'): Promise<string> {
  const { checkoutSessionId } = await pay.checkoutSessions.create({
    webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
    storeId: sandbox.storeId,
  })
  await sandbox.buyer.checkout(checkoutSessionId, { card })
  return checkoutSessionId
}

/** An order that the buyer has placed, its money reserved. */
export async function authorized(sandbox: Sandbox, pay: AmazonPay): Promise<CheckoutSession> {
  const id = await chosen(sandbox, pay)
  await pay.checkoutSessions.update(id, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: { paymentIntent: 'Authorize', chargeAmount: PRICE },
  })
  await sandbox.buyer.approve(id)
  return pay.checkoutSessions.complete(id, { chargeAmount: PRICE })
}
