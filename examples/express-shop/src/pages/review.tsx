import type { CheckoutSession, Money } from 'amazonpay'
import type { VNode } from 'preact'
import type { Cart } from '../cart.js'
import { addressLines } from '../shipping.js'
import { OrderTable } from './order.js'
import { Form, Layout, Lines, type Page, amount } from './page.js'

export function ReviewPage(props: {
  page: Page
  session: CheckoutSession
  cart: Cart
  shipping: Money
  total: Money
}): VNode {
  const { page, session, cart, shipping, total } = props
  const id = session.checkoutSessionId
  const cards = (session.paymentPreferences ?? []).flatMap(({ paymentDescriptor: card }) => card ?? [])
  const lines = cart.lines.map(({ product, quantity, sum }) => ({ name: product.name, quantity, sum }))
  return (
    <Layout page={page} title="Review your order">
      <h1>Review your order</h1>
      <div class="columns">
        <section aria-labelledby="ship-to">
          <h2 id="ship-to">Ship to</h2>
          <Lines lines={addressLines(session.shippingAddress)} />
          <ChangeAtAmazon of="address" checkoutSessionId={id} />
        </section>
        <section aria-labelledby="pay-with">
          <h2 id="pay-with">Pay with</h2>
          {cards.map((card) => (
            <p>{card}</p>
          ))}
          <ChangeAtAmazon of="payment" checkoutSessionId={id} />
        </section>
      </div>
      <OrderTable lines={lines} shipping={shipping} total={total} />
      <Form page={page} action={`/checkout/review?amazonCheckoutSessionId=${id}`}>
        <input type="hidden" name="total" value={total.amount} />
        <button type="submit">Pay {amount(total)}</button>
      </Form>
      <script type="module" src="/static/amazon-pay.js" nonce={page.nonce} />
    </Layout>
  )
}

/** A button that public/amazon-pay.js has lead to Amazon, and back here with the new choice. */
function ChangeAtAmazon(props: { of: 'address' | 'payment'; checkoutSessionId: string }): VNode {
  return (
    <p>
      <button
        type="button"
        class="quiet"
        id={`change-${props.of}`}
        data-change-action={props.of === 'address' ? 'changeAddress' : 'changePayment'}
        data-checkout-session-id={props.checkoutSessionId}
      >
        {props.of === 'address' ? 'Another address' : 'Another card'}
      </button>
    </p>
  )
}
