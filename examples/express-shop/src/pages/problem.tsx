import type { VNode } from 'preact'
import { Layout, type Page } from './page.js'

export function ProblemPage({ page, message }: { page: Page; message: string }): VNode {
  return (
    <Layout page={page} title="That did not work">
      <h1>That did not work</h1>
      <p role="alert">{message}</p>
      <p>
        <a href="/cart">Your cart</a>
      </p>
    </Layout>
  )
}
