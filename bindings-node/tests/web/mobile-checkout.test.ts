/** The back end of a checkout in an app: the contract's vectors, over HTTP. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ConfigurationError } from 'amazonpay'
import { CheckoutRefusal, mobileCheckoutHandler } from 'amazonpay/web'
import { vector } from '../face/vectors.js'
import { REPOSITORY } from '../repository.js'
import {
  LINKS,
  type MobileShop,
  type Order,
  type Settings,
  mobileShop,
  nonce,
  opened,
  settingsOf,
} from './mobile-shop.js'
import { FRAMEWORKS, open } from './shop.js'

type Json = Record<string, unknown>

interface Did {
  step?: string
  buyer?: 'checkout' | 'approve' | 'cancel'
  card?: string
  hoursLater?: number
  as?: string
  with?: Json
  without?: string[]
  raw?: string
  rawBytes?: number
  contentType?: string
  method?: string
  atOnce?: number
  answer?: { status: number; body?: Json; code?: string }
}
const { courses } = vector('mobile-checkout/back-end.json') as {
  courses: { name: string; does: Did[]; charges: string[] }[]
}

/** The review page of the shop's website. */
const WEB_REVIEW = 'https://shop.example/review'

/** An app that says what a course tells it to. */
class App {
  readonly checkoutId = randomUUID()
  session = ''
  /** How the order ended, each time that the back end said so. */
  readonly heard: string[] = []
  private url = ''
  private stateOfStart = ''

  constructor(readonly shop: MobileShop) {}

  async do(did: Did): Promise<void> {
    const { sandbox } = this.shop
    if (did.hoursLater !== undefined) await sandbox.clock.advance({ hours: did.hoursLater })
    else if (did.buyer === 'checkout') {
      const visit = await sandbox.buyer.checkout(opened(this.url).config, { card: did.card })
      this.session = visit.checkoutSessionId
    } else if (did.buyer !== undefined) await sandbox.buyer[did.buyer](this.session)
    else await Promise.all(Array.from({ length: did.atOnce ?? 1 }, () => this.step(did)))
  }

  async say(step: string, body: string, did: Did = {}): Promise<{ status: number; body: Json }> {
    const answer = await fetch(`${this.shop.url}/app-checkout/${step}`, {
      method: did.method ?? 'POST',
      headers: {
        'content-type': did.contentType ?? 'application/json',
        ...(did.as === 'nobody' ? {} : { authorization: `Bearer ${did.as ?? 'mette'}` }),
      },
      body,
      redirect: 'manual',
    })
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    return { status: answer.status, body: (await answer.json()) as Json }
  }

  async asking(did: Did): Promise<Json> {
    const step = did.step ?? ''
    const asked: Json = { version: 1, checkoutId: this.checkoutId }
    if (step === 'start') asked['order'] = { cartId: '17' }
    else asked['checkoutSessionId'] = this.session
    if (step === 'start' || step === 'confirm') asked['returnState'] = nonce()
    Object.assign(asked, did.with)
    const session = asked['checkoutSessionId']
    if (session === 'FOREIGN')
      asked['checkoutSessionId'] = await this.otherSession(LINKS.review, randomUUID())
    if (session === 'ELSEWHERE')
      asked['checkoutSessionId'] = await this.otherSession(WEB_REVIEW, this.checkoutId)
    if (session === 'CAPITALS') {
      asked['checkoutSessionId'] = this.session.toUpperCase()
      asked['checkoutId'] = this.checkoutId.toUpperCase()
    }
    if (asked['returnState'] === 'STATE OF START') asked['returnState'] = this.stateOfStart
    for (const field of did.without ?? []) Reflect.deleteProperty(asked, field)
    return asked
  }

  private async step(did: Did): Promise<void> {
    const { step = '', answer: expected } = did
    const asked = await this.asking(did)
    const raw = did.rawBytes === undefined ? did.raw : JSON.stringify(' '.repeat(did.rawBytes))
    const answer = await this.say(step, raw ?? JSON.stringify(asked), did)
    assert.ok(expected)
    assert.equal(answer.status, expected.status, JSON.stringify(answer.body))
    if (expected.body === undefined) {
      const { error, ...rest } = answer.body as { error: { code: string } }
      assert.deepEqual([error.code, rest], [expected.code, {}])
      return
    }
    assert.deepEqual(Object.keys(answer.body).sort(), Object.keys(expected.body).sort())
    for (const [name, value] of Object.entries(expected.body)) {
      if (value === '…') assert.ok(answer.body[name], name)
      else assert.deepEqual(answer.body[name], value, name)
    }
    if (step === 'start') {
      this.url = String(answer.body['url'])
      this.stateOfStart = String(asked['returnState'])
    }
    if (step === 'complete') {
      const { outcome, reasonCode } = answer.body as { outcome: string; reasonCode?: string }
      this.heard.push([outcome, reasonCode].filter((word) => word !== undefined).join(' '))
    }
  }

