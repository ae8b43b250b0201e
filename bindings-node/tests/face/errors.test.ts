/** Errors: their classes, what they say and what they do not. */
import assert from 'node:assert/strict'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { once } from 'node:events'
import test, { after, before } from 'node:test'
import { inspect } from 'node:util'
import * as amazonpay from 'amazonpay'
import { NativeClient, errorKinds } from '#dist/border'
import { nativeSettings } from '#dist/settings'
import { vector, vectors } from './vectors.js'

const { AmazonPay, AmazonPayError, ApiError, ConfigurationError, Money } = amazonpay

interface Answer {
  name: string
  operation: string
  status: number
  headers: Record<string, string>
  body: string
  expected: {
    kind: string
    reasonCode: string | null
    advice: string | null
    retryable: boolean
    requestId: string | null
    retryAfterSeconds?: number
  }
}

const { answers } = vector('errors.json') as { answers: Answer[] }
const options = vector('bad-input/options.json') as {
  hidden: string[]
  cases: {
    name: string
    operation: string
    publicKeyId?: string
    pathParameters?: string[]
    body?: object
    options?: object
    expected: string
  }[]
}

/** The class of each kind. */
const CLASSES: Record<string, unknown> = {
  configuration: amazonpay.ConfigurationError,
  signing: amazonpay.SigningError,
  connection: amazonpay.ConnectionFailed,
  timeout: amazonpay.RequestTimeout,
  tls: amazonpay.TlsError,
  decoding: amazonpay.DecodingError,
  invalid_request: amazonpay.InvalidRequest,
  unauthenticated: amazonpay.Unauthenticated,
  forbidden: amazonpay.Forbidden,
  not_found: amazonpay.NotFound,
  wrong_state: amazonpay.WrongState,
  declined: amazonpay.PaymentDeclined,
  throttled: amazonpay.Throttled,
  idempotency_conflict: amazonpay.IdempotencyConflict,
  server: amazonpay.ServerError,
}

let answer: (request: IncomingMessage, response: ServerResponse) => void
const server = createServer((request, response) => {
  answer(request, response)
})
before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const client = (settings: amazonpay.Settings = {}): amazonpay.AmazonPay => {
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return new AmazonPay({
    publicKeyId: 'SANDBOX-OPERATIONSVECTORSKEY',
    privateKey: vectors('keys/test-only-rsa-2048.pem'),
    region: 'eu',
    endpoint: `http://127.0.0.1:${String(address.port)}`,
    ...settings,
  })
}

async function failure(call: Promise<unknown>): Promise<amazonpay.AmazonPayError> {
  const error = await call.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof AmazonPayError, inspect(error))
  return error
}

const amount = { amount: '1.00', currencyCode: 'EUR' }

function calling(pay: amazonpay.AmazonPay, operation: string): Promise<unknown> {
  const once = { maxRetries: 0 }
  switch (operation) {
    case 'charges.create':
      return pay.charges.create({ chargePermissionId: 'S01-1234567-1234567', chargeAmount: amount }, once)
    case 'charges.get':
      return pay.charges.get('S01-1234567-1234567-C123456', once)
    case 'charges.capture':
      return pay.charges.capture('S01-1234567-1234567-C123456', { captureAmount: amount }, once)
    case 'checkout_sessions.complete':
      return pay.checkoutSessions.complete(
        'bd504926-f659-4ad7-a1a9-9a747aaf5275',
        { chargeAmount: amount },
        once,
      )
    case 'refunds.create':
      return pay.refunds.create({ chargeId: 'S01-1234567-1234567-C123456', refundAmount: amount }, once)
    case 'charge_permissions.close':
      return pay.chargePermissions.close('S01-1234567-1234567', { closureReason: 'done' }, once)
    case 'charge_permissions.update':
      return pay.chargePermissions.update('S01-1234567-1234567', { merchantMetadata: {} }, once)
    default:
      return assert.fail(operation)
  }
}

