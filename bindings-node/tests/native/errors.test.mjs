// Each kind of failure, out of the vectors that all languages share.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'

import { NativeClient, NativeFailure, errorKinds } from '#dist/native'
import { vector } from '../face/vectors.js'
import { PRICE, open, rejection } from './shop.mjs'

const ERRORS = vector('errors.json')
const AMOUNT = { amount: '12.34', currencyCode: 'EUR' }

/** What each operation of the vectors is called with. */
const CALLS = {
  'charges.create': [[], { chargePermissionId: 'S01-1-1', chargeAmount: AMOUNT }],
  'charges.get': [['S01-1-1-C1']],
  'charges.capture': [['S01-1-1-C1'], { captureAmount: AMOUNT }],
  'checkout_sessions.complete': [['c1'], { chargeAmount: AMOUNT }],
  'refunds.create': [[], { chargeId: 'S01-1-1-C1', refundAmount: AMOUNT }],
  'charge_permissions.close': [['S01-1-1'], { closureReason: 'no more' }],
  'charge_permissions.update': [['S01-1-1'], { merchantMetadata: { merchantStoreName: 'x' } }],
}

const shop = await open()
const seen = new Set()

async function failure(client, operation = 'charges.create', options = {}) {
  const [path, body] = CALLS[operation]
  const text = body && JSON.stringify(body)
  const started = client.execute(operation, path, undefined, text, JSON.stringify(options))
  const error = await rejection(started.promise)
  assert.ok(error instanceof NativeFailure)
  seen.add(error.kind)
  return error
}

async function answering(answer, work) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${server.address().port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

for (const vector of ERRORS.answers) {
  test(`the answer ${vector.name}`, async () => {
    const answer = (_, response) => response.writeHead(vector.status, vector.headers).end(vector.body)
    await answering(answer, async (endpoint) => {
      const error = await failure(shop.client({ endpoint, max_retries: 0 }), vector.operation)
      const { expected } = vector
      assert.equal(error.kind, expected.kind)
      assert.equal(error.isRetryable, expected.retryable)
      assert.equal(error.status, vector.status)
      assert.equal(error.reasonCode ?? '', expected.reasonCode ?? '')
      assert.equal(error.advice ?? null, expected.advice ?? null)
      assert.equal(error.requestId ?? null, expected.requestId ?? null)
      assert.equal(error.rawBody.toString(), vector.body)
    })
  })
}

const LOCAL = {
  'a client without a region': () => {
    try {
      new NativeClient('{"public_key_id":"SANDBOX-AB12"}')
    } catch (error) {
      seen.add(error.kind)
      return error
    }
  },
  'a signer that fails': () => {
    const signer = () => {
      throw new Error('the key service is out')
    }
    return failure(shop.client({ private_key: undefined }, { signer }))
  },
  'a refused connection': async () => {
    const closed = await answering(
      () => {},
      (url) => url,
    )
    return failure(shop.client({ endpoint: closed, max_retries: 0 }))
  },
  'a connection cut after a POST was sent': () =>
    answering(
      (request) => request.socket.destroy(),
      (endpoint) => failure(shop.client({ endpoint, max_retries: 0 })),
    ),
  'no answer to a POST in time': () =>
    answering(
      () => {},
      (endpoint) => failure(shop.client({ endpoint, max_retries: 0 }), 'charges.create', { timeoutMs: 50 }),
    ),
  'a certificate that is not trusted': () => failure(shop.client({ endpoint: shop.sandbox.tlsUrl })),
  'a success that is no JSON': () =>
    answering(
      (_, response) => response.writeHead(200).end('<html>'),
      (endpoint) => failure(shop.client({ endpoint })),
    ),
}

for (const vector of ERRORS.local) {
  test(`without an answer: ${vector.name}`, async () => {
    const error = await LOCAL[vector.name]()
    const { kind, isRetryable, outcomeUnknown } = error
    const { expected } = vector
    assert.deepEqual(
      { kind, retryable: isRetryable, outcomeUnknown },
      { kind: expected.kind, retryable: expected.retryable, outcomeUnknown: expected.outcomeUnknown },
    )
  })
}

test('every kind of the core was seen', () => {
  assert.deepEqual([...seen].sort(), errorKinds().sort())
})

test('a failure has the details that the core knows', async () => {
  await shop.control('POST', 'faults', { status: 503, operation: 'charges.create', count: 2 })
  const options = { idempotencyKey: 'charge-1', maxRetries: 1 }
  const error = await failure(shop.client(), 'charges.create', options)
  const { kind, status, retries, idempotencyKey, isRetryable, outcomeUnknown, advice } = error
  assert.deepEqual(
    { kind, status, retries, idempotencyKey, isRetryable, outcomeUnknown, advice },
    {
      kind: 'server',
      status: 503,
      retries: 1,
      idempotencyKey: 'charge-1',
      isRetryable: true,
      outcomeUnknown: true,
      advice: 'repeat_with_same_key',
    },
  )
  assert.ok(error.message.startsWith(error.requestId))
  assert.equal(JSON.parse(error.rawBody).reasonCode, error.reasonCode)
})