  /** A session of the same merchant's that this checkout has not begun. */
  private async otherSession(review: string, checkout: string): Promise<string> {
    const { pay, sandbox } = this.shop
    const { checkoutSessionId } = await pay.checkoutSessions.create({
      webCheckoutDetails: { checkoutReviewReturnUrl: `${review}?checkout=${checkout}&state=${nonce()}` },
      storeId: sandbox.storeId,
    })
    await sandbox.buyer.checkout(checkoutSessionId)
    return checkoutSessionId
  }
}

async function charged({ sandbox }: MobileShop): Promise<string[]> {
  const charges = (await sandbox.objects('charges')) as unknown as { chargeAmount: { amount: string } }[]
  return charges.map((charge) => charge.chargeAmount.amount)
}

for (const framework of FRAMEWORKS) {
  for (const course of courses) {
    test(`${framework}: ${course.name}`, async (t) => {
      const app = new App(await mobileShop(t, framework))
      for (const did of course.does) await app.do(did)
      assert.deepEqual(await charged(app.shop), course.charges)
      // What the app hears, the shop has been told.
      assert.deepEqual(app.shop.orders.get(app.checkoutId)?.told ?? [], app.heard)
    })
  }
}

/** Every example of the app's side that has a request is a request of this side's, and its answer has the same form. */
test('an app that says what the app does gets answers of the form that the app reads', async (t) => {
  interface Case {
    step: string
    request?: Json
    answer: { body: Json }
  }
  const { steps } = vector('mobile-checkout/steps.json') as { steps: Case[] }
  const app = new App(await mobileShop(t, 'express'))
  const said = steps.filter((one) => one.request)
  assert.deepEqual(
    said.map((one) => one.step),
    ['start', 'review', 'confirm', 'complete'],
  )
  for (const { step, request, answer } of said) {
    const fields = await app.asking({ step })
    assert.deepEqual(Object.keys(fields).sort(), Object.keys(request ?? {}).sort(), step)
    const body: Json = { ...request, ...fields }
    if (step === 'start') body['order'] = request?.['order']
    if (step === 'complete') await app.shop.sandbox.buyer.approve(app.session)
    const got = await app.say(step, JSON.stringify(body))
    assert.equal(got.status, 200, JSON.stringify(got.body))
    assert.deepEqual(Object.keys(got.body).sort(), Object.keys(answer.body).sort(), step)
    if (step === 'start') {
      const { config } = opened(String(got.body['url']))
      app.session = (await app.shop.sandbox.buyer.checkout(config)).checkoutSessionId
    }
  }
})

async function walk(
  t: TestContext,
  more: Partial<Settings> = {},
): Promise<{ app: App; begin: () => Promise<void> }> {
  const app = new App(await mobileShop(t, 'express', more))
  const begin = async (): Promise<void> => {
    await app.do({ step: 'start', answer: { status: 200, body: { url: '…' } } })
    await app.do({ buyer: 'checkout', card: '1111' })
  }
  return { app, begin }
}

test('the buyer comes back by the links of the app, with the nonce of the step', async (t) => {
  const { app, begin } = await walk(t)
  await begin()
  const { pay } = app.shop
  const begun = (await pay.checkoutSessions.get(app.session)).webCheckoutDetails
  const review = new URL(begun?.checkoutReviewReturnUrl ?? '')
  assert.equal(review.origin + review.pathname, LINKS.review)
  const first = review.searchParams.get('state') ?? ''
  assert.match(first, /^[0-9a-f]{32}$/)
  assert.equal(begun?.checkoutCancelUrl, `${LINKS.cancel}?state=${first}`)

  const state = nonce()
  const asked = JSON.stringify({ ...(await app.asking({ step: 'confirm' })), returnState: state })
  assert.equal((await app.say('confirm', asked)).status, 200)
  const confirmed = await pay.checkoutSessions.get(app.session)
  const details = confirmed.webCheckoutDetails
  assert.equal(details?.checkoutResultReturnUrl, `${LINKS.result}?state=${state}`)
  assert.equal(details.checkoutCancelUrl, `${LINKS.cancel}?state=${state}`)
  assert.equal(confirmed.merchantMetadata?.merchantReferenceId, '1001')
  const { nextUrl } = await app.shop.sandbox.buyer.cancel(app.session)
  assert.ok(nextUrl?.startsWith(`${LINKS.cancel}?state=${state}`))
})