for (const { name, operation, status, headers, body, expected } of answers) {
  test(`an answer: ${name}`, async () => {
    answer = (request, response) => {
      request.resume()
      response.writeHead(status, headers).end(body)
    }
    const error = await failure(calling(client(), operation))
    assert.equal(error.constructor, CLASSES[expected.kind])
    assert.ok(error instanceof ApiError)
    assert.deepEqual(
      [
        error.kind,
        error.reasonCode ?? null,
        error.advice ?? null,
        error.isRetryable,
        error.requestId ?? null,
      ],
      [expected.kind, expected.reasonCode, expected.advice, expected.retryable, expected.requestId],
    )
    assert.deepEqual([error.status, error.code], [status, `AMAZONPAY_${expected.kind.toUpperCase()}`])
    const seconds = expected.retryAfterSeconds
    assert.equal(error.retryAfterMs, seconds === undefined ? undefined : seconds * 1000)
    assert.equal(error.rawBody.toString(), body)
    assert.equal(error.name, error.constructor.name)
    assert.ok(error.message.startsWith(expected.requestId ?? 'no request id'))
  })
}

test('every kind of the core has a class', () => {
  assert.deepEqual(errorKinds().sort(), Object.keys(CLASSES).sort())
})

test('an error becomes JSON without its body, and shows neither that', async () => {
  const secret = 'Jane Doe of 1 Main Street'
  answer = (request, response) => {
    request.resume()
    response.writeHead(404, { 'x-amz-pay-request-id': 'r-1' })
    response.end(JSON.stringify({ reasonCode: 'ResourceNotFound', message: 'gone', name: secret }))
  }
  const error = await failure(calling(client(), 'charges.get'))
  assert.ok(error.rawBody.toString().includes(secret))
  const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
  assert.deepEqual(
    [json['name'], json['code'], json['reasonCode']],
    ['NotFound', 'AMAZONPAY_NOT_FOUND', 'ResourceNotFound'],
  )
  assert.ok(!JSON.stringify(error).includes(secret) && !inspect(error, { showHidden: true }).includes(secret))
})

test('what a signer throws is the cause', async () => {
  const thrown = new Error('the key service is out')
  const signer = (): Promise<never> => Promise.reject(thrown)
  const error = await failure(calling(client({ privateKey: undefined, signer }), 'charges.get'))
  assert.ok(error instanceof amazonpay.SigningError)
  assert.equal(error.cause, thrown)
})

for (const {
  name,
  operation,
  publicKeyId,
  pathParameters = [],
  body,
  options: given,
  expected,
} of options.cases) {
  test(`refused before anything is sent: ${name}`, async () => {
    const text = (value: object | undefined): string | undefined =>
      value === undefined ? value : JSON.stringify(value)
    const merchant = publicKeyId ?? 'SANDBOX-OPERATIONSVECTORSKEY'
    const settings = {
      publicKeyId: merchant,
      privateKey: vectors('keys/test-only-rsa-2048.pem'),
      region: 'eu',
    }
    const native = new NativeClient(nativeSettings(settings), {})
    const error = await failure(
      native.execute(operation, pathParameters, undefined, text(body), text(given), undefined),
    )
    assert.ok(error instanceof ConfigurationError)
    // The same words, with names as JavaScript has them.
    const words = expected.replace(/^[a-z]+_[a-z_]+(?=:)|(?<= the option )\w+|(?<= set )\w+_\w+/, (field) =>
      field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    )
    assert.equal(error.message, words.replace(/ at line \d+ column \d+$/, ''))
    for (const word of options.hidden) assert.ok(!inspect(error).includes(word))
  })
}

test('settings are named as JavaScript names them', () => {
  const message = (settings: object): string => {
    try {
      client(settings)
      return 'none'
    } catch (error) {
      return (error as Error).message
    }
  }
  assert.match(
    message({ regoin: 'eu' }),
    /unknown setting "regoin"; did you mean "region"\? Known are publicKeyId,/,
  )
  assert.match(message({ publicKeyId: undefined }), /^publicKeyId: missing/)
  assert.match(message({ connectTimeoutMs: -1 }), /^connectTimeoutMs: expected a number of milliseconds/)
  assert.match(message({ signer: 'x' }), /^signer: expected a function/)
  assert.throws(() => Money.of('x', 'EUR'), ConfigurationError)
})
