/** The shop's app in earnest: the checkout that apps have in Swift and Kotlin, over HTTP, from the cart to its end. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { SandboxShop } from '#shop/sandbox-shop.js'
import { BERLIN, chargesOf, clerkAt, open } from './shop.js'
import { eachStore } from './stores.js'

/** What bindings-uniffi/examples/app_checkout.rs writes. */
interface Told {
  state: { name: string; outcome?: string; orderId?: string; code?: string }
  wentThrough: string[]
  total: { amount: string; currencyCode: string } | null
  checkoutSessionId: string
}

/** An app whose buyer has 89.00 euros in the cart. */
async function appOf(shop: SandboxShop, more: object): Promise<Told> {
  const program = process.env['AMAZONPAY_APP_CHECKOUT']
  assert.ok(
    program,
    'AMAZONPAY_APP_CHECKOUT names the program app-checkout; scripts/shop_node_tests.sh builds it',
  )
  const course = {
    backend: `${shop.url}/app-checkout`,
    sandbox: shop.sandbox.url,
    token: randomBytes(32).toString('base64url'),
    origin: 'https://shop.example',
    order: { cart: { pot: 1, assam: 2 } },
    card: '1111',
    address: BERLIN,
    ...more,
  }
  const text = await new Promise<string>((resolve, reject) => {
    const child = execFile(program, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }))
      else resolve(stdout)
    })
    child.stdin?.end(JSON.stringify(course))
  })
  return JSON.parse(text) as Told
}

/** The number of the order that a session is about. */
async function numberOf(shop: SandboxShop, { checkoutSessionId }: Told): Promise<string> {
  const { merchantMetadata } = await shop.sandbox.client().checkoutSessions.get(checkoutSessionId)
  return merchantMetadata?.merchantReferenceId ?? ''
}

for (const [store, stores] of await eachStore()) {
  const shop = await open({ stores })

  test(`${store}: an app pays`, async () => {
    const { state, wentThrough, total } = await appOf(shop, {})
    const number = state.orderId ?? ''
    assert.deepEqual(state, { name: 'done', outcome: 'paid', orderId: number })
    assert.deepEqual(wentThrough, ['buyerAtAmazon', 'reviewing', 'confirming', 'done'])
    assert.deepEqual(total, { amount: '93.90', currencyCode: 'EUR' })
    const charges = await chargesOf(shop, number)
    assert.deepEqual(
      charges.map(({ chargeAmount }) => chargeAmount?.amount),
      ['93.90'],
    )
    assert.match((await clerkAt(shop, number)).text, /1 × Cast iron pot .* Total 93\.90 €/)
  })

  test(`${store}: an app whose user has to sign in before each step pays once`, async () => {
    const told = await appOf(shop, { sessionEnds: true })
    assert.deepEqual(told.wentThrough, [
      'unauthenticated start',
      'buyerAtAmazon',
      'unauthenticated review',
      'reviewing',
      'unauthenticated confirm',
      'confirming',
      'unauthenticated complete',
      'done',
    ])
    assert.equal(told.state.outcome, 'paid')
    assert.equal((await chargesOf(shop, told.state.orderId ?? '')).length, 1)
  })

  test(`${store}: an app waits for Amazon with its buyer`, async () => {
    const { state } = await appOf(shop, { card: '0701' })
    assert.deepEqual([state.name, state.outcome], ['done', 'pending'])
    assert.equal((await chargesOf(shop, state.orderId ?? '')).length, 1)
  })

  test(`${store}: an app's payment is declined`, async () => {
    const told = await appOf(shop, { card: '3434' })
    assert.deepEqual(told.state, { name: 'failed', code: 'Declined' })
    assert.deepEqual(told.wentThrough, ['buyerAtAmazon', 'reviewing', 'confirming', 'failed'])
    const number = await numberOf(shop, told)
    assert.deepEqual(await chargesOf(shop, number), [])
    assert.match((await clerkAt(shop, number)).text, /payment declined/)
  })

  test(`${store}: an app's buyer cancels on either of Amazon's pages`, async () => {
    const early = await appOf(shop, { cancels: 'signIn' })
    assert.deepEqual(early.wentThrough, ['buyerAtAmazon', 'cancelled'])
    const late = await appOf(shop, { cancels: 'payment' })
    assert.deepEqual(late.wentThrough, ['buyerAtAmazon', 'reviewing', 'confirming', 'cancelled'])
    for (const told of [early, late]) {
      const session = await shop.sandbox.client().checkoutSessions.get(told.checkoutSessionId)
      assert.equal(session.statusDetails.state, 'Canceled')
      assert.deepEqual(await chargesOf(shop, await numberOf(shop, told)), [])
    }
  })

  test(`${store}: an app pays for the way to where its buyer is`, async () => {
    const stockholm = { ...BERLIN, city: 'Stockholm', postalCode: '116 46', countryCode: 'SE' }
    const { state, total } = await appOf(shop, { address: stockholm })
    assert.deepEqual(total, { amount: '103.90', currencyCode: 'EUR' })
    const charges = await chargesOf(shop, state.orderId ?? '')
    assert.deepEqual(
      charges.map(({ chargeAmount }) => chargeAmount?.amount),
      ['103.90'],
    )
  })

  test(`${store}: what the shop refuses ends an app's checkout with the shop's code`, async () => {
    const { state } = await appOf(shop, { order: { cart: { gold: 1 } } })
    assert.deepEqual(state, { name: 'failed', code: 'product_unknown' })
  })
}
