/** The cart: products and quantities, in the session. */
import { Money } from 'amazonpay'
import { CURRENCY, PRODUCTS, type Product } from './catalogue.js'
import { type Session, orderNumberOf } from './session.js'

/** The most of one product. */
export const MOST = 20

export interface CartLine {
  readonly product: Product
  readonly quantity: number
  readonly sum: Money
}

export interface Cart {
  readonly lines: readonly CartLine[]
  readonly count: number
  /** Without shipping. */
  readonly total: Money
}

/** What is in the cart; products that are sold no more are not. */
export function cartOf(session: Session): Cart {
  const lines = Object.entries(session.cart ?? {}).flatMap(([slug, quantity]) => {
    const product = PRODUCTS.get(slug)
    return product === undefined ? [] : [{ product, quantity, sum: Money.times(product.price, quantity) }]
  })
  return {
    lines,
    count: lines.reduce((count, { quantity }) => count + quantity, 0),
    total: Money.sum(
      lines.map(({ sum }) => sum),
      CURRENCY,
    ),
  }
}

/** Sets how many of a product there are; 0 takes it out. */
export function setQuantity(session: Session, product: Product, quantity: number): void {
  const cart = new Map(Object.entries(session.cart ?? {}))
  if (quantity > 0) cart.set(product.slug, Math.min(quantity, MOST))
  else cart.delete(product.slug)
  session.cart = Object.fromEntries(cart)
  orderNumberOf(session)
}

/** Puts one more in. */
export function addOne(session: Session, product: Product): void {
  setQuantity(session, product, (session.cart?.[product.slug] ?? 0) + 1)
}
