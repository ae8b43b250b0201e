import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, test } from 'node:test'

import { NativeVerifier } from '#dist/native'
import { open, rejection } from './shop.mjs'

const shop = await open()
const bodies = []
const endpoint = createServer((request, response) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    bodies.push(Buffer.concat(pieces))
    response.end()
  })
}).listen(0, '127.0.0.1')
await once(endpoint, 'listening')
after(() => endpoint.close())
const url = `http://127.0.0.1:${endpoint.address().port}/ipn`
const { merchantId } = shop.credentials
await shop.control('POST', `merchants/${merchantId}/ipnUrls`, { ipnUrls: [url] })
const verifier = new NativeVerifier('{}', shop.sandbox)

async function told() {
  bodies.length = 0
  const session = await shop.order(shop.client())
  await shop.sandbox.notificationsSettled().promise
  return { session, body: bodies.find((body) => body.includes('CHARGE\\"')) }
}

test('what the sandbox delivers is verified', async () => {
  const { session, body } = await told()
  const verified = JSON.parse((await verifier.verify(body).promise).text)
  assert.equal(verified.type, 'Notification')
  assert.equal(verified.message.ObjectId, session.chargeId)
  assert.match(verifier.certificateUrl(body), /^https?:/)
  const confirming = await rejection(verifier.confirmSubscription(await verifier.verify(body).promise).promise)
  assert.equal(confirming.field, 'verified')
})

test('what was changed on its way is refused', async () => {
  const { body } = await told()
  const forged = Buffer.from(body.toString().replace('CHARGE', 'REFUND'))
  const error = await rejection(verifier.verify(forged).promise)
  assert.deepEqual([error.kind, error.refusal, error.isRetryable], ['notification', 'wrong_signature', false])
  const malformed = await rejection(verifier.verify(Buffer.from('{')).promise)
  assert.equal(malformed.refusal, 'malformed_envelope')
  assert.throws(() => verifier.certificateUrl(Buffer.from('{')), { kind: 'notification' })
  assert.throws(() => new NativeVerifier('{"allowed":1}'), { kind: 'configuration' })
})

test('a subscription is confirmed', async () => {
  bodies.length = 0
  await shop.control('POST', 'notifications/subscriptions', { merchantId, url: `${url}/new` })
  await shop.sandbox.notificationsSettled().promise
  const question = bodies.find((body) => body.includes('SubscriptionConfirmation'))
  const verified = await verifier.verify(question).promise
  assert.equal(JSON.parse(verified.text).type, 'SubscriptionConfirmation')
  await verifier.confirmSubscription(verified).promise
  const { subscriptions } = await shop.control('GET', 'notifications/subscriptions')
  assert.ok(subscriptions.some((one) => one.url === `${url}/new` && one.confirmed))
})
