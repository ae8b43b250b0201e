// The checkouts without a review page: additional payment button, recurring, sign-in, and an order that ships nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccess, open, press } from './browser.mjs'

const { sandbox, shop, page } = await open()

const ADDRESS = {
  name: 'Zoë Ångström',
  addressLine1: 'Hauptstr. 1',
  city: 'Köln',
  postalCode: '50667',
  countryCode: 'DE',
  phoneNumber: '0',
}
const AMOUNT = { amount: '12.34', currencyCode: 'EUR' }

/** The payload of a button whose checkout is one trip. @param {object} [more] */
const oneTrip = (more) => ({
  webCheckoutDetails: {
    checkoutMode: 'ProcessOrder',
    checkoutResultReturnUrl: `${shop.url}/result`,
    checkoutCancelUrl: `${shop.url}/cancel`,
  },
  paymentDetails: { paymentIntent: 'Authorize', canHandlePendingAuthorization: true, chargeAmount: AMOUNT },
  addressDetails: ADDRESS,
  ...more,
})

test('an additional payment button pays in one trip, to the address that the merchant gave', async () => {
  shop.show(shop.button(oneTrip()))
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Élodie/)
  await opened.getByRole('heading', { name: 'Confirm and pay' }).waitFor()
  assert.match((await opened.getByRole('region', { name: 'Ship to' }).textContent()) ?? '', /Zoë Ångström.*50667 Köln/s)
  assert.equal(await opened.getByRole('link', { name: 'Change address' }).count(), 0)
  await press(opened, 'Pay 12.34 EUR')
  await opened.waitForURL(`${shop.url}/result**`)
  assert.equal(await opened.locator('#state').textContent(), 'Completed')
  const id = new URL(opened.url()).searchParams.get('amazonCheckoutSessionId')
  const session = await shop.call('GET', `checkoutSessions/${id}`)
  const permission = await shop.call('GET', `chargePermissions/${session.chargePermissionId}`)
  assert.deepEqual([permission.buyer.name, permission.shippingAddress.city], ['Élodie Lefèvre d’Aubigné', 'Köln'])
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('an order that ships nothing asks for no address', async () => {
  const { addressDetails, ...payload } = /** @type {any} */ (oneTrip())
  shop.show(shop.button(payload, { productType: 'PayOnly' }))
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Siân/)
  await opened.getByRole('heading', { name: 'Confirm and pay' }).waitFor()
  assert.equal(await opened.getByRole('region', { name: 'Ship to' }).count(), 0)
  await press(opened, 'Pay 12.34 EUR')
  await opened.waitForURL(`${shop.url}/result**`)
  assert.equal(await opened.locator('#state').textContent(), 'Completed')
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('a recurring order says how much and how often, and can be charged again', async () => {
  shop.show(
    shop.button(
      oneTrip({
        chargePermissionType: 'Recurring',
        recurringMetadata: {
          frequency: { unit: 'Month', value: '1' },
          amount: { amount: '9.99', currencyCode: 'EUR' },
        },
      }),
    ),
  )
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Niccolò/)
  const order = opened.getByRole('region', { name: 'Your order' })
  assert.match((await order.textContent()) ?? '', /charge you again: 9\.99 EUR \(1 Month\)/)
  await checkAccess(opened, 'recurring')
  await press(opened, 'Pay 12.34 EUR')
  await opened.waitForURL(`${shop.url}/result**`)
  const id = new URL(opened.url()).searchParams.get('amazonCheckoutSessionId')
  const { chargePermissionId } = await shop.call('GET', `checkoutSessions/${id}`)
  await sandbox.control('POST', 'clock', { advance: 30 * 24 * 60 * 60 })
  const again = await shop.call('POST', 'charges', { chargePermissionId, chargeAmount: AMOUNT, captureNow: true })
  assert.deepEqual([again.status, again.statusDetails?.state], [201, 'Captured'])
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('a buyer whose card was declined chooses another one, and can be charged again', async () => {
  const recurringMetadata = { frequency: { unit: 'Week', value: '2' } }
  shop.show(shop.button(oneTrip({ chargePermissionType: 'Recurring', recurringMetadata })))
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Pay/)
  await press(opened, /Niccolò/)
  await opened.getByRole('link', { name: 'Change card' }).click()
  await opened.getByRole('radio', { name: /ending in 4354/ }).check()
  await press(opened, 'Use this card')
  await press(opened, 'Pay 12.34 EUR')
  await opened.waitForURL(`${shop.url}/result**`)
  const id = new URL(opened.url()).searchParams.get('amazonCheckoutSessionId')
  const { chargePermissionId, chargeId } = await shop.call('GET', `checkoutSessions/${id}`)
  await sandbox.control('POST', 'clock', { advance: 60 })
  assert.equal((await shop.call('GET', `charges/${chargeId}`)).statusDetails.reasonCode, 'HardDeclined')
  const permission = `chargePermissions/${chargePermissionId}`
  assert.equal((await shop.call('GET', permission)).statusDetails.state, 'NonChargeable')
  await opened.goto(`${sandbox.ready.url}/jr/your-account/ba/${chargePermissionId}`)
  assert.equal(await opened.getByRole('radio', { name: /ending in 4354/ }).isChecked(), true)
  await checkAccess(opened, 'agreement')
  await opened.getByRole('radio', { name: /ending in 9424/ }).check()
  await press(opened, 'Use this card')
  await opened.getByRole('status').getByText('The card was changed').waitFor()
  assert.equal((await shop.call('GET', permission)).statusDetails.state, 'Chargeable')
  const again = await shop.call('POST', 'charges', { chargePermissionId, chargeAmount: AMOUNT, captureNow: true })
  assert.deepEqual([again.status, again.statusDetails?.state], [201, 'Captured'])
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('a sign-in tells the shop what it asked for, of whoever signed in', async () => {
  const { createCheckoutSessionConfig: signInConfig, ...config } = /** @type {any} */ (
    shop.button(
      {
        signInReturnUrl: `${shop.url}/cancel?from=sign-in`,
        signInCancelUrl: `${shop.url}/`,
        signInScopes: ['name', 'billingAddress'],
      },
      { productType: 'SignIn' },
    )
  )
  shop.show({ ...config, signInConfig })
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await press(opened, /Sign in/)
  await opened.getByRole('heading', { name: 'Sign in as a test buyer' }).waitFor()
  assert.deepEqual(await opened.locator('main ul').first().getByRole('listitem').allTextContents(), [
    'name',
    'billing address',
  ])
  await checkAccess(opened, 'sign-in')
  const page_ = opened.url()
  await press(opened, /山田/)
  await opened.waitForURL(`${shop.url}/cancel?from=sign-in&buyerToken=**`)
  const token = new URL(opened.url()).searchParams.get('buyerToken')
  const buyer = await shop.call('GET', `buyers/${token}`)
  assert.deepEqual([buyer.name, buyer.email, buyer.billingAddress.city], ['山田 花子', undefined, '目黒区'])
  // Who leaves makes the token worthless, and the page too.
  await opened.goto(page_)
  await press(opened, 'Cancel and return to the shop')
  await opened.waitForURL(`${shop.url}/`)
  assert.equal((await shop.call('GET', `buyers/${token}`)).reasonCode, 'ResourceNotFound')
  assert.deepEqual(complaints, [])
  await opened.goto(page_)
  await opened.getByRole('heading', { name: 'That did not work' }).waitFor()
  await opened.context().close()
})
