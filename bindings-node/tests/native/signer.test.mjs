import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { constants, createSign } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { test } from 'node:test'

import { NativeClient } from '#dist/native'
import { call, open, rejection } from './shop.mjs'

const shop = await open()
const create = (client, options) => call(client, 'checkout_sessions.create', [], shop.session(), options)

/** As a key service would do it. */
function sign(algorithm, message) {
  assert.equal(algorithm, 'AMZN-PAY-RSASSA-PSS-V2')
  assert.ok(Buffer.isBuffer(message))
  return createSign('RSA-SHA256').update(message).sign({
    key: shop.credentials.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  })
}

const client = (signer) => shop.client({ private_key: undefined }, { signer })

test('a function signs, at once or later', async () => {
  assert.ok((await create(client(sign))).checkoutSessionId)
  const later = async (...values) => {
    await turn()
    return sign(...values)
  }
  assert.ok((await create(client(later))).checkoutSessionId)
  const bytes = (...values) => new Uint8Array(sign(...values))
  assert.ok((await create(client(bytes))).checkoutSessionId)
  assert.equal(Buffer.from(await client(later).buttonSignature('{}').promise, 'base64').length, 256)
})

test('each retry is signed anew, and many calls at once each get their own signature', async () => {
  let signed = 0
  const pay = client((...values) => {
    signed += 1
    return sign(...values)
  })
  await shop.control('POST', 'faults', { status: 503, operation: 'checkout_sessions.create', count: 1 })
  await create(pay)
  assert.equal(signed, 2)
  const sessions = await Promise.all(Array.from({ length: 32 }, () => create(pay)))
  assert.equal(new Set(sessions.map((session) => session.checkoutSessionId)).size, 32)
  assert.equal(signed, 34)
})

test('what a signer throws is the cause of the failure, and not in its text', async () => {
  const thrown = new RangeError('the secret is 1234')
  const atOnce = client(() => {
    throw thrown
  })
  const later = client(() => Promise.reject(thrown))
  for (const pay of [atOnce, later]) {
    const error = await rejection(create(pay))
    assert.equal(error.kind, 'signing')
    assert.equal(error.cause, thrown)
    assert.match(error.message, /RangeError/)
    assert.doesNotMatch(error.message, /1234/)
  }
  const nothing = await rejection(create(client(() => Promise.reject(undefined))))
  assert.ok('cause' in nothing)
})

test('what is no signature is refused, and said what it is', async () => {
  const expected = {
    'the signer returned undefined': undefined,
    'the signer returned null': null,
    'the signer returned a string': 'c2lnbmF0dXJl',
    'the signer returned an object of Object': { signature: 'x' },
    'the signer returned 3 bytes': Buffer.from([128, 129, 130]),
    'returned 344 bytes of ASCII; decode the base64 first': Buffer.from(Buffer.alloc(256).toString('base64')),
  }
  for (const [text, value] of Object.entries(expected)) {
    const error = await rejection(create(client(() => value)))
    assert.equal(error.kind, 'signing')
    assert.ok(error.message.includes(text), error.message)
  }
})

test('bytes of another realm, as those of a test runner, are bytes', async () => {
  const Foreign = runInNewContext('Uint8Array')
  assert.ok(await create(client((...values) => new Foreign(sign(...values)))))
})

test('a signer that never answers is waited for as long as the call may take', async () => {
  const never = client(() => new Promise(() => {}))
  const error = await rejection(create(never, { timeoutMs: 50 }))
  assert.equal(error.kind, 'timeout')
  const started = never.execute('checkout_sessions.create', [], undefined, shop.session())
  await turn()
  started.cancel('no more')
  assert.equal(await rejection(started.promise), 'no more')
})

test('a signer runs in the context of the call', async () => {
  const request = new AsyncLocalStorage()
  const seen = []
  const pay = client(async (...values) => {
    seen.push(request.getStore())
    await turn()
    seen.push(request.getStore())
    return sign(...values)
  })
  await Promise.all(['one', 'two'].map((name) => request.run(name, () => create(pay))))
  assert.deepEqual(seen.sort(), ['one', 'one', 'two', 'two'])
})

test('a signer lives as long as its calls, whoever holds the client', async () => {
  const { gc } = globalThis
  let promise
  {
    const pay = new NativeClient(shop.settings({ private_key: undefined }), {
      signer: async (...values) => {
        await turn()
        return sign(...values)
      },
    })
    promise = create(pay)
  }
  gc?.()
  assert.ok((await promise).checkoutSessionId)
})
