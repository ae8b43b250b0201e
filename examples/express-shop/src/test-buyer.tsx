/**
 * A buyer for the sandbox, in the stead of Amazon's pages.
 *
 * Amazon's script leads to Amazon, not to a sandbox on this machine. Beside a sandbox, and only there, the shop has forms of
 * its own instead, and tells the sandbox what the buyer does. Nothing else in the shop knows of it but the places that this
 * file's exports are used in.
 */
import { type Address, AmazonPayError } from 'amazonpay'
import { type Sandbox, SandboxError } from 'amazonpay/testing'
import { type Handler, redirect } from 'amazonpay/web'
import { type Request, type Response as ExpressResponse, Router } from 'express'
import type { VNode } from 'preact'
import { cartButton } from './checkout/button.js'
import { Form, Layout, type Page, pageOf, render } from './pages/page.js'
import { formOf } from './security.js'
import { sessionOf } from './session.js'
import type { Shop } from './shop.js'

const CARDS = new Map([
  ['1111', 'Visa …1111, which pays'],
  ['3434', 'Visa …3434, which is declined'],
  ['0701', 'Visa …0701, which is checked for 30 seconds, then pays'],
  ['4354', 'Visa …4354, which is checked for 30 seconds, then declined'],
])

const ADDRESSES = new Map<string, Address>([
  [
    'Berlin',
    {
      name: 'Ada Lovelace',
      addressLine1: 'Torstraße 1',
      postalCode: '10119',
      city: 'Berlin',
      countryCode: 'DE',
    },
  ],
  [
    'Vienna',
    { name: 'Ada Lovelace', addressLine1: 'Ring 12/3', postalCode: '1010', city: 'Wien', countryCode: 'AT' },
  ],
  [
    'Stockholm',
    {
      name: 'Ada Lovelace',
      addressLine1: 'Götgatan 7',
      postalCode: '116 46',
      city: 'Stockholm',
      countryCode: 'SE',
    },
  ],
])

/** In the cart: Amazon's first page, where the buyer signs in and chooses address and card. */
export function TestBuyerSignIn({ page }: { page: Page }): VNode {
  return (
    <Form page={page} action="/test-buyer/sign-in" class="test-buyer">
      <h2>Test buyer</h2>
      <p>
        In production Amazon’s own button stands here and leads to Amazon, where the buyer signs in and
        chooses an address and a card. Beside a sandbox this form does it instead.
      </p>
      <Choice name="address" label="Address" options={[...ADDRESSES.keys()].map((town) => [town, town])} />
      <Choice name="card" label="Card" options={[...CARDS]} />
      <p>
        <button type="submit">Check out with the test buyer</button>
      </p>
    </Form>
  )
}

/** On the review page: what `amazon.Pay.bindChangeAction` does there. */
export function TestBuyerAddress(props: { page: Page; checkoutSessionId: string }): VNode {
  return (
    <Form page={props.page} action="/test-buyer/address" class="test-buyer">
      <input type="hidden" name="checkoutSessionId" value={props.checkoutSessionId} />
      <Choice
        name="address"
        label="Another address"
        options={[...ADDRESSES.keys()].map((town) => [town, town])}
      />
      <p>
        <button type="submit" class="quiet">
          Change the address
        </button>
      </p>
    </Form>
  )
}

/** Amazon's second page, where the buyer pays. */
function PayPage({ page, checkoutSessionId }: { page: Page; checkoutSessionId: string }): VNode {
  return (
    <Layout page={page} title="Test buyer">
      <h1>Test buyer: pay?</h1>
      <Form page={page} action="/test-buyer/pay" class="test-buyer">
        <input type="hidden" name="checkoutSessionId" value={checkoutSessionId} />
        <p>In production this is Amazon’s page, where the buyer confirms the payment.</p>
        <Choice name="card" label="Card" options={[['', 'the one chosen before'], ...CARDS]} />
        <p class="buttons">
          <button type="submit">Pay</button>
          <button type="submit" name="cancel" value="yes" class="quiet">
            Leave without paying
          </button>
        </p>
      </Form>
    </Layout>
  )
}

function Choice(props: { name: string; label: string; options: [string, string][] }): VNode {
  return (
    <p>
      <label for={props.name}>{props.label}</label>{' '}
      <select name={props.name} id={props.name}>
        {props.options.map(([value, text]) => (
          <option value={value}>{text}</option>
        ))}
      </select>
    </p>
  )
}

/** Leads to the page above where the review page leads to Amazon's. */
export function paidByTestBuyer(shop: Shop, review: Handler<Request>): Handler<Request> {
  if (shop.sandbox === undefined) return review
  return async (request, context) => {
    const answer = await review(request, context)
    const to = answer.headers.get('location') ?? ''
    return /^https?:/.test(to) && !to.startsWith(`${shop.url}/`)
      ? redirect(`/test-buyer/pay${new URL(to).search}`)
      : answer
  }
}

export function testBuyer(shop: Shop, sandbox: Sandbox): Router {
  const router = Router()

  router.post('/sign-in', async (request, response) => {
    const { card = '1111', address = '' } = formOf(request)
    await leave(request, response, async () => {
      const button = await shop.pay.button(cartButton(shop, sessionOf(request)))
      return sandbox.buyer.checkout(button, { card, address: ADDRESSES.get(address) })
    })
  })

  router.post('/address', async (request, response) => {
    const { checkoutSessionId = '', address = '' } = formOf(request)
    await leave(request, response, async () => {
      await sandbox.buyer.checkout(checkoutSessionId, { address: ADDRESSES.get(address), action: 'stay' })
      return { nextUrl: `/checkout/review?amazonCheckoutSessionId=${encodeURIComponent(checkoutSessionId)}` }
    })
  })

  router.get('/pay', (request, response) => {
    const checkoutSessionId = new URL(request.url, shop.url).searchParams.get('amazonCheckoutSessionId') ?? ''
    response.send(render(<PayPage page={pageOf(shop, request)} checkoutSessionId={checkoutSessionId} />))
  })

  router.post('/pay', async (request, response) => {
    const { checkoutSessionId = '', card, cancel } = formOf(request)
    await leave(request, response, () =>
      sandbox.buyer.checkout(checkoutSessionId, {
        action: cancel === undefined ? 'approve' : 'cancel',
        card: card === '' ? undefined : card,
      }),
    )
  })

  return router
}

/** Does what the buyer does, and sends the browser where Amazon would. */
async function leave(
  request: Request,
  response: ExpressResponse,
  act: () => Promise<{ nextUrl?: string | null }>,
): Promise<void> {
  let to = '/cart'
  try {
    to = (await act()).nextUrl ?? to
  } catch (error) {
    if (!(error instanceof SandboxError || error instanceof AmazonPayError)) throw error
    sessionOf(request).notice = { kind: 'error', text: `The sandbox refused: ${error.message}` }
  }
  response.redirect(303, to)
}
