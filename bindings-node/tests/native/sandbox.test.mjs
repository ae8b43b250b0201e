import assert from 'node:assert/strict'
import { test } from 'node:test'

import { NativeSandbox, NativeVerifier } from '#dist/native'
import { Shop, call, rejection } from './shop.mjs'

const started = async (settings = {}) => {
  const sandbox = await NativeSandbox.start(JSON.stringify(settings)).promise
  return new Shop(sandbox, JSON.parse(await sandbox.credentials().promise))
}

test('sandboxes know nothing of each other, and TLS is trusted by the certificate that they tell', async () => {
  const [one, other] = await Promise.all([started(), started()])
  assert.notEqual(one.sandbox.url, other.sandbox.url)
  const secure = one.client({ endpoint: one.sandbox.tlsUrl, root_certificate: one.sandbox.caPem })
  const { checkoutSessionId } = await call(secure, 'checkout_sessions.create', [], one.session())
  assert.ok(checkoutSessionId)
  assert.equal((await other.requests('checkout_sessions.create')).length, 0)
  const stranger = one.client({ endpoint: other.sandbox.url })
  const error = await rejection(stranger.execute('charges.get', ['S01-1-1-C1']).promise)
  assert.equal(error.kind, 'unauthenticated')
  await Promise.all([one, other].map((shop) => shop.sandbox.shutdown().promise))
})

test('a sandbox that is closed says so, and can be closed again', async () => {
  const shop = await started()
  const { sandbox } = shop
  await sandbox.shutdown().promise
  await sandbox.shutdown().promise
  for (const use of [
    () => sandbox.control('GET', '/_sandbox/health'),
    () => sandbox.credentials(),
    () => sandbox.notificationsSettled(),
  ]) {
    const failure = await rejection(use().promise)
    assert.equal(failure.kind, 'closed')
    assert.match(failure.message, /start another one/)
  }
  assert.throws(() => shop.client(), { kind: 'closed' })
  assert.throws(() => new NativeVerifier('{}', sandbox), { kind: 'closed' })
})

test('settings that cannot be right are refused', async () => {
  for (const settings of ['1', '{"port":"none"}', '{"prot":1}', '{"region":"mars"}']) {
    const failure = await rejection(NativeSandbox.start(settings).promise)
    assert.deepEqual([failure.kind, failure.field], ['configuration', 'sandbox'], settings)
  }
})

test('the control API answers what it refuses', async () => {
  const shop = await started()
  const answer = await shop.sandbox.control('GET', '/_sandbox/nothing').promise
  assert.equal(answer.status, 404)
  assert.equal((await rejection(shop.sandbox.control('G T', 'x').promise)).field, 'path')
  await shop.sandbox.shutdown().promise
})
