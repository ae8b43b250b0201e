/** The shop in a real browser: the button under the policy, the pages for those who can't see or have no script. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import axe from 'axe-core'
import { type Browser as Chromium, type Page, chromium } from 'playwright-core'
import { buttonOf, buyerWithCart, clerkAt, open, orderNumber, paid } from './shop.js'

const executablePath = process.env['SHOP_TEST_CHROMIUM']
/** Where to put pictures of the pages, for whoever wants to look at them. */
const pictures = process.env['SHOP_SCREENSHOTS']
const options = { skip: executablePath === undefined && 'there is no Chromium' }

const shop = await open()
/** The same without the forms that stand in for Amazon's button. */
const real = await open({ testBuyer: false })

/** In the place of Amazon's script: shows what it is told to do as text. */
const AMAZONS_SCRIPT = `
const tell = (what) => (selector, given) => {
  const said = Object.assign(document.createElement('output'), { textContent: JSON.stringify({ what, selector, given }) })
  document.querySelector('main').append(said)
}
window.amazon = { Pay: { renderButton: tell('button'), bindChangeAction: tell('change') } }`

let browser: Chromium | undefined

before(async () => {
  if (executablePath === undefined) return
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
})
after(async () => {
  await browser?.close()
})

/** A page of a browser with these cookies, in which Amazon's script is the one above; and what was refused in it. */
async function page(
  url: string,
  cookie: string,
  size = { width: 1100, height: 800 },
): Promise<[Page, string[]]> {
  assert.ok(browser)
  const context = await browser.newContext({ viewport: size })
  const cookies = cookie.split('; ').filter(Boolean)
  await context.addCookies(
    cookies.map((each) => ({
      url,
      name: each.slice(0, each.indexOf('=')),
      value: each.slice(each.indexOf('=') + 1),
    })),
  )
  await context.route('https://static-eu.payments-amazon.com/checkout.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: AMAZONS_SCRIPT }),
  )
  const opened = await context.newPage()
  const refused: string[] = []
  opened.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text())
  })
  return [opened, refused]
}

interface Said {
  what: string
  selector: string
  given: Record<string, unknown>
}

async function said(opened: Page): Promise<Said[]> {
  await opened.locator('output').first().waitFor()
  const texts = await opened.locator('output').allTextContents()
  return texts.map((text) => JSON.parse(text) as Said)
}

test('the button is drawn under the policy, with the very bytes that were signed', options, async () => {
  const buyer = await buyerWithCart(real)
  const [opened, refused] = await page(real.url, buyer.cookie)
  await opened.goto(`${real.url}/cart`)
  const [drawn] = await said(opened)
  assert.deepEqual([drawn?.what, drawn?.selector], ['button', '#amazon-pay-button'])
  assert.equal((await real.sandbox.buyer.checkout(drawn?.given ?? {})).state, 'Open')
  assert.deepEqual(refused, [])
  // The policy is in force: what somebody got into the page does not run.
  const refusal = opened.waitForEvent('console', (message) =>
    message.text().includes('Content Security Policy'),
  )
  await opened.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', `<img src="/nowhere" onerror="document.title = 'run'">`)
  })
  await refusal
  assert.notEqual(await opened.title(), 'run')
  await opened.context().close()
})

test('the review page leads back to Amazon for another address or card, and on to pay', options, async () => {
  const buyer = await buyerWithCart(real)
  const { nextUrl, checkoutSessionId } = await real.sandbox.buyer.checkout(await buttonOf(real, buyer))
  assert.ok(checkoutSessionId)
  const [opened, refused] = await page(real.url, buyer.cookie)
  await opened.goto(nextUrl ?? '')
  await opened.locator('output').nth(1).waitFor()
  assert.deepEqual(
    (await said(opened)).map(({ selector, given }) => [selector, given]),
    [
      ['#change-address', { amazonCheckoutSessionId: checkoutSessionId, changeAction: 'changeAddress' }],
      ['#change-payment', { amazonCheckoutSessionId: checkoutSessionId, changeAction: 'changePayment' }],
    ],
  )
  await opened.getByRole('button', { name: /^Pay / }).click()
  // Amazon's page is another site's: the policy of forms has to let the redirect through.
  await opened.waitForURL((url) => url.origin === new URL(real.sandbox.url).origin)
  assert.match(opened.url(), new RegExp(`amazonCheckoutSessionId=${checkoutSessionId}`))
  assert.deepEqual(
    refused.filter((text) => text.includes('Content Security Policy')),
    [],
  )
  await opened.context().close()
})

test('a buyer without JavaScript buys, by keyboard alone', options, async () => {
  assert.ok(browser)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const opened = await context.newPage()
  await opened.goto(`${shop.url}/products/pot`)
  for (const name of ['Into the cart', 'Check out with the test buyer', 'Pay 68.90 €', 'Pay']) {
    // It waits for the page that has the button.
    await opened.getByRole('button', { name, exact: true }).press('Enter')
  }
  await opened.waitForURL(/\/orders\//)
  assert.match((await opened.textContent('main')) ?? '', /Thank you for your order.*paid, to be shipped/s)
  await context.close()
})

test('axe finds nothing on any page, and each fits into a narrow window', options, async (t) => {
  const buyer = await paid(shop)
  const number = orderNumber(buyer)
  const clerk = await clerkAt(shop, number)
  const refunding = await clerkAt(shop, orderNumber(await paid(shop)))
  await refunding.press('Ship, and capture 93.90 €')
  const shopper = await buyerWithCart(shop)
  const visit = await shop.sandbox.buyer.checkout(await buttonOf(shop, shopper))
  const pages: [name: string, path: string, cookie: string][] = [
    ['catalogue', '/', ''],
    ['product', '/products/pot', ''],
    ['empty cart', '/cart', ''],
    ['cart', '/cart', shopper.cookie],
    ['review', visit.nextUrl ?? '', shopper.cookie],
    ['pay', '/test-buyer/pay?amazonCheckoutSessionId=x', shopper.cookie],
    ['order', `/orders/${number}`, buyer.cookie],
    ['problem', '/nowhere', ''],
    ['login', '/desk/login', ''],
    ['desk', '/desk', clerk.cookie],
    ['desk order', `/desk/orders/${number}`, clerk.cookie],
    ['desk order, shipped', refunding.url, refunding.cookie],
  ]
  for (const [name, path, cookie] of pages) {
    await t.test(name, async () => {
      const [opened] = await page(shop.url, cookie)
      await opened.goto(new URL(path, shop.url).href)
      await picture(opened, `${name}, wide`)
      await opened.evaluate(axe.source)
      const { violations } = await opened.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      )
      await opened.setViewportSize({ width: 320, height: 800 })
      await picture(opened, `${name}, narrow`)
      const overflow = await opened.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      assert.ok(overflow <= 0, `it is ${overflow} pixels too wide`)
      await opened.context().close()
    })
  }
})

async function picture(opened: Page, name: string): Promise<void> {
  if (pictures !== undefined) await opened.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
}
