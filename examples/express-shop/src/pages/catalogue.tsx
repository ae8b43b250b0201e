import type { VNode } from 'preact'
import { PRODUCTS, type Product } from '../catalogue.js'
import { SHOP_NAME } from '../shop.js'
import { Form, Layout, type Page, amount } from './page.js'

function IntoTheCart({ page, product, label }: { page: Page; product: Product; label?: string }): VNode {
  return (
    <Form page={page} action="/cart">
      <input type="hidden" name="product" value={product.slug} />
      <button type="submit" aria-label={label}>
        Into the cart
      </button>
    </Form>
  )
}

export function CataloguePage({ page }: { page: Page }): VNode {
  return (
    <Layout page={page} title={SHOP_NAME}>
      <h1>Tea, and tools for it</h1>
      <ul class="products">
        {[...PRODUCTS.values()].map((product) => (
          <li>
            <a href={`/products/${product.slug}`}>
              <span class="symbol" aria-hidden="true">
                {product.symbol}
              </span>
              <strong>{product.name}</strong>
            </a>
            <span class="price">{amount(product.price)}</span>
            <IntoTheCart page={page} product={product} label={`Into the cart: ${product.name}`} />
          </li>
        ))}
      </ul>
    </Layout>
  )
}

export function ProductPage({ page, product }: { page: Page; product: Product }): VNode {
  return (
    <Layout page={page} title={product.name}>
      <article class="product">
        <span class="symbol" aria-hidden="true">
          {product.symbol}
        </span>
        <div>
          <h1>{product.name}</h1>
          <p>{product.description}</p>
          <p class="price">{amount(product.price)}</p>
          <IntoTheCart page={page} product={product} />
        </div>
      </article>
    </Layout>
  )
}