test('without a cancel link a buyer who cancels comes back by the link that is due', async (t) => {
  const { app, begin } = await walk(t, { links: { review: LINKS.review, result: LINKS.result } })
  await begin()
  const cancelUrl = async (): Promise<string> => {
    const { webCheckoutDetails } = await app.shop.pay.checkoutSessions.get(app.session)
    return webCheckoutDetails?.checkoutCancelUrl ?? ''
  }
  assert.match(await cancelUrl(), /^https:\/\/shop\.example\/amazon-pay\/review\?state=[0-9a-f]{32}$/)
  await app.do({ step: 'confirm', answer: { status: 200, body: { url: '…' } } })
  assert.match(await cancelUrl(), /^https:\/\/shop\.example\/amazon-pay\/result\?state=[0-9a-f]{32}$/)
})

test('the first payment of a subscription is a checkout like any other', async (t) => {
  const button = (): ReturnType<Settings['button']> => ({
    placement: 'Cart',
    ledgerCurrency: 'EUR',
    checkoutSession: {
      storeId: app.shop.sandbox.storeId,
      chargePermissionType: 'Recurring',
      recurringMetadata: {
        frequency: { unit: 'Month', value: '1' },
        amount: { amount: '49.90', currencyCode: 'EUR' },
      },
    },
  })
  const { app, begin } = await walk(t, { button })
  await begin()
  await app.do({ step: 'confirm', answer: { status: 200, body: { url: '…' } } })
  await app.shop.sandbox.buyer.approve(app.session)
  // Amazon authorizes it later, as it does all recurring payments.
  await app.do({ step: 'complete', answer: { status: 200, body: { outcome: 'pending', orderId: '…' } } })
  assert.deepEqual(await charged(app.shop), ['49.90'])
  const { chargePermissionId } = await app.shop.pay.checkoutSessions.get(app.session)
  const permission = await app.shop.pay.chargePermissions.get(chargePermissionId ?? '')
  assert.equal(permission.chargePermissionType, 'Recurring')
})

test('a button that can not be signed ends the checkout, and the shop is told why', async (t) => {
  const told: string[] = []
  const button = (): ReturnType<Settings['button']> => ({
    placement: 'Cart',
    checkoutSession: { storeId: app.shop.sandbox.storeId },
  })
  const { app } = await walk(t, { button, report: (text) => told.push(text) })
  await app.do({ step: 'start', answer: { status: 422, code: 'refused' } })
  assert.match(told.join('\n'), /^An app was told refused: .*ledgerCurrency/i)
})

test('a refusal says when to come again, and which method is right', async (t) => {
  const { app } = await walk(t, {
    begin: () => {
      throw new CheckoutRefusal('closed', 'Back at eight.', 503)
    },
  })
  const headers = async (method: string): Promise<Headers> => {
    const authorization = 'Bearer mette'
    const { headers: answered } = await fetch(`${app.shop.url}/app-checkout/start`, {
      method,
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(await app.asking({ step: 'start' })),
    })
    return answered
  }
  await app.do({ step: 'start', answer: { status: 503, code: 'closed' } })
  assert.equal((await headers('POST')).get('retry-after'), '5')
  assert.equal((await headers('PUT')).get('allow'), 'POST')
  for (const status of [200, 302, 399, 600, 422.5, NaN]) {
    assert.throws(() => new CheckoutRefusal('sold_out', '', status), {
      name: 'RangeError',
      message: /400 to 599/,
    })
  }
})

test('no more of the buyer is told than the contract says', async (t) => {
  const { app, begin } = await walk(t)
  await begin()
  const session = await app.shop.pay.checkoutSessions.get(app.session)
  assert.ok(session.buyer?.email)
  assert.ok(session.shippingAddress?.phoneNumber)
  const { body } = await app.say('review', JSON.stringify(await app.asking({ step: 'review' })))
  const text = JSON.stringify(body)
  for (const secret of [session.buyer.email, session.buyer.buyerId, session.shippingAddress.phoneNumber]) {
    assert.ok(secret && !text.includes(secret), text)
  }
  assert.equal((body['shippingAddress'] as Json)['city'], session.shippingAddress.city)
})

