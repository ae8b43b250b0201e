/** The pages of the shop's own people. */
import { randomBytes } from 'node:crypto'
import { Money } from 'amazonpay'
import type { VNode } from 'preact'
import type { Order } from '../orders/order.js'
import { refundable } from '../orders/refundable.js'
import { OrderTable, State, Time, Timeline } from './order.js'
import { Form, Layout, Lines, type Page, amount } from './page.js'

export function LoginPage({ page }: { page: Page }): VNode {
  return (
    <Layout page={page} title="Desk">
      <h1>The shop’s desk</h1>
      {page.onSandbox && (
        <p>
          In the test shop the password is <code>clerk</code>.
        </p>
      )}
      <Form page={page} action="/desk/login" class="login">
        <p>
          <label for="password">Password</label>{' '}
          <input type="password" name="password" id="password" autocomplete="current-password" required />
        </p>
        <p>
          <button type="submit">Log in</button>
        </p>
      </Form>
    </Layout>
  )
}

export function DeskPage({ page, orders }: { page: Page; orders: readonly Order[] }): VNode {
  return (
    <Layout page={page} title="Desk">
      <h1>Orders</h1>
      {orders.length === 0 ? (
        <p>There are none yet.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col" class="wide">
                Time
              </th>
              <th scope="col">State</th>
              <th scope="col" class="sum">
                Total
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
              <tr>
                <td>
                  <a href={`/desk/orders/${order.number}`}>
                    <code>{order.number}</code>
                  </a>
                </td>
                <td class="wide">
                  <Time at={order.createdAt} />
                </td>
                <td>
                  <State of={order.state} />
                </td>
                <td class="sum">{amount(order.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Form page={page} action="/desk/logout" class="action">
        <button type="submit" class="quiet">
          Log out
        </button>
      </Form>
    </Layout>
  )
}

export function DeskOrderPage({ page, order }: { page: Page; order: Order }): VNode {
  return (
    <Layout page={page} title={`Order ${order.number}`}>
      <p>
        <a href="/desk">All orders</a>
      </p>
      <h1>
        Order <code>{order.number}</code>
      </h1>
      <p>
        <State of={order.state} />
      </p>
      <OrderTable lines={order.lines} shipping={order.shipping} total={order.total} />
      <h2>Ship to</h2>
      <Lines lines={order.shipTo} />
      <Actions page={page} order={order} />
      <Timeline order={order} />
      <h2>At Amazon</h2>
      <dl>
        <dt>Charge permission</dt>
        <dd>
          <code>{order.chargePermissionId ?? '–'}</code>
        </dd>
        <dt>Charge</dt>
        <dd>
          <code>{order.chargeId ?? '–'}</code>
        </dd>
      </dl>
    </Layout>
  )
}

/** What can be done with an order. A form that is sent twice has the same key, and Amazon then acts once. */
function Actions({ page, order }: { page: Page; order: Order }): VNode {
  const at = `/desk/orders/${order.number}`
  const left = refundable(order)
  const key = <input type="hidden" name="key" value={randomBytes(16).toString('hex')} />
  return (
    <>
      {order.state === 'reserved' && (
        <>
          <Form page={page} action={`${at}/capture`} class="action">
            {key}
            <button type="submit">Ship, and capture {amount(order.total)}</button>
          </Form>
          <Form page={page} action={`${at}/cancel`} class="action">
            <button type="submit" class="quiet">
              Cancel the order
            </button>
          </Form>
        </>
      )}
      {!Money.isZero(left) && (
        <Form page={page} action={`${at}/refund`} class="action">
          {key}
          <label for="amount">Refund</label>{' '}
          <input
            type="text"
            inputmode="decimal"
            name="amount"
            id="amount"
            value={left.amount}
            size={8}
            required
          />{' '}
          € <button type="submit">Give back</button>
        </Form>
      )}
    </>
  )
}
