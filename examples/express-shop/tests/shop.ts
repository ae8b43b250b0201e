/** What the tests do in the shop, as its buyers and its clerk. */
import assert from 'node:assert/strict'
import { after } from 'node:test'
import type { Address, Charge } from 'amazonpay'
import type { ButtonOnPage } from 'amazonpay/testing'
import { type SandboxShop, type SandboxShopSettings, openSandboxShop } from '#shop/sandbox-shop.js'
import { Browser } from './browser.js'

/** A shop that ends with the file's tests. */
export async function open(settings: SandboxShopSettings = {}): Promise<SandboxShop> {
  const shop = await openSandboxShop(settings)
  after(() => shop.close())
  return shop
}

/** A buyer's browser, with a pot and two bags of Assam in the cart: 89.00 euros, and 4.90 to send them to Berlin. */
export async function buyerWithCart(shop: SandboxShop): Promise<Browser> {
  const browser = new Browser(shop.url)
  await browser.get('/products/pot')
  await browser.press('Into the cart')
  await browser.get('/products/assam')
  await browser.press('Into the cart')
  const form = browser.forms.find((each) => each.querySelector('input[value=assam]'))
  assert.ok(form)
  assert.match(await browser.send(form, { quantity: '2' }), /Total, without shipping 89\.00 €/)
  return browser
}

/** Where test buyers live. */
export const BERLIN: Address = {
  name: 'Ada Lovelace',
  addressLine1: 'Torstraße 1',
  postalCode: '10119',
  city: 'Berlin',
  countryCode: 'DE',
}

/** From the cart by its button, and what the buyer chooses at Amazon, to the review page. */
export async function toReview(
  shop: SandboxShop,
  browser: Browser,
  choice: { card?: string; address?: Address } = {},
): Promise<void> {
  await browser.get('/cart')
  const button = await buttonOf(shop, browser)
  const { nextUrl } = await shop.sandbox.buyer.checkout(button, { card: '1111', address: BERLIN, ...choice })
  assert.match(await browser.get(nextUrl ?? ''), /Review your order/)
}

/** From the cart to Amazon's second page, the one before paying. */
export async function checkOut(shop: SandboxShop, browser: Browser, card = '1111'): Promise<void> {
  await toReview(shop, browser, { card })
  await browser.press('Pay ')
  assert.equal(new URL(browser.url).origin, shop.sandbox.url)
}

/** Pays on Amazon's second page, or leaves it, and comes back to the shop. */
export async function pay(
  shop: SandboxShop,
  browser: Browser,
  action: 'approve' | 'cancel' = 'approve',
): Promise<string> {
  const { nextUrl } = await shop.sandbox.buyer.checkout(sessionIn(browser.url), { action })
  return browser.get(nextUrl ?? '')
}

/** The session that an address names. */
export function sessionIn(url: string): string {
  const id = new URL(url).searchParams.get('amazonCheckoutSessionId')
  assert.ok(id, url)
  return id
}

/** The number of the order whose page it is. */
export function orderNumber(browser: Browser): string {
  const [, number] = /\/orders\/([0-9a-f]{16})$/.exec(browser.url) ?? []
  assert.ok(number, `${browser.url}: ${browser.text}`)
  return number
}

/** A buyer who has paid, and is on the order's page. */
export async function paid(shop: SandboxShop, card = '1111'): Promise<Browser> {
  const browser = await buyerWithCart(shop)
  await checkOut(shop, browser, card)
  await pay(shop, browser)
  orderNumber(browser)
  return browser
}

/** The clerk's browser, logged in. */
export async function clerk(shop: SandboxShop): Promise<Browser> {
  const browser = new Browser(shop.url)
  await browser.get('/desk')
  assert.match(await browser.press('Log in', { password: 'clerk' }), /Orders/)
  return browser
}

/** The clerk, at an order. */
export async function clerkAt(shop: SandboxShop, number: string): Promise<Browser> {
  const browser = await clerk(shop)
  await browser.get(`/desk/orders/${number}`)
  return browser
}

/** The charges of an order, as Amazon has them. */
export async function chargesOf(shop: SandboxShop, number: string): Promise<Charge[]> {
  const charges = await shop.sandbox.objects('charges')
  return charges.filter(({ merchantMetadata }) => merchantMetadata?.merchantReferenceId === number)
}

/** The button of the browser's cart, as public/amazon-pay.js gets it. */
export async function buttonOf(shop: SandboxShop, browser: Browser): Promise<ButtonOnPage> {
  const answer = await fetch(`${shop.url}/amazon-pay/button`, { headers: { cookie: browser.cookie } })
  assert.equal(answer.status, 200)
  return (await answer.json()) as ButtonOnPage
}
