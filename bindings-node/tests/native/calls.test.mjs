import assert from 'node:assert/strict'
import { test } from 'node:test'

import { NativeClient, NativeFailure, checkMoney } from '#dist/native'
import { call, open, rawBody, rejection } from './shop.mjs'

const shop = await open()
const client = shop.client()

test('an answer has the object and what is known of the exchange', async () => {
  const options = JSON.stringify({ idempotencyKey: 'session-1' })
  const create = () =>
    client.execute('checkout_sessions.create', [], undefined, shop.session(), options).promise
  const answer = await create()
  assert.equal(answer.status, 201)
  assert.equal(answer.retries, 0)
  assert.equal(answer.idempotencyKey, 'session-1')
  assert.ok(answer.durationMs > 0)
  const [request] = await shop.requests('checkout_sessions.create')
  assert.equal(answer.requestId, request.requestId)
  const object = JSON.parse(answer.object)
  assert.deepEqual(JSON.parse(rawBody(answer).toString()), object)
  assert.equal(JSON.parse((await create()).object).checkoutSessionId, object.checkoutSessionId)
})

test('calls run side by side, and each gets its own answer', async () => {
  const ids = await Promise.all(
    Array.from({ length: 64 }, async () => {
      const created = await call(client, 'checkout_sessions.create', [], shop.session())
      return created.checkoutSessionId
    }),
  )
  assert.equal(new Set(ids).size, 64)
  const read = await Promise.all(ids.map((id) => call(client, 'checkout_sessions.get', [id])))
  assert.deepEqual(
    read.map((session) => session.checkoutSessionId),
    ids,
  )
})

test('any method and path can be called', async () => {
  const { promise } = client.call('GET', 'reports', JSON.stringify([['pageSize', '2']]))
  assert.deepEqual(JSON.parse((await promise).object).reports, [])
  const error = await rejection(client.call('GET', 'nothingOfTheKind').promise)
  assert.equal(error.status, 404)
})

test('a list leads from page to page', async () => {
  const create = (day) =>
    client.execute(
      'reports.create',
      [],
      undefined,
      JSON.stringify({ reportType: '_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_', ...day }),
    ).promise
  for (const day of ['01', '02', '03']) {
    await create({ startTime: `202601${day}T000000Z`, endTime: `202601${day}T120000Z` })
  }
  const seen = []
  let query = JSON.stringify({ pageSize: 1 })
  while (query !== undefined) {
    const { object } = await client.execute('reports.list', [], query).promise
    seen.push(...JSON.parse(object).reports.map((report) => report.reportId))
    query = client.nextPage('reports.list', query, object)
  }
  assert.equal(new Set(seen).size, 3)
})

test('a charge is waited for until it is decided', async () => {
  await shop.control('POST', 'clock', { frozen: true })
  const { chargeId } = await shop.order(client, { pending: true })
  const waiting = client.waitFor('charges', chargeId)
  // It has been seen pending, and is waited for by a clock that stands still.
  await shop.until(async () => (await shop.requests('charges.get')).length > 0)
  await shop.control('POST', 'clock', { advance: 'PT5M' })
  const { object } = await waiting.promise
  assert.equal(JSON.parse(object).statusDetails.state, 'Authorized')
  const error = await rejection(client.waitFor('charges', chargeId, { maxWaitMs: -1 }).promise)
  assert.equal(error.field, 'maxWaitMs')
  await shop.control('POST', 'clock', { frozen: false })
})

test('a button is configured and its payload signed', async () => {
  const signature = await client.buttonSignature('{"storeId":"x"}').promise
  assert.equal(Buffer.from(signature, 'base64').length, 256)
  const request = {
    merchantId: shop.credentials.merchantId,
    placement: 'Cart',
    ledgerCurrency: 'EUR',
    checkoutSession: JSON.parse(shop.session()),
  }
  const button = JSON.parse(await client.buttonConfig(JSON.stringify(request)).promise)
  assert.equal(button.config.publicKeyId, client.publicKeyId)
})

test('what cannot be right is refused before anything is sent, and never as a crash', async () => {
  const before = (await shop.control('GET', 'requests?limit=10000')).requests.length
  const execute = (...values) => rejection(client.execute(...values).promise)
  const refusals = {
    operation: await execute('charges.destroy', []),
    path_parameters: await execute('charges.get', []),
    charge_id: await execute('charges.get', ['a/b']),
    'path parameter': await execute('charges.get', [undefined]),
    body: await execute('charges.capture', ['S01-1-1-C1'], undefined, '{"captureAmount":'),
    query: await execute('charges.get', ['S01-1-1-C1'], '{}'),
    options: await execute('charges.get', ['S01-1-1-C1'], undefined, undefined, '{"timeout":1}'),
    resource: await rejection(client.waitFor('orders', 'x').promise),
    file: await rejection(client.sendContents('null', Buffer.alloc(1)).promise),
    contents: await rejection(client.sendContents('{}', 'text').promise),
  }
  for (const [field, failure] of Object.entries(refusals)) {
    assert.ok(failure instanceof NativeFailure, field)
    assert.equal(failure.kind, 'configuration', field)
    assert.equal(failure.field, field)
  }
  // Not even what TypeScript keeps from happening brings the process down.
  for (const values of [[1, []], ['charges.get', ['x'], 1], ['charges.get', ['x'], undefined, {}]]) {
    assert.equal((await execute(...values)).kind, 'configuration')
  }
  assert.throws(() => new NativeClient('[]'), { kind: 'configuration', field: 'settings' })
  assert.throws(() => new NativeClient(shop.settings({ region: 'mars' })), { field: 'region' })
  assert.throws(() => new NativeClient(shop.settings(), { signer: 'key' }), { field: 'signer' })
  assert.throws(() => client.nextPage('charges.destroy', undefined, '{}'), { field: 'operation' })
  assert.throws(() => checkMoney('1,5', 'EUR'), { kind: 'configuration' })
  assert.equal(checkMoney('1.50', 'EUR'), '1.50')
  assert.equal((await shop.control('GET', 'requests?limit=10000')).requests.length, before)
})

test('a client tells its settings', () => {
  const { publicKeyId, region } = shop.credentials
  assert.deepEqual(
    [client.publicKeyId, client.region, client.environment, client.algorithm, client.endpoint],
    [publicKeyId, region, 'sandbox', 'AMZN-PAY-RSASSA-PSS-V2', `${shop.sandbox.url}/v2`],
  )
})
