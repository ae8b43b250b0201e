/** Orders follow what Amazon tells. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buyerWithCart, chargesOf, checkOut, open, orderNumber, paid, sessionIn } from './shop.js'

const shop = await open()
const ENDPOINT = '/amazon-pay/notifications'

/** How often the latest notification of an object was delivered, and what was answered. */
async function deliveries(objectId: string): Promise<unknown[]> {
  await shop.sandbox.notifications.settled()
  const [latest] = await shop.sandbox.notifications.list({ objectId })
  return latest?.deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status)) ?? []
}

test('an order whose buyer never came back is reserved by the notification alone', async () => {
  const buyer = await buyerWithCart(shop)
  await checkOut(shop, buyer)
  const session = sessionIn(buyer.url)
  await shop.sandbox.buyer.approve(session)
  // Somebody else completes it, such as a job of the shop's that looks after sessions.
  const done = await shop.sandbox.client().checkoutSessions.complete(session, {
    chargeAmount: { amount: '93.90', currencyCode: 'EUR' },
  })
  await shop.sandbox.notifications.settled()
  const number = done.merchantMetadata?.merchantReferenceId ?? ''
  assert.match(
    await buyer.get(`/orders/${number}`),
    /paid, to be shipped .*Charge: Authorized, 93\.90 € notification/,
  )
})

test('what is captured elsewhere, such as in Seller Central, is captured here', async () => {
  const buyer = await paid(shop)
  const [charge] = await chargesOf(shop, orderNumber(buyer))
  assert.ok(charge)
  await shop.sandbox.client().charges.capture(charge.chargeId, {
    captureAmount: { amount: '93.90', currencyCode: 'EUR' },
  })
  assert.deepEqual(await deliveries(charge.chargeId), [200])
  assert.match(await buyer.get(buyer.url), /: shipped .*Charge: Captured, 93\.90 € notification/)
})

test('a notification that comes again changes nothing', async () => {
  const buyer = await paid(shop)
  const [charge] = await chargesOf(shop, orderNumber(buyer))
  assert.ok(charge)
  await shop.sandbox.notifications.settled()
  const before = await buyer.get(buyer.url)
  for (const told of await shop.sandbox.notifications.list({ objectId: charge.chargeId })) {
    await shop.sandbox.notifications.replay(told)
  }
  await shop.sandbox.notifications.settled()
  assert.equal(await buyer.get(buyer.url), before)
})

test('a charge that is no order of the shop’s is taken note of, and that is all', async () => {
  const pay = shop.sandbox.client()
  const { checkoutSessionId } = await pay.checkoutSessions.create({
    webCheckoutDetails: { checkoutReviewReturnUrl: 'https://elsewhere.example/review' },
    storeId: shop.sandbox.storeId,
  })
  await shop.sandbox.buyer.checkout(checkoutSessionId)
  const price = { amount: '5.00', currencyCode: 'EUR' }
  await pay.checkoutSessions.update(checkoutSessionId, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://elsewhere.example/result' },
    paymentDetails: { paymentIntent: 'Authorize', chargeAmount: price },
    merchantMetadata: { merchantReferenceId: 'elsewhere-1' },
  })
  await shop.sandbox.buyer.approve(checkoutSessionId)
  const { chargeId } = await pay.checkoutSessions.complete(checkoutSessionId, { chargeAmount: price })
  assert.ok(chargeId)
  assert.deepEqual(await deliveries(chargeId), [200])
})

test('a notification that Amazon did not sign is refused', async (t) => {
  t.mock.method(console, 'warn', () => undefined)
  const buyer = await paid(shop)
  const [charge] = await chargesOf(shop, orderNumber(buyer))
  assert.ok(charge)
  await shop.sandbox.notifications.settled()
  await shop.sandbox.notifications.faults.add({ tampering: 'signature' })
  await shop.sandbox.client().charges.cancel(charge.chargeId, { cancellationReason: 'test' })
  assert.equal((await deliveries(charge.chargeId))[0], 400)
  assert.match(await buyer.get(buyer.url), /paid, to be shipped/)
})

test('what is no notification is refused', async (t) => {
  t.mock.method(console, 'warn', () => undefined)
  for (const body of ['', '{}', '<script>', JSON.stringify({ Type: 'Notification', Message: '{}' })]) {
    const answer = await fetch(shop.url + ENDPOINT, { method: 'POST', body })
    assert.equal(answer.status, 400)
  }
})
