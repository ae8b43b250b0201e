// A checkout with a review page, as a buyer clicks through it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, checkAccess, open, press } from './browser.mjs'

const { sandbox, shop, page } = await open()

/** @param {import('playwright-core').Page} opened @param {string} name */
const text = async (opened, name) => (await opened.locator(`#${name}`).textContent()) ?? ''

/** Goes to the shop's review page, as this buyer. @param {import('playwright-core').Page} opened @param {RegExp} buyer */
async function toReview(opened, buyer = /Jürgen/) {
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, buyer)
  await press(opened, 'Continue to the shop')
  await opened.waitForURL(`${shop.url}/review**`)
  return new URL(opened.url()).searchParams.get('amazonCheckoutSessionId') ?? ''
}

test('a buyer signs in, chooses where to and how, reviews and pays', async () => {
  shop.show(
    shop.button(
      shop.reviewed({
        deliverySpecifications: {
          specialRestrictions: ['RestrictPackstations'],
          addressRestrictions: { type: 'Allowed', restrictions: { DE: {}, AT: {} } },
        },
        merchantMetadata: { merchantStoreName: 'Ton & <b>Töne</b>', merchantReferenceId: '1001' },
      }),
    ),
  )
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await opened.getByRole('heading', { name: 'Sign in as a test buyer' }).waitFor()
  assert.match((await opened.textContent('header')) ?? '', /Local sandbox.*no money moves/s)
  await press(opened, /Jürgen/)
  const order = opened.getByRole('region', { name: 'Your order' })
  // As it was signed: it is no mark-up.
  assert.match((await order.textContent()) ?? '', /Ton & <b>Töne<\/b>.*1001/s)
  await opened.getByRole('link', { name: 'Change address' }).click()
  const packstation = opened.getByRole('radio', { name: /Packstation 145/ })
  assert.equal(await packstation.isDisabled(), true)
  assert.match((await opened.textContent('main')) ?? '', /The shop does not deliver there/)
  await opened.getByRole('radio', { name: /Mariahilfer Straße/ }).check()
  await press(opened, 'Use this address')
  await opened.getByRole('link', { name: 'Change card' }).click()
  await opened.getByRole('radio', { name: /ending in 0005 The payment goes through/ }).check()
  await press(opened, 'Use this card')
  await press(opened, 'Continue to the shop')
  await opened.waitForURL(`${shop.url}/review**`)
  assert.equal(JSON.parse(await text(opened, 'address')).city, 'Wien')
  assert.match(await text(opened, 'card'), /0005/)
  await press(opened, 'Order')
  await press(opened, 'Pay 12.34 EUR')
  await opened.waitForURL(`${shop.url}/result**`)
  assert.equal(await text(opened, 'state'), 'Completed')
  const id = new URL(opened.url()).searchParams.get('amazonCheckoutSessionId')
  const session = await shop.call('GET', `checkoutSessions/${id}`)
  const charge = await shop.call('GET', `charges/${session.chargeId}`)
  assert.deepEqual([charge.statusDetails.state, charge.chargeAmount.amount], ['Authorized', '12.34'])
  const permission = await shop.call('GET', `chargePermissions/${session.chargePermissionId}`)
  assert.deepEqual([permission.buyer.name, permission.buyer.email], ['Jürgen Großschädl', 'juergen@example.de'])
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('each card does what its line says', async (t) => {
  shop.show(shop.button(shop.reviewed()))
  for (const [card, line, status, state, reason] of /** @type {const} */ ([
    ['1111', /goes through/, '200', 'Completed', ''],
    ['0005', /goes through/, '200', 'Completed', ''],
    ['4444', /goes through/, '200', 'Completed', ''],
    ['9424', /goes through/, '200', 'Completed', ''],
    ['0000', /goes through/, '200', 'Completed', ''],
    ['3064', /BuyerCanceled/, '422', 'Canceled', 'BuyerCanceled'],
    ['3434', /Declined/, '422', 'Canceled', 'Declined'],
    ['0701', /30 seconds and then goes through/, '202', 'Completed', ''],
    ['4354', /30 seconds and is then declined/, '202', 'Completed', ''],
  ])) {
    await t.test(card, async () => {
      const [opened, complaints] = await page()
      await toReview(opened)
      await opened.locator('#change-card').click()
      const radio = opened.getByRole('radio', { name: new RegExp(`ending in ${card}`) })
      assert.match((await opened.locator('label', { has: radio }).textContent()) ?? '', line)
      await radio.check()
      await press(opened, 'Use this card')
      await opened.waitForURL(`${shop.url}/review**`)
      assert.match(await text(opened, 'card'), new RegExp(card))
      await press(opened, 'Order')
      await press(opened, /^Pay/)
      await opened.waitForURL(`${shop.url}/result**`)
      assert.deepEqual(
        [await text(opened, 'status'), await text(opened, 'state'), await text(opened, 'reason')],
        [status, state, reason],
      )
      assert.deepEqual(complaints, [])
      await opened.context().close()
    })
  }
})

test('a card that needs a pending authorization is not offered to a shop that takes none', async () => {
  shop.show(shop.button(shop.reviewed()))
  shop.pays({ canHandlePendingAuthorization: false })
  const [opened] = await page()
  await toReview(opened)
  await press(opened, 'Order')
  await opened.getByRole('link', { name: 'Change card' }).click()
  assert.equal(await opened.getByRole('radio', { name: /ending in 0701/ }).isDisabled(), true)
  assert.equal(await opened.getByRole('radio', { name: /ending in 1111/ }).isDisabled(), false)
  shop.pays({})
  await opened.context().close()
})

test("the bank's challenge can be passed or failed", async (t) => {
  shop.show(shop.button(shop.reviewed()))
  for (const [button, state, reason] of /** @type {const} */ ([
    ['Give the right code and pay', 'Completed', ''],
    ['Give a wrong code: the payment is declined', 'Canceled', 'Declined'],
  ])) {
    await t.test(state, async () => {
      const [opened, complaints] = await page()
      await toReview(opened)
      await press(opened, 'Order')
      await opened.getByRole('checkbox', { name: /MFA/ }).check()
      await press(opened, /^Pay/)
      await opened.getByRole('heading', { name: 'Your bank asks for a code' }).waitFor()
      await checkAccess(opened, 'challenge')
      await press(opened, button)
      await opened.waitForURL(`${shop.url}/result**`)
      assert.deepEqual([await text(opened, 'state'), await text(opened, 'reason')], [state, reason])
      assert.deepEqual(complaints, [])
      await opened.context().close()
    })
  }
})

test('a session that lacks what the merchant has to say is not paid, and says so', async () => {
  const { checkoutSessionId } = await shop.call('POST', 'checkoutSessions', {
    storeId: sandbox.ready.store_id,
    webCheckoutDetails: { checkoutResultReturnUrl: `${shop.url}/result` },
  })
  const [opened] = await page()
  await opened.goto(`${sandbox.ready.url}/_sandbox/checkout?amazonCheckoutSessionId=${checkoutSessionId}`)
  await press(opened, /Susie/)
  await press(opened, 'Continue to the shop')
  await opened.getByText(/has to clear its constraints/).waitFor()
  await opened.getByRole('link', { name: 'Back' }).click()
  await opened.getByRole('heading', { name: 'Address and card' }).waitFor()
  await opened.context().close()
})

test('the address can be changed from the review page, or left as it is', async () => {
  shop.show(shop.button(shop.reviewed()))
  const [opened, complaints] = await page()
  await toReview(opened, /山田/)
  assert.equal(JSON.parse(await text(opened, 'address')).postalCode, '153-0064')
  await opened.locator('#change-address').click()
  await opened.getByRole('radio', { name: /千歳市/ }).check()
  await press(opened, 'Use this address')
  await opened.waitForURL(`${shop.url}/review**`)
  assert.equal(JSON.parse(await text(opened, 'address')).postalCode, '066-0012')
  await opened.locator('#change-address').click()
  await opened.getByRole('link', { name: 'Back' }).click()
  await opened.waitForURL(`${shop.url}/review**`)
  assert.equal(JSON.parse(await text(opened, 'address')).postalCode, '066-0012')
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('who cancels comes to the shop and can not pay any more', async (t) => {
  shop.show(shop.button(shop.reviewed()))
  for (const [name, onTheWay] of /** @type {const} */ ([
    ['before signing in', []],
    ['before the review', [/Jürgen/]],
    ['before paying', [/Jürgen/, 'Continue to the shop', 'Order']],
  ])) {
    await t.test(name, async () => {
      const [opened] = await page()
      await opened.goto(shop.url)
      await press(opened, /Pay/)
      for (const button of onTheWay) await press(opened, button)
      await opened.waitForURL(`${sandbox.ready.url}/**`)
      await press(opened, 'Cancel and return to the shop')
      await opened.waitForURL(`${shop.url}/cancel**`)
      const id = new URL(opened.url()).searchParams.get('amazonCheckoutSessionId')
      const { statusDetails } = await shop.call('GET', `checkoutSessions/${id}`)
      assert.deepEqual([statusDetails.state, statusDetails.reasonCode], ['Canceled', 'BuyerCanceled'])
      await opened.goBack()
      await opened.getByRole('heading', { name: 'That did not work' }).waitFor()
      assert.equal(await opened.getByRole('button').count(), 0)
      await opened.getByRole('link', { name: 'Back to the shop' }).click()
      await opened.waitForURL(`${shop.url}/cancel**`)
      await opened.context().close()
    })
  }
})

test('a double click on pay pays once, and the back button leads to no second payment', async () => {
  shop.show(shop.button(shop.reviewed()))
  const [opened] = await page()
  const id = await toReview(opened)
  await press(opened, 'Order')
  await opened.getByRole('button', { name: /^Pay/ }).dblclick()
  await arrival(opened, `${shop.url}/result`)
  assert.equal(await text(opened, 'state'), 'Completed')
  const { objects } = await sandbox.control('GET', 'objects/charges')
  const { chargePermissionId } = await shop.call('GET', `checkoutSessions/${id}`)
  const own = objects.filter((/** @type {any} */ charge) => charge.chargePermissionId === chargePermissionId)
  assert.equal(own.length, 1)
  await opened.goBack()
  await opened.getByRole('heading', { name: 'That did not work' }).waitFor()
  assert.match((await opened.textContent('main')) ?? '', /This checkout is over/)
  await opened.context().close()
})

test('two tabs of one checkout: the second leads to the result of the first', async () => {
  shop.show(shop.button(shop.reviewed()))
  const [first] = await page()
  await toReview(first)
  await press(first, 'Order')
  await first.getByRole('button', { name: /^Pay/ }).waitFor()
  const second = await first.context().newPage()
  await second.goto(first.url())
  await second.getByRole('button', { name: /^Pay/ }).waitFor()
  await press(first, /^Pay/)
  await first.waitForURL(`${shop.url}/result**`)
  // The same page once more, in the other tab: it leads to the result, where the shop sees that all is done.
  await press(second, /^Pay/)
  await second.waitForURL(`${shop.url}/result**`)
  assert.equal(await text(second, 'state'), 'Completed')
  await first.context().close()
})

test('a buyer who takes longer than a session lives is sent back to the shop', async () => {
  shop.show(shop.button(shop.reviewed()))
  const [opened] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Jürgen/)
  const go = opened.getByRole('button', { name: 'Continue to the shop' })
  await go.waitFor()
  await sandbox.control('POST', 'clock', { advance: 25 * 60 * 60 })
  await go.click()
  await opened.getByText('This checkout was open for too long').waitFor()
  await opened.getByRole('link', { name: 'Back to the shop' }).waitFor()
  await opened.context().close()
})