test('while Amazon is away an app may try again, and nothing is lost or paid twice', async (t) => {
  const { app, begin } = await walk(t)
  const { sandbox } = app.shop
  await begin()
  await sandbox.faults.add({ operation: 'checkout_sessions.get', status: 503, count: 1 })
  const review = JSON.stringify(await app.asking({ step: 'review' }))
  const away = await app.say('review', review)
  assert.deepEqual([away.status, away.body], [503, { error: { code: 'unavailable' } }])
  assert.equal((await app.say('review', review)).status, 200)
  await app.do({ step: 'confirm', answer: { status: 200, body: { url: '…' } } })
  await sandbox.buyer.approve(app.session)
  // Amazon has done it, its answer is lost, and for a moment nobody can say what became of it.
  await sandbox.faults.add({
    operation: 'checkout_sessions.complete',
    cut: 'connection',
    afterWork: true,
    count: 1,
  })
  await sandbox.faults.add({ operation: 'charges.get', status: 503, count: 1 })
  await app.do({ step: 'complete', answer: { status: 503, code: 'outcome_unknown' } })
  await app.do({ step: 'complete', answer: { status: 200, body: { outcome: 'paid', orderId: '…' } } })
  assert.deepEqual(await charged(app.shop), ['49.90'])
})

test('what Amazon refuses ends the checkout, for trying again mends nothing', async (t) => {
  const { app, begin } = await walk(t)
  await begin()
  const reasonCode = 'InvalidParameterValue'
  await app.shop.sandbox.faults.add({ operation: 'checkout_sessions.update', status: 400, reasonCode })
  await app.do({ step: 'confirm', answer: { status: 422, code: 'refused' } })
})

test('an order whose price changed after the buyer confirmed is not charged', async (t) => {
  const { app, begin } = await walk(t)
  await begin()
  await app.do({ step: 'confirm', answer: { status: 200, body: { url: '…' } } })
  await app.shop.sandbox.buyer.approve(app.session)
  for (const order of app.shop.orders.values()) order.price = '59.90'
  await app.do({ step: 'complete', answer: { status: 409, code: 'amount_differs' } })
  assert.deepEqual(await charged(app.shop), [])
})

test('the page that leads on to Amazon is the same for all and holds nothing of the checkout', async (t) => {
  const { app } = await walk(t)
  const page = await fetch(`${app.shop.url}/app-checkout/open`)
  assert.equal(page.status, 200)
  const text = await page.text()
  assert.ok(text.includes(`data-merchant-id="${app.shop.sandbox.merchantId}"`))
  assert.ok(text.includes(`data-script-url="${app.shop.sandbox.url}/checkout.js"`))
  const [, inPage] = /<script nonce="([^"]+)">/.exec(text) ?? []
  assert.ok(inPage)
  assert.ok(page.headers.get('content-security-policy')?.includes(`'nonce-${inPage}'`))
  const again = await (await fetch(`${app.shop.url}/app-checkout/open`)).text()
  assert.ok(!again.includes(inPage))
})

test("the page does what Django's does, which is tried in a browser", async (t) => {
  const { app } = await walk(t)
  const scriptOf = (page: string): string | undefined =>
    /<script nonce=[^>]*>([^]*)<\/script>/.exec(page)?.[1]
  const page = await (await fetch(`${app.shop.url}/app-checkout/open`)).text()
  const django = readFileSync(
    join(REPOSITORY, 'bindings-python/python/amazonpay/django/templates/amazonpay/mobile_opening.html'),
    'utf8',
  )
  assert.ok(scriptOf(page)?.includes('initCheckout'))
  assert.equal(scriptOf(page), scriptOf(django))
})

test('settings that will not do are refused when the handler is made', async (t) => {
  const { sandbox, pay } = await open(t)
  const settings = settingsOf(sandbox, pay, new Map<string, Order>())
  const field = (more: object): string | undefined => {
    try {
      mobileCheckoutHandler({ ...settings, ...more })
    } catch (error) {
      assert.ok(error instanceof ConfigurationError)
      return error.field
    }
    return undefined
  }
  assert.equal(field({}), undefined)
  assert.equal(field({ claim: undefined }), 'claim')
  assert.equal(field({ links: { ...LINKS, review: 'myshop://review' } }), 'review')
  assert.equal(field({ links: { ...LINKS, result: 'https://shop.example/result?a=b' } }), 'result')
  assert.equal(field({ openUrl: 'http://shop.example/open' }), 'openUrl')
  assert.equal(field({ merchantId: '"><script>' }), 'merchantId')
})
