/** Every row of the table of operations, through the typed methods, over a socket. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import test, { after, before } from 'node:test'
import { inspect } from 'node:util'
import { AmazonPay, AmazonPayError, Pages, type ResponseMeta } from 'amazonpay'
import { decode } from '#dist/decode'
import { OPERATIONS, type Operation } from '#dist/operation'
import { assertSays } from './comparison.js'
import { Playback } from './playback.js'
import { vector, vectors } from './vectors.js'

interface Case {
  name: string
  call: { pathParameters?: string[]; query?: object; body?: object; options?: object }
  expected: {
    object?: object
    status?: number
    requestId?: string
    retries?: number
    error?: Record<string, unknown>
  }
}

type Method = (...parameters: unknown[]) => unknown

const files = readdirSync(vectors('operations')).map(
  (name) => vector(`operations/${name}`) as { operation: string; cases: Case[] },
)
let playback: Playback
let pay: AmazonPay
before(async () => {
  playback = await Playback.start()
  pay = new AmazonPay({
    publicKeyId: 'SANDBOX-OPERATIONSVECTORSKEY',
    privateKey: vectors('keys/test-only-rsa-2048.pem'),
    region: 'eu',
    endpoint: playback.url,
    retryBaseDelayMs: 1,
  })
})
after(() => {
  playback.stop()
})

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

function methodOf(operation: string): Method {
  const [resource = '', method = ''] = operation.split('.').map(camelCase)
  const object = (pay as unknown as Record<string, Record<string, Method | undefined> | undefined>)[resource]
  const found = object?.[method]
  assert.ok(found !== undefined, `${operation} is no method`)
  return found.bind(object)
}

/** The parameters of the typed method, with `Date`s where it takes them, and amounts as texts, which alone it takes. */
function parametersOf(
  row: Operation,
  { pathParameters = [], query, body, options }: Case['call'],
): unknown[] {
  const given = (model: string | undefined, value: object | undefined): unknown[] =>
    model === undefined
      ? []
      : [value === undefined ? {} : decode(model, JSON.parse(JSON.stringify(value, amountAsText)))]
  return [...pathParameters, ...given(row.query, query), ...given(row.request, body), options]
}

function amountAsText(name: string, value: unknown): unknown {
  return name === 'amount' && typeof value === 'number' ? String(value) : value
}

async function called(operation: string, row: Operation, call: Case['call']): Promise<object> {
  const found = methodOf(operation)(...parametersOf(row, call))
  if (!(found instanceof Pages)) return (await found) as object
  const first = await found.pages().next()
  return first.value as object
}

for (const { operation, cases } of files) {
  const row = OPERATIONS[operation as keyof typeof OPERATIONS] as Operation
  for (const { name, call, expected } of cases) {
    test(`${operation}: ${name}`, async () => {
      await playback.begin(operation, name)
      const found = await called(operation, row, call).catch((error: unknown) => error)
      if (found instanceof Error) {
        assert.ok(found instanceof AmazonPayError && expected.error !== undefined, found)
        assertFails(found, expected.error)
      } else {
        const { meta } = found as { meta: ResponseMeta }
        assertSays(found, expected.object)
        assert.deepEqual(
          [meta.status, meta.requestId, meta.retries],
          [expected.status, expected.requestId, expected.retries],
        )
        // A redirect's address lets whoever has it act for the merchant.
        if (meta.location !== undefined) assert.ok(!inspect([found, meta]).includes(meta.location))
      }
      assert.deepEqual(await playback.mismatches(), [])
    })
  }
}

function assertFails(error: AmazonPayError, expected: Record<string, unknown>): void {
  const found: Record<string, unknown> = {
    kind: error.kind,
    status: error.status ?? null,
    reasonCode: error.reasonCode ?? null,
    requestId: error.requestId ?? null,
    advice: error.advice ?? null,
    retries: error.retries,
    retryable: error.isRetryable,
    outcomeUnknown: error.outcomeUnknown,
    idempotencyKey: error.idempotencyKey,
  }
  const nothing = {
    status: null,
    reasonCode: null,
    requestId: null,
    advice: null,
    retries: 0,
    retryable: false,
  }
  for (const [name, value] of Object.entries({ ...nothing, ...expected })) {
    assert.equal(found[name], value, name)
  }
}

test('every row of the table is a typed method and has vectors', () => {
  const rows = Object.keys(OPERATIONS)
  assert.equal(rows.length, 43)
  assert.deepEqual(files.map(({ operation }) => operation).sort(), [...rows].sort())
  for (const row of rows) assert.equal(typeof methodOf(row), 'function')
})
