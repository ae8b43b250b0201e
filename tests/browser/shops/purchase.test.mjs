// A purchase in an example shop (SHOP says which), from the product's page to the order that is paid, in a real browser
// under the shop's own policy; and what buyers do instead.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, picture, press } from '../browser.mjs'
import { SHOP, open, payButton, state } from './shop.mjs'

const shop = await open()

test('a buyer pays from the product page on, by the button', async () => {
  const [opened, complaints] = await shop.page()
  await shop.toCart(opened)
  await payButton(opened).waitFor()
  await picture(opened, `${SHOP}-cart`)
  await payButton(opened).click()
  await press(opened, /Jürgen/)
  await picture(opened, `${SHOP}-checkout`)
  await press(opened, 'Continue to the shop')
  await opened.getByText('Marcel-Breuer-Str. 12').waitFor()
  await picture(opened, `${SHOP}-review`)
  // The review page leads back, and knows the new choice.
  await press(opened, 'Another address')
  await opened.getByRole('radio', { name: /Mariahilfer Straße/ }).check()
  await press(opened, 'Use this address')
  await opened.getByText('Mariahilfer Straße 1').waitFor()
  await shop.toPay(opened)
  await press(opened, /^Pay /)
  await opened.waitForURL(`${shop.url}/orders/**`)
  assert.match((await state(opened).textContent()) ?? '', /paid, to be shipped/)
  assert.match((await opened.textContent('main')) ?? '', /Thank you for your order.*Mariahilfer Straße 1.*Authorized/s)
  await opened.goto(`${shop.url}/cart`)
  await opened.getByText('There is nothing in it yet').waitFor()
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('who cancels at Amazon finds the cart as it was, and can pay it', async () => {
  const [opened] = await shop.page()
  await shop.toCart(opened)
  await shop.toReview(opened)
  await shop.toPay(opened)
  await press(opened, 'Cancel and return to the shop')
  await opened.getByRole('heading', { name: 'Your cart' }).waitFor()
  await shop.toReview(opened)
  await shop.toPay(opened)
  await press(opened, /^Pay /)
  await opened.waitForURL(`${shop.url}/orders/**`)
  assert.match((await state(opened).textContent()) ?? '', /paid, to be shipped/)
  await opened.context().close()
})

test('a card that is declined is said so, and another one pays the same cart', async () => {
  const [opened] = await shop.page()
  const before = await shop.charges()
  await shop.toCart(opened)
  await shop.toReview(opened, '3434')
  await shop.toPay(opened)
  await press(opened, /^Pay /)
  await opened.getByRole('heading', { name: 'Your payment was declined' }).waitFor()
  assert.match((await opened.textContent('main')) ?? '', /Nothing was charged/)
  await opened.goto(`${shop.url}/cart`)
  await shop.toReview(opened, '1111')
  await shop.toPay(opened)
  await press(opened, /^Pay /)
  await opened.waitForURL(`${shop.url}/orders/**`)
  assert.equal((await shop.charges()) - before, 1)
  await opened.context().close()
})

test('the back button after paying leads to the order, and to no second payment', async () => {
  const [opened] = await shop.page()
  await shop.buy(opened, '1111')
  const order = opened.url()
  const charges = await shop.charges()
  await opened.goBack()
  // The sandbox's page, which has nothing to press any more; the one before it is the shop's review.
  assert.equal(await opened.getByRole('button', { name: /^Pay / }).count(), 0)
  await opened.goBack()
  await opened.waitForURL(order)
  assert.equal(await shop.charges(), charges)
  await opened.context().close()
})

test('a double click on the button, on the review and on the payment is one payment', async () => {
  const [opened] = await shop.page()
  const before = [await shop.charges(), (await shop.control('objects/checkoutSessions')).objects.length]
  await shop.toCart(opened)
  await payButton(opened).dblclick()
  await press(opened, /Jürgen/)
  await press(opened, 'Continue to the shop')
  await opened.getByRole('button', { name: /^Pay / }).dblclick()
  await arrival(opened, `${shop.sandbox}/`)
  await opened.getByRole('button', { name: /^Pay / }).dblclick()
  await arrival(opened, `${shop.url}/orders/`)
  assert.match((await state(opened).textContent()) ?? '', /paid, to be shipped/)
  const now = [await shop.charges(), (await shop.control('objects/checkoutSessions')).objects.length]
  assert.deepEqual([now[0] - before[0], now[1] - before[1]], [1, 1])
  await opened.context().close()
})

test('a cart that is checked out in two tabs is paid once', async () => {
  const [first] = await shop.page()
  const before = await shop.charges()
  await shop.toCart(first)
  const second = await first.context().newPage()
  await second.goto(first.url())
  for (const tab of [first, second]) {
    await shop.toReview(tab)
    await shop.toPay(tab)
  }
  for (const tab of [first, second]) {
    await press(tab, /^Pay /)
    await tab.waitForURL(`${shop.url}/orders/**`)
  }
  assert.match((await state(second).textContent()) ?? '', /paid, to be shipped/)
  assert.equal((await shop.charges()) - before, 1)
  await first.context().close()
})

test('a session that has expired during the checkout is said so, and the cart can be paid anew', async () => {
  const [opened] = await shop.page()
  const before = await shop.charges()
  await shop.toCart(opened)
  await shop.toReview(opened)
  const review = opened.url()
  // A session is open for 24 hours.
  await shop.later(25 * 60 * 60)
  await press(opened, /^Pay /)
  await opened
    .getByText(/has ended|expired|begin again|go back to your cart/i)
    .first()
    .waitFor()
  assert.equal(new URL(opened.url()).origin, shop.url)
  await opened.goto(review)
  assert.equal(await opened.getByRole('button', { name: /^Pay / }).count(), 0)
  await opened.goto(`${shop.url}/cart`)
  await shop.toReview(opened)
  await shop.toPay(opened)
  await press(opened, /^Pay /)
  await opened.waitForURL(`${shop.url}/orders/**`)
  assert.equal((await shop.charges()) - before, 1)
  await opened.context().close()
})
