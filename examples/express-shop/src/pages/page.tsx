/** What all pages have in common. They are written as TSX: typed, and whatever stands in braces is escaped. */
import type { Money } from 'amazonpay'
import type { Request } from 'express'
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { cartOf } from '../cart.js'
import { csrfTokenOf, nonceOf } from '../security.js'
import { type Notice, sessionOf } from '../session.js'
import { SHOP_NAME, type Shop, sandboxOf } from '../shop.js'

/** What the frame of a page needs of its request. */
export interface Page {
  readonly csrfToken: string
  readonly nonce: string
  readonly cartCount: number
  readonly notice: Notice | undefined
  /** Whether a sandbox stands in for Amazon. */
  readonly onSandbox: boolean
}

export function pageOf(shop: Shop, request: Request): Page {
  const session = sessionOf(request)
  const { notice } = session
  delete session.notice
  return {
    csrfToken: csrfTokenOf(request),
    nonce: nonceOf(request),
    cartCount: cartOf(session).count,
    notice,
    onSandbox: sandboxOf(shop) !== undefined,
  }
}

/** A page's text. */
export function render(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`
}

/** A page as the handlers of `amazonpay/web` answer. */
export function html(page: VNode, status = 200): Response {
  return new Response(render(page), { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

export function Layout(props: { page: Page; title: string; children: ComponentChildren }): VNode {
  const { page, title, children } = props
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title === SHOP_NAME ? title : `${title} – ${SHOP_NAME}`}</title>
        <link rel="stylesheet" href="/static/style.css" />
        <link rel="icon" href="/static/icon.svg" />
      </head>
      <body>
        {page.onSandbox && (
          <aside class="sandbox-note" aria-label="Test shop">
            Test shop: Amazon Pay is a sandbox on this machine, and no money moves.
          </aside>
        )}
        <header>
          <a class="brand" href="/">
            {SHOP_NAME}
          </a>
          <nav aria-label="Shop">
            <a href="/cart">
              Cart
              {page.cartCount > 0 && (
                <>
                  {' '}
                  <span class="count">{page.cartCount}</span>
                </>
              )}
            </a>
            <a href="/desk">Desk</a>
          </nav>
        </header>
        <main>
          {page.notice && (
            <p class={`notice ${page.notice.kind}`} role={page.notice.kind === 'error' ? 'alert' : 'status'}>
              {page.notice.text}
            </p>
          )}
          {children}
        </main>
        <footer>
          An example for the <code>amazonpay</code> package. Not affiliated with Amazon.
        </footer>
      </body>
    </html>
  )
}

/** A form that posts, with the token that shows it to be ours. */
export function Form(props: {
  page: Page
  action: string
  class?: string
  children: ComponentChildren
}): VNode {
  const { page, action, children } = props
  return (
    <form method="post" action={action} class={props.class}>
      <input type="hidden" name="csrfToken" value={page.csrfToken} />
      {children}
    </form>
  )
}

/** An amount. It stays the text that it is: no float is made of it. */
export function amount(money: Money): string {
  return money.currencyCode === 'EUR' ? `${money.amount} €` : `${money.amount} ${money.currencyCode}`
}

/** An address, or whatever else has lines. */
export function Lines({ lines }: { lines: readonly string[] }): VNode {
  return (
    <address>
      {lines.map((line) => (
        <>
          {line}
          <br />
        </>
      ))}
    </address>
  )
}
