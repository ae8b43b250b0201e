/** A buyer goes through the shop, on each store that orders can be kept in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Browser } from './browser.js'
import {
  buttonOf,
  buyerWithCart,
  chargesOf,
  checkOut,
  clerkAt,
  open,
  orderNumber,
  paid,
  pay,
  sessionIn,
  toReview,
} from './shop.js'
import { eachStore } from './stores.js'

for (const [store, stores] of await eachStore()) {
  const shop = await open({ stores })

  test(`${store}: a buyer orders, the clerk ships and gives a part back`, async () => {
    const buyer = await buyerWithCart(shop)
    await checkOut(shop, buyer)
    const thanks = await pay(shop, buyer)
    const number = orderNumber(buyer)
    assert.match(thanks, /Thank you for your order .*paid, to be shipped/)
    assert.match(
      thanks,
      /1 × Cast iron pot 64\.00 € 2 × Assam, second flush 25\.00 € Shipping 4\.90 € Total 93\.90 €/,
    )
    assert.match(thanks, /Charge: Authorized, 93\.90 €/)
    assert.match(await buyer.get('/cart'), /There is nothing in it yet/)
    const [charge, ...others] = await chargesOf(shop, number)
    assert.deepEqual([charge?.chargeAmount, others], [{ amount: '93.90', currencyCode: 'EUR' }, []])

    const clerk = await clerkAt(shop, number)
    assert.match(await clerk.press('Ship, and capture 93.90 €'), /93\.90 € captured\. .* shipped/)
    assert.match(await clerk.press('Give back', { amount: '25.00' }), /Refund of 25\.00 € started\./)
    await shop.sandbox.clock.advance({ minutes: 1 })
    await shop.sandbox.notifications.settled()
    assert.match(await buyer.get(`/orders/${number}`), /Refund: Refunded, 25\.00 € notification/)
    // What is left is what the clerk is offered next.
    await clerk.get(`/desk/orders/${number}`)
    assert.equal(clerk.form('Give back').querySelector('#amount')?.getAttribute('value'), '68.90')
  })

  test(`${store}: a double click on "Pay", and a result page that is loaded again and again, pay once`, async () => {
    const buyer = await buyerWithCart(shop)
    await toReview(shop, buyer)
    const twice = [buyer, buyer.tab()]
    await Promise.all(twice.map((tab) => tab.press('Pay 93.90 €')))
    const session = sessionIn(buyer.url)
    await shop.sandbox.buyer.approve(session)
    const back = `/checkout/result?amazonCheckoutSessionId=${session}`
    await Promise.all(twice.map((tab) => tab.get(back)))
    await buyer.get(back)
    const number = orderNumber(buyer)
    assert.match(buyer.text, /Thank you for your order/)
    assert.equal((await chargesOf(shop, number)).length, 1)
    const [order] = (await clerkAt(shop, number)).text.match(/paid, to be shipped/g) ?? []
    assert.ok(order)
  })

  test(`${store}: who goes back after paying, and loads the review again, comes to the order`, async () => {
    const buyer = await buyerWithCart(shop)
    await checkOut(shop, buyer)
    const session = sessionIn(buyer.url)
    await pay(shop, buyer)
    const number = orderNumber(buyer)
    await buyer.get(`/checkout/review?amazonCheckoutSessionId=${session}`)
    assert.equal(orderNumber(buyer), number)
    assert.equal((await chargesOf(shop, number)).length, 1)
  })

  test(`${store}: who goes back before paying, and changes the cart, agrees to the new amount`, async () => {
    const buyer = await buyerWithCart(shop)
    await checkOut(shop, buyer)
    const session = sessionIn(buyer.url)
    await buyer.get('/products/rooibos')
    await buyer.press('Into the cart')
    await buyer.get(`/checkout/review?amazonCheckoutSessionId=${session}`)
    await buyer.press('Pay 101.70 €')
    await pay(shop, buyer)
    const [charge] = await chargesOf(shop, orderNumber(buyer))
    assert.equal(charge?.chargeAmount?.amount, '101.70')
  })

  test(`${store}: a cart that is checked out in two tabs is paid once`, async () => {
    const buyer = await buyerWithCart(shop)
    await checkOut(shop, buyer)
    const first = sessionIn(buyer.url)
    await checkOut(shop, buyer)
    const second = sessionIn(buyer.url)
    assert.notEqual(first, second)
    for (const session of [first, second]) {
      await shop.sandbox.buyer.approve(session)
      await buyer.get(`/checkout/result?amazonCheckoutSessionId=${session}`)
    }
    const number = orderNumber(buyer)
    assert.match(buyer.text, /paid, to be shipped/)
    assert.equal((await chargesOf(shop, number)).length, 1)
  })

  for (const [card, state] of [
    ['0701', 'paid, to be shipped'],
    ['4354', 'payment declined'],
  ] as const) {
    test(`${store}: a payment that takes time is ${state} by a notification`, async () => {
      const buyer = await paid(shop, card)
      assert.match(buyer.text, /payment being checked/)
      await shop.sandbox.clock.advance({ seconds: 31 })
      await shop.sandbox.notifications.settled()
      assert.match(await buyer.get(buyer.url), new RegExp(`${state}.* notification`))
    })
  }
}

const shop = await open()

const STOCKHOLM = {
  name: 'Ada Lovelace',
  addressLine1: 'Götgatan 7',
  postalCode: '116 46',
  city: 'Stockholm',
  countryCode: 'SE',
}

test('after a decline the cart is as it was, and another card pays', async () => {
  const buyer = await buyerWithCart(shop)
  await checkOut(shop, buyer, '3434')
  const session = sessionIn(buyer.url)
  assert.match(await pay(shop, buyer), /Your payment was declined Nothing was charged/)
  await buyer.get(`/checkout/result?amazonCheckoutSessionId=${session}`)
  assert.match(buyer.text, /Your payment was declined/)
  await checkOut(shop, buyer, '1111')
  assert.match(await pay(shop, buyer), /Thank you for your order/)
})

for (const reason of ['SoftDeclined', 'HardDeclined']) {
  test(`a completion that Amazon refuses as ${reason} is told to the buyer`, async () => {
    const buyer = await buyerWithCart(shop)
    await checkOut(shop, buyer)
    const session = sessionIn(buyer.url)
    await shop.sandbox.buyer.approve(session)
    await shop.sandbox.faults.add({
      operation: 'checkout_sessions.complete',
      status: 422,
      reasonCode: reason,
      count: 1,
    })
    assert.match(
      await buyer.get(`/checkout/result?amazonCheckoutSessionId=${session}`),
      /Your payment was declined Nothing was charged/,
    )
    assert.match(await buyer.get('/cart'), /89\.00 €/)
  })
}

test('who leaves Amazon finds the cart as it was', async () => {
  const buyer = await buyerWithCart(shop)
  await checkOut(shop, buyer)
  await pay(shop, buyer, 'cancel')
  assert.equal(new URL(buyer.url).pathname, '/cart')
  assert.match(buyer.text, /89\.00 €/)
})

test('an order whose checkout the buyer has canceled at Amazon is not paid', async () => {
  const buyer = await buyerWithCart(shop)
  await checkOut(shop, buyer)
  const session = sessionIn(buyer.url)
  await shop.sandbox.buyer.cancel(session)
  assert.match(
    await buyer.get(`/checkout/result?amazonCheckoutSessionId=${session}`),
    /Checkout canceled Nothing was charged/,
  )
  await buyer.get(`/checkout/review?amazonCheckoutSessionId=${session}`)
  assert.match(buyer.text, /no such checkout|has ended/)
})

test('who comes to the result page without having paid is led on, and nothing is charged', async () => {
  const buyer = await buyerWithCart(shop)
  await checkOut(shop, buyer)
  const session = sessionIn(buyer.url)
  await buyer.get(`/checkout/result?amazonCheckoutSessionId=${session}`)
  assert.equal(buyer.status, 409)
  assert.match(buyer.text, /not finished yet and nothing was charged/)
})

test('another address at the review changes what shipping costs', async () => {
  const buyer = await buyerWithCart(shop)
  await toReview(shop, buyer)
  assert.match(buyer.text, /Torstraße 1 10119 Berlin DE .*Shipping 4\.90 € Total 93\.90 €/)
  const session = sessionIn(buyer.url)
  await shop.sandbox.buyer.checkout(session, { address: STOCKHOLM, action: 'stay' })
  await buyer.get(buyer.url)
  assert.match(buyer.text, /Götgatan 7 116 46 Stockholm SE .*Shipping 14\.90 € Total 103\.90 €/)
  await buyer.press('Pay 103.90 €')
  assert.match(await pay(shop, buyer), /Total 103\.90 € Ship to Ada Lovelace Götgatan 7/)
  const [charge] = await chargesOf(shop, orderNumber(buyer))
  assert.equal(charge?.chargeAmount?.amount, '103.90')
})

test('an address that was changed after "Pay" has to be agreed to', async () => {
  const buyer = await buyerWithCart(shop)
  await checkOut(shop, buyer)
  const session = sessionIn(buyer.url)
  const charges = (await shop.sandbox.objects('charges')).length
  await shop.sandbox.buyer.checkout(session, { address: STOCKHOLM, action: 'approve' })
  await buyer.get(`/checkout/result?amazonCheckoutSessionId=${session}`)
  assert.match(buyer.text, /Review your order .*Total 103\.90 €/)
  assert.equal((await shop.sandbox.objects('charges')).length, charges)
})

test('"Pay" for another amount than the cart comes to by now shows the order again', async () => {
  const buyer = await buyerWithCart(shop)
  await toReview(shop, buyer)
  const tab = buyer.tab()
  await tab.get('/products/tin')
  await tab.press('Into the cart')
  const stale = buyer.form('Pay 93.90 €')
  await tab.send(stale)
  assert.equal(tab.status, 409)
  assert.match(tab.text, /Your order has changed\. Please look at it again\. .*Total 105\.10 €/)
})

test('a session of another buyer is no page of mine', async () => {
  const buyer = await buyerWithCart(shop)
  await toReview(shop, buyer)
  const session = sessionIn(buyer.url)
  const stranger = await buyerWithCart(shop)
  for (const page of ['review', 'result']) {
    await stranger.get(`/checkout/${page}?amazonCheckoutSessionId=${session}`)
    assert.equal(stranger.status, 404)
    assert.doesNotMatch(stranger.text, /Torstraße/)
  }
  await buyer.press('Pay ')
  await pay(shop, buyer)
  const number = orderNumber(buyer)
  for (const page of [`/checkout/result?amazonCheckoutSessionId=${session}`, `/orders/${number}`]) {
    await stranger.get(page)
    assert.equal(stranger.status, 404)
  }
})

test('what is no session is a page of the shop', async () => {
  for (const page of ['review', 'result']) {
    const browser = new Browser(shop.url)
    const text = await browser.get(`/checkout/${page}?amazonCheckoutSessionId=%3Cscript%3E`)
    assert.equal(browser.status, 400)
    assert.match(text, /Tea & Tools .*go back to your cart/)
  }
})

test('the button is that of the cart, and one that somebody changed is refused', async () => {
  const buyer = await buyerWithCart(shop)
  const button = (await buttonOf(shop, buyer)) as {
    config: { createCheckoutSessionConfig: { payloadJSON: string } }
  }
  const payload = button.config.createCheckoutSessionConfig.payloadJSON
  assert.match(payload, new RegExp(`"checkoutReviewReturnUrl":"${shop.url}/checkout/review"`))
  button.config.createCheckoutSessionConfig.payloadJSON = payload.replace('/checkout/review', '/elsewhere')
  await assert.rejects(shop.sandbox.buyer.checkout(button), /signature/i)
  const empty = await fetch(`${shop.url}/amazon-pay/button`)
  assert.equal(empty.status, 409)
})
