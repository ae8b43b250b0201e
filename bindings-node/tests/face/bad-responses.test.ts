/** Answers that no client should get, over a real socket: each with its kind and its message, as in every language. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'
import { AmazonPay, AmazonPayError, Money } from 'amazonpay'
import { serveRaw } from './raw-server.js'
import { vector, vectors } from './vectors.js'

interface Answer {
  silent?: boolean
  raw?: string
  status: number
  headers: Record<string, string>
  body?: string
  bodyHex?: string
  bodyRepeat?: { text: string; times: number }
  /** The content length to claim; null for none. */
  announced?: number | null
}

interface Case {
  name: string
  operation?: string
  maxResponseBytes?: number
  attemptTimeoutMs?: number
  answer: Answer
  expected: { kind: string; message: string; outcomeUnknown?: boolean }
}

const { hidden, cases } = vector('bad-input/responses.json') as { hidden: string[]; cases: Case[] }

function bytes({
  silent,
  raw,
  status,
  headers,
  body,
  bodyHex,
  bodyRepeat,
  announced,
}: Answer): Buffer | undefined {
  if (silent === true) return undefined
  if (raw !== undefined) return Buffer.from(raw)
  const content =
    bodyHex !== undefined
      ? Buffer.from(bodyHex, 'hex')
      : Buffer.from(bodyRepeat === undefined ? (body ?? '') : bodyRepeat.text.repeat(bodyRepeat.times))
  const length = announced === undefined ? content.length : announced
  const head = [
    `HTTP/1.1 ${String(status)} Status`,
    ...(length === null ? [] : [`content-length: ${String(length)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content])
}

async function outcome({ operation, maxResponseBytes, attemptTimeoutMs, answer }: Case): Promise<unknown> {
  const server = await serveRaw(() => bytes(answer))
  const pay = new AmazonPay({
    publicKeyId: 'SANDBOX-OPERATIONSVECTORSKEY',
    privateKey: vectors('keys/test-only-rsa-2048.pem'),
    region: 'eu',
    endpoint: server.url,
    maxResponseBytes: maxResponseBytes ?? 4096,
    connectTimeoutMs: attemptTimeoutMs ?? 10_000,
    attemptTimeoutMs: attemptTimeoutMs ?? 10_000,
    maxRetries: 0,
  })
  const chargeId = 'S02-9876543-1234567-C123456'
  const captureAmount = Money.of('12.00', 'EUR')
  try {
    switch (operation) {
      case 'charges.capture':
        return await pay.charges.capture(chargeId, { captureAmount }, { idempotencyKey: 'capture-1001' })
      case 'charges.cancel':
        return await pay.charges.cancel(chargeId, { cancellationReason: 'sold out' })
      case 'checkout_sessions.get':
        return await pay.checkoutSessions.get(chargeId)
      case undefined:
      case 'charges.get':
        return await pay.charges.get(chargeId)
      default:
        return assert.fail(`a case calls ${operation}`)
    }
  } catch (error) {
    return error
  } finally {
    // One attempt, one connection; a redirect leads nowhere.
    assert.equal(server.connections(), 1)
    await server.close()
  }
}

for (const bad of cases) {
  test(`a bad answer is a clear error: ${bad.name}`, async () => {
    const error = await outcome(bad)
    assert.ok(error instanceof AmazonPayError, inspect(error))
    const { kind, message, outcomeUnknown } = error
    assert.deepEqual({ kind, message, outcomeUnknown }, { outcomeUnknown: false, ...bad.expected })
    for (const word of hidden)
      assert.ok(!inspect(error).includes(word) && !JSON.stringify(error).includes(word))
  })
}

test('there are cases', () => {
  assert.ok(cases.length >= 15)
})
