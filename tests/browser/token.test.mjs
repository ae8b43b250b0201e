// A sandbox with a token: what a browser opens with it, and what a buyer opens without.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, press } from './browser.mjs'

const TOKEN = 'a-token-for-these-tests'
const { sandbox, shop, page } = await open({ AMAZONPAY_SANDBOX_TOKEN: TOKEN })
const { url } = sandbox.ready

test('a browser that opens the printed address once is let in from then on', async () => {
  const [opened] = await page()
  const requests = `${url}/_sandbox/requests`
  const refused = await opened.goto(requests)
  assert.equal(refused?.status(), 401)
  await opened.getByRole('heading', { name: 'Local sandbox: token needed' }).waitFor()
  const entered = await opened.goto(`${requests}?limit=1&token=${TOKEN}`)
  assert.equal(entered?.status(), 200)
  // Neither the address bar nor the history keeps it.
  assert.equal(opened.url(), `${requests}?limit=1`)
  assert.equal((await opened.goto(requests))?.status(), 200)
  const [cookie] = await opened.context().cookies(url)
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.value], [true, 'Strict', TOKEN])
  assert.equal(await opened.evaluate(() => document.cookie), '')
  // Another browser has to bring it itself.
  const [stranger] = await page()
  assert.equal((await stranger.goto(requests))?.status(), 401)
  for (const { context } of [opened, stranger].map((each) => ({ context: each.context() }))) await context.close()
})

test('a buyer without the token pays', async () => {
  shop.show(shop.button(shop.reviewed()))
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Jürgen/)
  await press(opened, 'Continue to the shop')
  await opened.waitForURL(`${shop.url}/review**`)
  await opened.locator('#change-address').click()
  await opened.getByRole('radio', { name: /Mariahilfer Straße/ }).check()
  await press(opened, 'Use this address')
  await opened.waitForURL(`${shop.url}/review**`)
  await press(opened, 'Order')
  await press(opened, /^Pay/)
  await opened.waitForURL(`${shop.url}/result**`)
  assert.equal(await opened.locator('#state').textContent(), 'Completed')
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('the page of an agreement, whose id is no secret, asks for the token', async () => {
  const [opened] = await page()
  const agreement = `${url}/jr/your-account/ba/S01-0000000-0000000`
  assert.equal((await opened.goto(agreement))?.status(), 401)
  await opened.goto(`${agreement}?token=${TOKEN}`)
  await opened.getByRole('heading', { name: 'That did not work' }).waitFor()
  await opened.context().close()
})
