import type { VNode } from 'preact'
import { type Cart, type CartLine, MOST } from '../cart.js'
import { Form, Layout, type Page, amount } from './page.js'

export function CartPage({ page, cart }: { page: Page; cart: Cart }): VNode {
  return (
    <Layout page={page} title="Your cart">
      <h1>Your cart</h1>
      {cart.count === 0 ? (
        <p>
          There is nothing in it yet. <a href="/">Look around.</a>
        </p>
      ) : (
        <>
          <table>
            <thead>
              <tr>
                <th scope="col">Product</th>
                <th scope="col">Quantity</th>
                <th scope="col" class="sum">
                  Sum
                </th>
              </tr>
            </thead>
            <tbody>
              {cart.lines.map((line) => (
                <CartRow page={page} line={line} />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  Total, without shipping
                </th>
                <td class="sum">
                  <strong>{amount(cart.total)}</strong>
                </td>
              </tr>
            </tfoot>
          </table>
          <section class="pay" aria-label="Checkout">
            <AmazonPayButton page={page} />
          </section>
        </>
      )}
    </Layout>
  )
}

function CartRow({ page, line }: { page: Page; line: CartLine }): VNode {
  const { product, quantity, sum } = line
  return (
    <tr>
      <td>{product.name}</td>
      <td>
        <Form page={page} action="/cart" class="quantity">
          <input type="hidden" name="product" value={product.slug} />
          <select name="quantity" aria-label={`Quantity of ${product.name}`}>
            {Array.from({ length: MOST + 1 }, (_, count) => (
              <option value={count} selected={count === quantity}>
                {count}
              </option>
            ))}
          </select>
          <button type="submit" class="quiet" aria-label={`Change the quantity of ${product.name}`}>
            Change
          </button>
        </Form>
      </td>
      <td class="sum">{amount(sum)}</td>
    </tr>
  )
}

/** Where public/amazon-pay.js has Amazon's script draw the button. */
function AmazonPayButton({ page }: { page: Page }): VNode {
  return (
    <>
      <div id="amazon-pay-button" />
      <noscript>
        <p>Amazon Pay’s button needs JavaScript.</p>
      </noscript>
      <script type="module" src="/static/amazon-pay.js" nonce={page.nonce} />
    </>
  )
}
