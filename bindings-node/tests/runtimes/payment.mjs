// A payment from start to refund, an error, an abort and a notification, in any runtime: `node payment.mjs`, `bun payment.mjs`.
// It needs nothing but the package, ends with 0 and says `paid, refunded and told` when all went as it has to.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { AmazonPay, Money, NotFound, NotificationError, PaymentDeclined, VERSION } from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'

const price = Money.of('12.34', 'EUR')
const told = []
const shop = createServer(async (request, response) => {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  told.push(Buffer.concat(pieces))
  response.end()
}).listen(0, '127.0.0.1')
await once(shop, 'listening')
const sandbox = await Sandbox.start({ ipnUrl: `http://127.0.0.1:${shop.address().port}/ipn` })
const pay = sandbox.client()
assert.ok(pay instanceof AmazonPay)

/** A session whose buyer has chosen this card. */
async function chosen(card) {
  const session = await pay.checkoutSessions.create({
    storeId: sandbox.storeId,
    webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
  })
  await sandbox.buyer.checkout(session.checkoutSessionId, { card })
  await pay.checkoutSessions.update(session.checkoutSessionId, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: { paymentIntent: 'Authorize', chargeAmount: price },
  })
  await sandbox.buyer.approve(session.checkoutSessionId)
  return session.checkoutSessionId
}

const { chargeId } = await pay.checkoutSessions.complete(await chosen('1111'), { chargeAmount: price })
const captured = await pay.charges.capture(chargeId, { captureAmount: price })
assert.equal(captured.statusDetails.state, 'Captured')
assert.ok(captured.creationTimestamp instanceof Date)
const { refundId } = await pay.refunds.create({ chargeId, refundAmount: price })
await sandbox.clock.advance({ days: 1 })
assert.equal((await pay.refunds.waitFor(refundId)).statusDetails.state, 'Refunded')

await assert.rejects(pay.charges.get('S01-1234567-1234567-C123456'), (error) => {
  assert.ok(error instanceof NotFound)
  assert.deepEqual([error.status, error.reasonCode], [404, 'ResourceNotFound'])
  return true
})
const { PaymentDeclined: required } = createRequire(import.meta.url)('amazonpay')
assert.equal(required, PaymentDeclined)

await sandbox.faults.add({ delayMs: 3_600_000, operation: 'charges.get' })
const reason = new Error('the buyer went away')
const abort = new AbortController()
const held = pay.charges.get(chargeId, { signal: abort.signal })
setTimeout(() => abort.abort(reason), 20)
await assert.rejects(held, (error) => error === reason)

await sandbox.notifications.settled()
const verifier = sandbox.notificationVerifier()
const kinds = new Set()
for (const body of told) kinds.add((await verifier.verify(body)).message.ObjectType)
assert.ok(kinds.has('CHARGE') && kinds.has('REFUND'), [...kinds].join())
await assert.rejects(verifier.verify(told[0].toString().replace('CHARGE', 'REFUND')), NotificationError)

const calls = Array.from({ length: 50 }, () => pay.refunds.get(refundId))
assert.deepEqual(new Set((await Promise.all(calls)).map((refund) => refund.refundId)), new Set([refundId]))

await sandbox.close()
shop.close()
console.log(`amazonpay ${VERSION}: paid, refunded and told`)
