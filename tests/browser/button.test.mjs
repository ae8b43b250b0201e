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
  assert.deepEqual(
    complaints.filter((complaint) => !complaint.includes('403')),
    [],
  )
  await opened.context().close()
})

test('a key of the live environment opens nothing', async () => {
  const { opened } = await shown(shop.button(shop.reviewed(), { publicKeyId: 'LIVE-AE1' }))
  await press(opened, /Pay/)
  const overlay = opened.getByRole('dialog')
  assert.match(
    (await overlay.textContent()) ?? '',
    /an id of the live environment.*begins with SANDBOX-.*InvalidAccountStatus/s,
  )
  await opened.context().close()
})

test('options that Amazon does not know are refused in the console', async () => {
  const { opened, complaints } = await shown(shop.button(shop.reviewed(), { placement: 'Kart' }))
  await opened.waitForFunction(() => document.readyState === 'complete')
  assert.match(complaints.join('\n'), /placement: expected one of Home, Product.*found "Kart"/)
  await opened.context().close()
})

test('all that is missing or wrong is named at once, and an option that nobody knows', async () => {
  const { opened, complaints } = await shown(shop.button(shop.reviewed(), { colour: 'Gold' }))
  await opened.getByRole('button', { name: /Pay/ }).waitFor()
  assert.match(complaints.join('\n'), /renderButton: colour: no such option, expected one of merchantId/)
  const refused = await opened.evaluate(() => {
    const { Pay } = /** @type {any} */ (window).amazon
    const { drawn } = /** @type {any} */ (window)
    const said = (/** @type {() => void} */ call) => {
      try {
        call()
        return 'nothing'
      } catch (error) {
        return String(error)
      }
    }
    return [
      said(() => Pay.renderButton('#button', { placement: 'Kart', sandbox: 'yes', estimatedOrderAmount: '12' })),
      said(() => Pay.initCheckout({ merchantId: 'A1', ledgerCurrency: 'EUR', placement: 'Cart' })),
      said(() => Pay.renderButton('#nowhere', {})),
      said(() => Pay.bindChangeAction('#button', { changeAction: 'changeCard' })),
      said(() => Pay.initCheckout()),
      said(() => drawn.onClick('handler')),
      said(() => drawn.updateButtonInfo({ amount: 12, currencyCode: 'euro' })),
    ]
  })
  for (const [place, expected] of [
    /merchantId: missing, expected a string.*ledgerCurrency: missing, expected one of USD, EUR, GBP, JPY.*found "Kart".*sandbox: expected true or false, found "yes".*estimatedOrderAmount: expected an object such as/s,
    /initCheckout: createCheckoutSessionConfig: missing, expected an object with the strings payloadJSON and signature/,
    /no element "#nowhere"/,
    /bindChangeAction: amazonCheckoutSessionId: missing.*changeAction: expected one of changeAddress, changePayment, found/,
    /initCheckout: expected an object of options/,
    /onClick: expected a function, found "handler"/,
    /updateButtonInfo: estimatedOrderAmount: expected an object such as/,
  ].entries()) {
    assert.match(refused[place] ?? '', expected)
  }
  await opened.context().close()
})

test('the estimated amount of a button can be changed', async () => {
  const { opened, complaints } = await shown(
    shop.button(shop.reviewed(), { estimatedOrderAmount: { amount: '10.00', currencyCode: 'EUR' } }),
  )
  const button = opened.getByRole('button', { name: /Pay/ })
  assert.equal(await button.getAttribute('data-estimated-order-amount'), '10.00 EUR')
  await opened.evaluate(() =>
    /** @type {any} */ (window).drawn.updateButtonInfo({ amount: '12.34', currencyCode: 'EUR' }),
  )
  assert.equal(await button.getAttribute('data-estimated-order-amount'), '12.34 EUR')
  await opened.evaluate(() => /** @type {any} */ (window).amazon.Pay.signout())
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

/** A click on a button that tells the page what happens in the buyer's window. */
async function inWindow() {
  const { createCheckoutSessionConfig, ...bare } = /** @type {any} */ (shop.button(shop.reviewed()))
  const { opened, complaints } = await shown(bare)
  await opened.evaluate((config) => {
    const page = /** @type {any} */ (window)
    page.told = []
    const tell = (/** @type {string} */ name) => (/** @type {any} */ event) => void page.told.push([name, event])
    page.drawn.onClick(() =>
      page.drawn.initCheckout({
        createCheckoutSessionConfig: config,
        onInitCheckout: tell('init'),
        onCompleteCheckout: tell('complete'),
        onCancel: tell('cancel'),
      }),
    )
  }, createCheckoutSessionConfig)
  const [buyer] = await Promise.all([opened.waitForEvent('popup'), press(opened, /Pay/)])
  await buyer.getByRole('heading', { name: 'Sign in as a test buyer' }).waitFor()
  /** @param {number} count @returns {Promise<any[]>} */
  const told = async (count) => {
    await opened.waitForFunction((n) => /** @type {any} */ (window).told.length >= n, count)
    return opened.evaluate(() => /** @type {any} */ (window).told)
  }
  return { opened, buyer, told, complaints }
}

test('a page with callbacks stays, and is told what the buyer does in a window', async () => {
  const { opened, buyer, told, complaints } = await inWindow()
  await press(buyer, /Jürgen/)
  const [[name, begun]] = await told(1)
  assert.deepEqual([name, begun.shippingAddress.city], ['init', 'München'])
  const closed = buyer.waitForEvent('close')
  await press(buyer, 'Continue to the shop')
  await closed
  const [, completed] = await told(2)
  assert.deepEqual(completed, ['complete', { amazonCheckoutSessionId: begun.amazonCheckoutSessionId }])
  const session = await shop.call('GET', `checkoutSessions/${begun.amazonCheckoutSessionId}`)
  assert.equal(session.buyer.name, 'Jürgen Großschädl')
  assert.equal(new URL(opened.url()).origin, new URL(shop.url).origin)
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('a page with callbacks is told of a buyer who cancels, and of one who closes the window', async () => {
  for (const leave of [
    (/** @type {import('playwright-core').Page} */ buyer) => press(buyer, 'Cancel and return to the shop'),
    (/** @type {import('playwright-core').Page} */ buyer) => buyer.close(),
  ]) {
    const { opened, buyer, told } = await inWindow()
    await leave(buyer)
    assert.equal((await told(1))[0][0], 'cancel')
    await opened.context().close()
  }
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
