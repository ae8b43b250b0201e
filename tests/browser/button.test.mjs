// The button that the script draws, and what it says when its signature is wrong.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, press } from './browser.mjs'

const { shop, page } = await open()

/** The shop's page with this button. @param {any} config */
async function shown(config) {
  shop.show(config)
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  return { opened, complaints }
}

test('a payload that changed on its way is shown beside what was signed', async () => {
  const config = /** @type {any} */ (shop.button(shop.reviewed()))
  const { payloadJSON } = config.createCheckoutSessionConfig
  config.createCheckoutSessionConfig.payloadJSON = payloadJSON.replaceAll('/', '\\/')
  const { opened } = await shown(config)
  await press(opened, /Pay/)
  const overlay = opened.getByRole('dialog', { name: /the button was refused/ })
  const said = (await overlay.textContent()) ?? ''
  assert.match(said, /InvalidRequestSignature/)
  assert.ok(said.includes('un-escaped'), said)
  assert.ok(said.includes(payloadJSON), said)
  assert.ok(said.includes(config.createCheckoutSessionConfig.payloadJSON), said)
  assert.match((await overlay.locator('mark').first().textContent()) ?? '', /^\/\/localhost/)
  // It can be closed by the keyboard, and the button pressed again.
  await opened.keyboard.press('Escape')
  await overlay.waitFor({ state: 'detached' })
  await press(opened, /Pay/)
  await overlay.waitFor()
  await opened.context().close()
})

test('a payload that was tampered with is refused, without a guess of what was signed', async () => {
  const config = /** @type {any} */ (shop.button(shop.reviewed()))
  const signed = config.createCheckoutSessionConfig
  signed.payloadJSON = signed.payloadJSON.replace('review', '<img src=x onerror=alert(1)>')
  const { opened, complaints } = await shown(config)
  await press(opened, /Pay/)
  const overlay = opened.getByRole('dialog', { name: /the button was refused/ })
  assert.match((await overlay.textContent()) ?? '', /byte for byte/)
  assert.equal(await overlay.locator('img, mark').count(), 0)
  // The browser itself tells of the answer's status, 403, and nothing else is wrong.
  assert.deepEqual(complaints.filter((complaint) => !complaint.includes('403')), [])
  await opened.context().close()
})

test('a key of the live environment opens nothing', async () => {
  const { opened } = await shown(shop.button(shop.reviewed(), { publicKeyId: 'LIVE-AE1' }))
  await press(opened, /Pay/)
  const overlay = opened.getByRole('dialog')
  assert.match((await overlay.textContent()) ?? '', /one of the live environment.*InvalidAccountStatus/s)
  await opened.context().close()
})

test('options that Amazon does not know are refused in the console', async () => {
  const { opened, complaints } = await shown(shop.button(shop.reviewed(), { placement: 'Kart' }))
  await opened.waitForFunction(() => document.readyState === 'complete')
  assert.match(complaints.join('\n'), /placement: expected one of Home, Product.*found "Kart"/)
  await opened.context().close()
})

test('a button without a payload waits for one', async () => {
  const { createCheckoutSessionConfig, ...bare } = /** @type {any} */ (shop.button(shop.reviewed()))
  const { opened, complaints } = await shown(bare)
  await opened.evaluate((config) => {
    const { drawn } = /** @type {any} */ (window)
    drawn.onClick(() => drawn.initCheckout({ createCheckoutSessionConfig: config }))
  }, createCheckoutSessionConfig)
  await press(opened, /Pay/)
  await opened.getByRole('heading', { name: 'Sign in as a test buyer' }).waitFor()
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('two quick clicks open one checkout, and who comes back can click again', async () => {
  const { opened } = await shown(shop.button(shop.reviewed()))
  /** @type {string[]} */
  const posted = []
  opened.on('request', (request) => {
    if (request.url().endsWith('/open')) posted.push(request.url())
  })
  await opened.getByRole('button', { name: /Pay/ }).dblclick()
  const heading = opened.getByRole('heading', { name: 'Sign in as a test buyer' })
  await heading.waitFor()
  assert.equal(posted.length, 1)
  await opened.goBack()
  await press(opened, /Pay/)
  await heading.waitFor()
  assert.equal(posted.length, 2)
  await opened.context().close()
})

test('a sandbox that does not answer is named, with what the policy of the page may have to do with it', async () => {
  const { opened } = await shown(shop.button(shop.reviewed()))
  await opened.route('**/_sandbox/checkout/open', (route) => route.abort())
  await press(opened, /Pay/)
  const overlay = opened.getByRole('dialog', { name: /the button was refused/ })
  assert.match((await overlay.textContent()) ?? '', /did not answer.*connect-src/s)
  await opened.context().close()
})
