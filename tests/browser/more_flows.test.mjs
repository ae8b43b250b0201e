// The flows that few shops have: an order that ships to several addresses, and a card that is kept on file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccess, open, press } from './browser.mjs'

const { shop, page } = await open()
const AMOUNT = { amount: '12.34', currencyCode: 'EUR' }

/** The session that the page's address names. @param {import('playwright-core').Page} opened */
async function sessionOf(opened) {
  const id = new URL(opened.url()).searchParams.get('amazonCheckoutSessionId') ?? ''
  return shop.call('GET', `checkoutSessions/${id}`)
}

test('an order ships to several addresses, which can be changed from the review page', async () => {
  const payload = shop.reviewed({ deliverySpecifications: { specialRestrictions: ['RestrictPackstations'] } })
  shop.show(shop.button(payload, { productType: 'PayAndShipMultiAddress' }))
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Jürgen/)
  await opened.getByRole('link', { name: 'Change address' }).click()
  await opened.getByText('The order can go to several addresses.').waitFor()
  assert.equal(await opened.getByRole('checkbox', { name: /Packstation/ }).isDisabled(), true)
  await opened.getByRole('checkbox', { name: /Mariahilfer Straße/ }).check()
  await checkAccess(opened, 'several addresses')
  await press(opened, 'Use this address')
  const shipTo = opened.getByRole('region', { name: 'Ship to' })
  assert.match((await shipTo.textContent()) ?? '', /München.*Wien/s)
  await press(opened, 'Continue to the shop')
  await opened.waitForURL(`${shop.url}/review**`)
  const session = await sessionOf(opened)
  assert.equal(session.shippingAddress, undefined)
  const list = session.shippingAddressList.map((/** @type {string} */ text) => JSON.parse(text))
  assert.deepEqual(
    list.map((/** @type {any} */ { addressId, city }) => [addressId, city]),
    [
      ['amzn1.address.de1', 'München'],
      ['amzn1.address.de3', 'Wien'],
    ],
  )
  const share = (/** @type {string} */ addressId) => ({
    multiAddressesCheckoutMetadata: [{ addressId, price: AMOUNT, description: 'A book' }],
  })
  const path = `checkoutSessions/${session.checkoutSessionId}`
  assert.equal((await shop.call('PATCH', path, share('amzn1.address.de3'))).status, 200)
  assert.equal((await shop.call('PATCH', path, share('amzn1.address.de2'))).reasonCode, 'InvalidParameterValue')
  await opened.locator('#change-address').click()
  await opened.getByRole('checkbox', { name: /Marcel-Breuer/ }).uncheck()
  await press(opened, 'Use this address')
  await opened.waitForURL(`${shop.url}/review**`)
  assert.deepEqual(
    (await sessionOf(opened)).shippingAddressList.map((/** @type {string} */ text) => JSON.parse(text).addressId),
    ['amzn1.address.de3'],
  )
  // Without any, nothing is changed.
  await opened.locator('#change-address').click()
  await opened.getByRole('checkbox', { name: /Mariahilfer/ }).uncheck()
  await press(opened, 'Use this address')
  await opened.getByText('addresses: expected one at least.').waitFor()
  assert.deepEqual(
    complaints.filter((complaint) => !complaint.includes('400')),
    [],
  )
  await opened.context().close()
})

test('a card is kept on file without a payment, charged later, and replaced by another', async () => {
  /** @param {object} [more] */
  const keeps = (more) => ({
    webCheckoutDetails: { checkoutResultReturnUrl: `${shop.url}/result`, checkoutCancelUrl: `${shop.url}/cancel` },
    chargePermissionType: 'PaymentMethodOnFile',
    paymentMethodOnFileMetadata: { setupOnly: true },
    paymentDetails: { paymentIntent: 'Confirm' },
    ...more,
  })
  const [opened, complaints] = await page()
  /** @param {object} payload @param {string} card */
  const keep = async (payload, card) => {
    shop.show(shop.button(payload, { productType: 'PayOnly' }))
    await opened.goto(shop.url)
    await press(opened, /Pay/)
    await press(opened, /Siân/)
    await opened.getByText('You allow the shop to keep this card on file.').waitFor()
    assert.equal(await opened.getByRole('region', { name: 'Ship to' }).count(), 0)
    await opened.getByRole('link', { name: 'Change card' }).click()
    await opened.getByRole('radio', { name: new RegExp(`ending in ${card}`) }).check()
    await press(opened, 'Use this card')
    await checkAccess(opened, `on file ${card}`)
    // Nothing is paid now, and the button does not say so.
    await press(opened, 'Keep this card')
    await opened.waitForURL(`${shop.url}/result**`)
    const session = await sessionOf(opened)
    assert.deepEqual([session.statusDetails.state, session.chargeId], ['Completed', undefined])
    return session.chargePermissionId
  }
  const chargePermissionId = await keep(keeps(), '4444')
  const charge = await shop.call('POST', 'charges', {
    chargePermissionId,
    chargeAmount: AMOUNT,
    captureNow: true,
    chargeInitiator: 'MITU',
    channel: 'Web',
  })
  assert.deepEqual([charge.status, charge.statusDetails?.state], [201, 'Captured'])
  assert.equal(await keep(keeps({ chargePermissionId }), '9424'), chargePermissionId)
  const permission = await shop.call('GET', `chargePermissions/${chargePermissionId}`)
  assert.match(permission.paymentPreferences[0].paymentDescriptor, /9424/)
  assert.deepEqual(complaints, [])
  await opened.context().close()
})
