import type { Money } from 'amazonpay'
import type { VNode } from 'preact'
import { ORDER_STATES, type Order, type OrderLine, type OrderState } from '../orders/order.js'
import { Layout, Lines, type Page, amount } from './page.js'

/** The buyer's own order. */
export function OrderPage({ page, order }: { page: Page; order: Order }): VNode {
  return (
    <Layout page={page} title={`Order ${order.number}`}>
      <div data-order-events={`/orders/${order.number}/events`}>
        <OrderHeading order={order} />
        <OrderTable lines={order.lines} shipping={order.shipping} total={order.total} />
        <h2>Ship to</h2>
        <Lines lines={order.shipTo} />
        <Timeline order={order} />
      </div>
      <script type="module" src="/static/order.js" nonce={page.nonce} />
    </Layout>
  )
}

/** What changes of an order while it is looked at: public/order.js puts each `data-live` in the place of that id. */
export function OrderStatus({ order }: { order: Order }): VNode {
  return (
    <>
      <OrderHeading order={order} />
      <Timeline order={order} />
    </>
  )
}

function OrderHeading({ order }: { order: Order }): VNode {
  const waiting = order.state === 'open' || order.state === 'pending'
  const failed = order.state === 'declined' || order.state === 'canceled'
  return (
    <>
      <h1 id="order-heading" data-live>
        {failed ? 'Your order' : 'Thank you for your order'}
      </h1>
      <div id="order-state" role="status" data-live>
        <p>
          Order <code>{order.number}</code>: <State of={order.state} />
        </p>
        {order.state === 'declined' && (
          <p>The payment was declined, and nothing is charged. Please order again with another card.</p>
        )}
        {waiting && (
          <noscript>
            <p>
              This page shows what is known now. <a href={`/orders/${order.number}`}>Look again</a>
            </p>
          </noscript>
        )}
      </div>
    </>
  )
}

export function State({ of }: { of: OrderState }): VNode {
  return <strong class={`state ${of}`}>{ORDER_STATES[of]}</strong>
}

export function OrderTable(props: { lines: readonly OrderLine[]; shipping: Money; total: Money }): VNode {
  return (
    <table>
      <tbody>
        {props.lines.map(({ name, quantity, sum }) => (
          <tr>
            <td>
              {quantity} × {name}
            </td>
            <td class="sum">{amount(sum)}</td>
          </tr>
        ))}
        <tr>
          <td>Shipping</td>
          <td class="sum">{amount(props.shipping)}</td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td class="sum">
            <strong>{amount(props.total)}</strong>
          </td>
        </tr>
      </tfoot>
    </table>
  )
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

export function Time({ at }: { at: Date }): VNode {
  return <time dateTime={at.toISOString()}>{CLOCK.format(at)}</time>
}

/** How the payment came to be as it is, and who told. */
export function Timeline({ order }: { order: Order }): VNode {
  return (
    <section id="order-timeline" aria-labelledby="timeline" data-live>
      <h2 id="timeline">Timeline</h2>
      {order.changes.length === 0 ? (
        <p>Nothing has happened yet.</p>
      ) : (
        <ol class="timeline">
          {order.changes.map((change) => (
            <li>
              <Time at={change.at} />
              <span>
                {change.kind === 'charge' ? 'Charge' : 'Refund'}: <strong>{change.state}</strong>
                {change.reasonCode && ` (${change.reasonCode})`}, {amount(change.amount)}
              </span>
              <small>{change.source}</small>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
