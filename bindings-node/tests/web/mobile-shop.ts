/** A shop whose buyers are in its app, as the vectors of the contract take it for granted. */
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { AmazonPay } from 'amazonpay'
import type { Sandbox } from 'amazonpay/testing'
import {
  CheckoutRefusal,
  type Handler,
  type MobileCheckoutSettings,
  mobileCheckoutHandler,
} from 'amazonpay/web'
import { type Framework, open, serve } from './shop.js'

export const LINKS = {
  review: 'https://shop.example/amazon-pay/review',
  result: 'https://shop.example/amazon-pay/result',
  cancel: 'https://shop.example/amazon-pay/cancel',
}
export const OPEN_URL = 'https://shop.example/app-checkout/open'

/** An order of the shop's. */
export interface Order {
  id: string
  checkoutId: string
  buyer: string
  cartId: unknown
  price: string
  paidBy?: string
  /** The outcomes that the handler told of, in the contract's words. */
  told: string[]
}

export interface MobileShop {
  sandbox: Sandbox
  pay: AmazonPay
  url: string
  orders: Map<string, Order>
}

export type Settings = MobileCheckoutSettings<Order, string>

/** Settings of a shop that keeps its orders in `orders`. */
export function settingsOf(sandbox: Sandbox, pay: AmazonPay, orders: Map<string, Order>): Settings {
  const tell =
    (word: string) =>
    (order: Order): string => {
      order.told.push(word)
      return order.id
    }
  return {
    pay,
    merchantId: sandbox.merchantId,
    links: LINKS,
    openUrl: OPEN_URL,
    authenticate: ({ request }) =>
      /^Bearer (mette|another)$/.exec(request.headers.get('authorization') ?? '')?.[1],
    begin: ({ checkoutId, order, buyer }) => {
      const there = orders.get(checkoutId)
      if (there) return there.buyer === buyer ? there : undefined
      const cartId = (order as { cartId?: unknown } | null)?.cartId
      if (cartId === 'empty') throw new CheckoutRefusal('cart_empty', 'There is nothing in the cart.', 409)
      const made = { id: String(1001 + orders.size), checkoutId, buyer, cartId, price: '49.90', told: [] }
      orders.set(checkoutId, made)
      return made
    },
    find: (checkoutId, buyer) => {
      const found = orders.get(checkoutId)
      return found?.buyer === buyer ? found : undefined
    },
    claim: (order, session) => (order.paidBy ??= session),
    chargeAmount: (order) => ({ amount: order.price, currencyCode: 'EUR' }),
    button: () => ({
      placement: 'Cart',
      ledgerCurrency: 'EUR',
      checkoutSession: { storeId: sandbox.storeId },
    }),
    reviewed: () => ({ deliveryDate: 'Friday', total: 'not this' }),
    confirmed: (order) => {
      if (order.cartId === 'rare') throw new CheckoutRefusal('sold_out')
    },
    paymentIntent: 'Authorize',
    canHandlePendingAuthorization: true,
    merchantMetadata: (order) => ({ merchantReferenceId: order.id }),
    succeeded: tell('paid'),
    pending: tell('pending'),
    declined: (order, _session, decline) => void tell(`declined ${decline.reasonCode ?? ''}`)(order),
    canceled: tell('cancelled') as (order: Order) => void,
    report: () => undefined,
  }
}

/** A shop that is served. */
export async function mobileShop(
  t: TestContext,
  framework: Framework,
  more: Partial<Settings> = {},
): Promise<MobileShop> {
  const { sandbox, pay } = await open(t)
  const orders = new Map<string, Order>()
  const handler: Handler = mobileCheckoutHandler({ ...settingsOf(sandbox, pay, orders), ...more })
  const handlers: Record<string, Handler> = { 'GET /app-checkout/open': handler }
  for (const step of ['start', 'review', 'confirm', 'complete']) {
    for (const method of ['POST', 'PUT']) handlers[`${method} /app-checkout/${step}`] = handler
  }
  return { sandbox, pay, orders, url: await serve(t, framework, handlers) }
}

/** What `start` gave to open, as the page reads it. */
export function opened(url: string): { scriptUrl: string; config: Record<string, unknown> } {
  const [place, hash = ''] = url.split('#')
  if (place !== OPEN_URL) throw new Error(`start gave ${String(place)}`)
  return JSON.parse(Buffer.from(hash, 'base64url').toString()) as ReturnType<typeof opened>
}

/** A nonce as an app makes it. */
export function nonce(): string {
  return randomUUID().replaceAll('-', '')
}
