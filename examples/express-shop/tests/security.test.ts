/** What strangers, forms of other sites and buyers with odd names can do, which is nothing. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createApp } from '#shop/app.js'
import { openSandboxShop } from '#shop/sandbox-shop.js'
import { openStores } from '#shop/stores.js'
import { AmazonPay } from 'amazonpay'
import { Browser, fieldsOf } from './browser.js'
import { buttonOf, buyerWithCart, checkOut, clerkAt, open, orderNumber, pay, toReview } from './shop.js'

const shop = await open()

const NAME = `<script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;`

test('a buyer’s name is text on each page', async () => {
  const buyer = await buyerWithCart(shop)
  const address = { name: NAME, addressLine1: '</address>', postalCode: '1', city: '${1}', countryCode: 'DE' }
  const { nextUrl } = await shop.sandbox.buyer.checkout(await buttonOf(shop, buyer), { address })
  assert.ok(nextUrl)
  await buyer.get(nextUrl)
  const pages = [buyer.tab()]
  await buyer.press('Pay ')
  await pay(shop, buyer)
  pages.push(buyer, await clerkAt(shop, orderNumber(buyer)))
  for (const page of pages) {
    const shown = page.find('address')?.text ?? ''
    assert.ok(shown.includes(NAME) && shown.includes(address.addressLine1), page.source)
    assert.equal(page.find('script:not([src]), img'), null)
  }
})

test('a form without its token is refused, and does nothing', async () => {
  const buyer = await buyerWithCart(shop)
  const { csrfToken, ...fields } = fieldsOf(buyer.form('Change'))
  const stranger = new Browser(shop.url)
  await stranger.get('/')
  const other = fieldsOf(stranger.form('Into the cart'))['csrfToken'] ?? ''
  assert.notEqual(csrfToken, other)
  for (const token of [undefined, '', other]) {
    const body = new URLSearchParams({
      ...fields,
      quantity: '9',
      ...(token === undefined ? {} : { csrfToken: token }),
    })
    assert.match(await buyer.post('/cart', body), /This form is too old, or is not ours/)
    assert.equal(buyer.status, 403)
  }
  assert.match(await buyer.get('/cart'), /89\.00 €/)
})

test('the policy of each page lets run only what has the nonce of this very page', async () => {
  const policies = await Promise.all(
    ['/', '/cart', '/desk/login', '/nowhere', '/checkout/review'].map(async (path) => {
      const answer = await fetch(shop.url + path)
      return answer.headers.get('content-security-policy') ?? ''
    }),
  )
  for (const policy of policies) {
    assert.match(policy, /^default-src 'none';script-src 'nonce-[\w+/]{22}==' 'strict-dynamic';/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.match(policy, /frame-ancestors 'none';base-uri 'none'/)
  }
  assert.equal(new Set(policies).size, policies.length)
})

test('a page that names a session is kept by nobody', async () => {
  const buyer = await buyerWithCart(shop)
  await toReview(shop, buyer)
  assert.match(buyer.headers.get('cache-control') ?? '', /no-store/)
  // The handler's own, in place of the shop's.
  assert.equal(buyer.headers.get('referrer-policy'), 'same-origin')
})

test('cookies are out of reach for scripts, and for forms of other sites', async () => {
  const answer = await fetch(shop.url)
  for (const cookie of answer.headers.getSetCookie()) assert.match(cookie, /; samesite=lax; httponly/)
})

test('the policy names Amazon, or the sandbox that stands in for it', async (t) => {
  const stores = await openStores(undefined)
  t.after(() => stores.close())
  const { publicKeyId, privateKey } = shop.sandbox.credentials
  const pay = new AmazonPay({ publicKeyId, privateKey, region: 'eu' })
  const identity = {
    url: 'https://shop.example',
    merchantId: 'A',
    storeId: 'S',
    topics: ['arn:aws:sns:eu-west-1:1:t'],
  }
  const secrets = { secret: 'a secret of this test', clerkPassword: 'clerk' }
  const server = createApp({ pay, stores, ...identity, ...secrets }).listen(0)
  t.after(() => server.close())
  await once(server, 'listening')
  const amazon = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const [url, sources, page] of [
    [amazon, "form-action 'self' https://*.amazon.com ", /^(?!.*Test shop)/s],
    [shop.url, `form-action 'self' ${shop.sandbox.url};`, /Test shop: Amazon Pay is a sandbox/],
  ] as const) {
    const answer = await fetch(url)
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.ok(policy.includes(sources), policy)
    assert.match(await answer.text(), page)
  }
})

test('a fault of the shop is logged without the query, and the browser is told nothing of it', async (t) => {
  const logged = t.mock.method(console, 'error', () => undefined)
  const stores = await openStores(undefined)
  t.mock.method(stores.orders, 'find', () => Promise.reject(new Error('no route to database.internal')))
  const broken = await openSandboxShop({ stores })
  t.after(() => broken.close())
  const buyer = await buyerWithCart(broken)
  await checkOut(broken, buyer)
  const text = await pay(broken, buyer)
  assert.deepEqual([buyer.status, text.trim()], [500, 'Something went wrong. Please try again in a moment.'])
  const line = String(logged.mock.calls[0]?.arguments[0])
  assert.equal(line, 'GET /checkout/result failed:')
})

test('addresses that are none, and bodies that are too large, are refused as such', async () => {
  assert.equal((await fetch(`${shop.url}/products/%E0%A4%A`)).status, 400)
  const large = await fetch(`${shop.url}/cart`, {
    method: 'POST',
    body: new URLSearchParams({ a: 'x'.repeat(20_000) }),
  })
  assert.equal(large.status, 413)
})
