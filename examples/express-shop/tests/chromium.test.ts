/** The shop's pages in a real browser: the policy, and what those need who can't see. tests/browser/shops buys there. */
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

let browser: Chromium | undefined

before(async () => {
  if (executablePath === undefined) return
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
})
after(async () => {
  await browser?.close()
})

/** A page of a browser with these cookies, and what was refused in it. */
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
  const opened = await context.newPage()
  const refused: string[] = []
  opened.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text())
  })
  return [opened, refused]
}

test('the policy is in force: what somebody got into a page does not run', options, async () => {
  const [opened, refused] = await page(shop.url, '')
  await opened.goto(shop.url)
  assert.deepEqual(refused, [])
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
