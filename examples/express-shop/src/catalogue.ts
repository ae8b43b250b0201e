/** What the shop sells. A shop of your own reads this from its database. */
import { Money } from 'amazonpay'

/** The currency of all prices; the one of the merchant's account. */
export const CURRENCY = 'EUR'

export interface Product {
  readonly slug: string
  readonly name: string
  readonly price: Money
  readonly symbol: string
  readonly description: string
}

function product(
  slug: string,
  name: string,
  price: string,
  symbol: string,
  description: string,
): [string, Product] {
  return [slug, { slug, name, price: Money.of(price, CURRENCY), symbol, description }]
}

/** All products, by the name in their address. */
export const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  product(
    'assam',
    'Assam, second flush',
    '12.50',
    '🍂',
    '250 g of strong black tea from the Brahmaputra, for milk.',
  ),
  product(
    'sencha',
    'Sencha',
    '14.90',
    '🍃',
    '100 g of green tea from Kagoshima, steamed, fresh and a little salty.',
  ),
  product('rooibos', 'Rooibos', '7.80', '🌾', '250 g, no caffeine, sweet without sugar.'),
  product('pot', 'Cast iron pot', '64.00', '🫖', 'Holds 0.8 litres and keeps them warm. Enamelled inside.'),
  product('cups', 'Two cups', '19.00', '🍵', 'Stoneware, 200 ml each, turned by hand, none like the other.'),
  product('tin', 'Tin for 500 g', '11.20', '🥫', 'Shuts out light and air. Lined, with a second lid.'),
])
