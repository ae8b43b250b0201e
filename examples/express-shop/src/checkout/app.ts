/** The back end of a checkout in the shop's app, which has no key: the contract is docs/mobile-checkout.md. */
import { createHash } from 'node:crypto'
import { type Address, Money } from 'amazonpay'
import { CheckoutRefusal, type Handler, mobileCheckoutHandler } from 'amazonpay/web'
import { MOST } from '../cart.js'
import { CURRENCY, PRODUCTS } from '../catalogue.js'
import type { Order, OrderLine } from '../orders/order.js'
import { followCharge } from '../payments.js'
import { DELIVERY, addressLines, shippingTo } from '../shipping.js'
import { SHOP_NAME, type Shop } from '../shop.js'

/** What an app keeps for itself: random, in the system's key store, made once. A shop with accounts has their tokens. */
const TOKEN = /^Bearer ([A-Za-z0-9_-]{32,128})$/

export function appCheckout(shop: Shop): Handler {
  const { orders } = shop.stores
  // The links have to be https. Beside a sandbox nobody opens them: an app is tried by what Amazon would lead to.
  const origin = shop.url.startsWith('https:') ? shop.url : 'https://shop.example'

  return mobileCheckoutHandler<Order, string>({
    pay: shop.pay,
    merchantId: shop.merchantId,
    links: {
      review: `${origin}/app/review`,
      result: `${origin}/app/result`,
      cancel: `${origin}/app/cancel`,
    },
    openUrl: `${origin}/app-checkout/open`,
    authenticate: ({ request }) => TOKEN.exec(request.headers.get('authorization') ?? '')?.[1],

    async begin({ checkoutId, order, buyer }) {
      const number = numberOf(checkoutId, buyer)
      const begun = await orders.find(number)
      if (begun !== undefined) return begun
      const lines = linesOf(order)
      const total = priceOf(lines)
      // Shipping comes with the address, which the buyer chooses at Amazon.
      const shipping = Money.zero(CURRENCY)
      await orders.place({ number, checkoutSessionId: '', lines, shipping, total, shipTo: [] })
      return orders.find(number)
    },
    find: (checkoutId, buyer) => orders.find(numberOf(checkoutId, buyer)),
    claim: (order, sessionId) => orders.claim(order.number, sessionId),

    button: (order) => ({
      placement: 'Cart',
      ledgerCurrency: CURRENCY,
      checkoutSession: {
        storeId: shop.storeId,
        deliverySpecifications: DELIVERY,
        merchantMetadata: { merchantReferenceId: order.number, merchantStoreName: SHOP_NAME },
      },
    }),

    chargeAmount: ({ lines }, session) => Money.add(priceOf(lines), servedTo(session.shippingAddress)),
    reviewed: ({ lines }, session) => ({ lines, shipping: servedTo(session.shippingAddress) }),

    async confirmed({ number, lines }, { shippingAddress }) {
      const shipping = servedTo(shippingAddress)
      const total = Money.add(priceOf(lines), shipping)
      const shipTo = addressLines(shippingAddress)
      const placed = await orders.place({ number, checkoutSessionId: '', lines, shipping, total, shipTo })
      if (!placed) throw new CheckoutRefusal('order_closed', 'This order is paid or canceled already.', 409)
    },

    // As on the website: reserved now, taken when the parcel goes out.
    paymentIntent: 'Authorize',
    canHandlePendingAuthorization: true,
    merchantMetadata: ({ number }) => ({ merchantReferenceId: number, merchantStoreName: SHOP_NAME }),

    async succeeded({ number }, _session, charge) {
      if (charge !== undefined) await followCharge(orders, number, charge, 'shop')
      return number
    },
    async pending({ number }, _session, charge) {
      await followCharge(orders, number, charge, 'shop')
      return number
    },
    async declined({ number }, _session, { charge }) {
      if (charge !== undefined) await followCharge(orders, number, charge, 'shop')
      await orders.move(number, 'declined')
    },
    async canceled({ number }) {
      await orders.move(number, 'canceled')
    },
  })
}

/** The number of an order: the same for the same checkout of the same app, so that nobody else finds it. */
function numberOf(checkoutId: string, buyer: string): string {
  return createHash('sha256').update(`${checkoutId} ${buyer}`).digest('hex').slice(0, 16)
}

/** What an app wants, such as `{"cart": {"pot": 1}}`, at the shop's own prices. */
function linesOf(wanted: unknown): OrderLine[] {
  const { cart } = (wanted ?? {}) as { cart?: unknown }
  if (typeof cart !== 'object' || cart === null) {
    throw new CheckoutRefusal('cart_invalid', 'order.cart: expected quantities by product')
  }
  const lines = Object.entries(cart).map(([slug, quantity]: [string, unknown]) => {
    const product = PRODUCTS.get(slug)
    if (product === undefined) throw new CheckoutRefusal('product_unknown', 'order.cart: expected products')
    if (!(Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= MOST)) {
      throw new CheckoutRefusal('quantity_invalid', `order.cart: expected quantities from 1 to ${MOST}`)
    }
    return {
      name: product.name,
      quantity: Number(quantity),
      sum: Money.times(product.price, Number(quantity)),
    }
  })
  if (lines.length === 0) throw new CheckoutRefusal('cart_empty')
  return lines
}

function priceOf(lines: readonly OrderLine[]): Money {
  return Money.sum(
    lines.map(({ sum }) => sum),
    CURRENCY,
  )
}

function servedTo(address: Address | undefined): Money {
  const shipping = shippingTo(address)
  if (shipping === undefined) throw new CheckoutRefusal('address_not_served', '', 409)
  return shipping
}
