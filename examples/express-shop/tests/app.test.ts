/** The shop's app buys, on each store that orders can be kept in. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SandboxShop } from '#shop/sandbox-shop.js'
import { BERLIN, chargesOf, clerkAt, open } from './shop.js'
import { eachStore } from './stores.js'

type Json = Record<string, unknown>

/** An app, as the contract has it. */
class App {
  readonly checkoutId = randomUUID()
  session = ''

  constructor(
    readonly shop: SandboxShop,
    readonly token = randomBytes(32).toString('base64url'),
  ) {}

  async say(step: string, more: Json = {}, token = this.token): Promise<{ status: number; body: Json }> {
    const opens = step === 'start' || step === 'confirm'
    const asked = {
      version: 1,
      checkoutId: this.checkoutId,
      ...(step === 'start' ? {} : { checkoutSessionId: this.session }),
      ...(opens ? { returnState: randomBytes(16).toString('hex') } : {}),
      ...more,
    }
    const answer = await fetch(`${this.shop.url}/app-checkout/${step}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(asked),
    })
    return { status: answer.status, body: (await answer.json()) as Json }
  }

  /** Puts an order together at Amazon: 89.00 euros without shipping. */
  async chooses(card = '1111'): Promise<void> {
    const { status, body } = await this.say('start', { order: { cart: { pot: 1, assam: 2 } } })
    assert.equal(status, 200, JSON.stringify(body))
    const hidden = String(body['url']).split('#')[1] ?? ''
    const { config } = JSON.parse(Buffer.from(hidden, 'base64url').toString()) as { config: Json }
    const visit = await this.shop.sandbox.buyer.checkout(config, { card, address: BERLIN })
    this.session = visit.checkoutSessionId
  }
}

const codeOf = ({ status, body }: { status: number; body: Json }): unknown[] => [
  status,
  (body['error'] as Json | undefined)?.['code'],
]

for (const [store, stores] of await eachStore()) {
  const shop = await open({ stores })

  test(`${store}: an app buys once, however often it asks, and the clerk ships`, async () => {
    const app = new App(shop)
    await app.chooses()
    const { body: review } = await app.say('review')
    assert.deepEqual(review['total'], { amount: '93.90', currencyCode: 'EUR' })
    assert.deepEqual(review['shipping'], { amount: '4.90', currencyCode: 'EUR' })
    assert.equal((await app.say('confirm')).status, 200)
    await shop.sandbox.buyer.approve(app.session)
    const done = await Promise.all([app.say('complete'), app.say('complete'), app.say('complete')])
    const number = String(done[0].body['orderId'])
    for (const { body } of done) assert.deepEqual(body, { outcome: 'paid', orderId: number })
    const charges = await chargesOf(shop, number)
    assert.deepEqual(
      charges.map(({ chargeAmount }) => chargeAmount?.amount),
      ['93.90'],
    )
    const clerk = await clerkAt(shop, number)
    assert.match(clerk.text, /1 × Cast iron pot .* 2 × Assam, second flush .* Total 93\.90 €/)
    assert.match(await clerk.press('Ship, and capture 93.90 €'), /93\.90 € captured\./)
  })

  test(`${store}: a decline closes the app's order, and a new checkout begins another`, async () => {
    const app = new App(shop)
    await app.chooses('3434')
    assert.equal((await app.say('confirm')).status, 200)
    await shop.sandbox.buyer.approve(app.session)
    assert.deepEqual((await app.say('complete')).body, { outcome: 'declined', reasonCode: 'Declined' })
    const { merchantMetadata } = await shop.sandbox.client().checkoutSessions.get(app.session)
    const number = merchantMetadata?.merchantReferenceId ?? ''
    assert.match((await clerkAt(shop, number)).text, /payment declined/)
    const next = new App(shop, app.token)
    await next.chooses()
    assert.equal((await next.say('confirm')).status, 200)
  })

  test(`${store}: nobody else finds an app's checkout`, async () => {
    const app = new App(shop)
    await app.chooses()
    const another = randomBytes(32).toString('base64url')
    assert.deepEqual(codeOf(await app.say('complete', {}, another)), [404, 'checkout_not_found'])
    assert.deepEqual(codeOf(await app.say('complete', {}, 'short')), [401, 'unauthenticated'])
  })

  test(`${store}: carts that are none are refused, with a code that says why`, async () => {
    const app = new App(shop)
    for (const [cart, code] of [
      [undefined, 'cart_invalid'],
      [{}, 'cart_empty'],
      [{ gold: 1 }, 'product_unknown'],
      [{ pot: 0 }, 'quantity_invalid'],
      [{ pot: 21 }, 'quantity_invalid'],
      [{ pot: '1' }, 'quantity_invalid'],
    ] as const) {
      assert.deepEqual(codeOf(await app.say('start', { order: { cart } })), [422, code])
    }
  })

  test(`${store}: the page that leads on to Amazon has a policy of its own`, async () => {
    const page = await fetch(`${shop.url}/app-checkout/open`)
    assert.match(await page.text(), new RegExp(`data-merchant-id="${shop.sandbox.merchantId}"`))
    assert.match(page.headers.get('content-security-policy') ?? '', /^script-src 'nonce-/)
  })
}
