import type { VNode } from 'preact'
import { Layout, type Page } from './page.js'

const HEADLINES = { declined: 'Your payment was declined', canceled: 'Checkout canceled' }

/** The buyer comes back from Amazon without having paid. */
export function NotPaidPage({ page, why }: { page: Page; why: 'declined' | 'canceled' }): VNode {
  return (
    <Layout page={page} title={HEADLINES[why]}>
      <h1>{HEADLINES[why]}</h1>
      <p role="alert">
        Nothing was charged. Your cart is as it was: <a href="/cart">go back to it</a>
        {why === 'declined' && ', and check out with another card'}.
      </p>
    </Layout>
  )
}
