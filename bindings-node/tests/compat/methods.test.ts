/** Every method of the official SDK is there, takes the same arguments, and asks for the same. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import compat, * as named from 'amazonpay/compat'
import { type Sdk, official } from './official.js'

type Method = (...given: unknown[]) => unknown

const CLASSES = ['AmazonPayClient', 'InStoreClient', 'WebStoreClient'] as const
const NOT_SENT = ['constructor', 'apiCall', 'getSignedHeaders', 'generateButtonSignature']

const methodsOf = (sdk: Sdk, name: (typeof CLASSES)[number]): Record<string, Method> => {
  const prototype = sdk[name].prototype as Record<string, Method>
  const names = Object.getOwnPropertyNames(prototype).filter((method) => method !== 'constructor')
  return Object.fromEntries(names.map((method) => [method, prototype[method] as Method]))
}

/** What a method hands to `apiCall`; nothing is sent. */
function asked(sdk: Sdk, name: (typeof CLASSES)[number], method: string, given: unknown[]): unknown[] {
  const calls: unknown[] = []
  const recorder = Object.create(sdk[name].prototype as object, {
    apiCall: {
      value: (...arguments_: unknown[]) => {
        calls.push(arguments_)
        return new Promise(() => {})
      },
    },
  }) as Record<string, Method>
  recorder[method]?.(...given)
  return calls
}

/** As JSON: what is undefined is not there. A list of a query is what it goes over the wire as. */
const onTheWire = (calls: unknown[]): unknown =>
  JSON.parse(
    JSON.stringify(calls, (name, value: unknown) =>
      Array.isArray(value) && /Types|Statuses/.test(name) ? value.join(',') : (value ?? undefined),
    ),
  )

for (const name of CLASSES) {
  test(`${name} has the methods of the official one, with as many arguments`, () => {
    const arity = (sdk: Sdk): object =>
      Object.fromEntries(Object.entries(methodsOf(sdk, name)).map(([method, { length }]) => [method, length]))
    assert.deepEqual(arity(compat as unknown as Sdk), arity(official))
  })

  for (const method of Object.keys(methodsOf(official, name)).filter(
    (method) => !NOT_SENT.includes(method),
  )) {
    test(`${name}.${method} asks for what the official one asks for`, () => {
      const headers = { 'x-amz-pay-idempotency-key': 'key-1' }
      const lists = { reportTypes: ['A', 'B'], processingStatuses: ['COMPLETED'], pageSize: 10 }
      for (const given of [
        ['first', 'second', headers],
        ['first', { amount: '1' }, headers],
        [{ a: 1 }, headers],
        ['first'],
        [lists],
        [['A', 'B']],
        [],
      ]) {
        // Each its own: the official SDK changes what it is given.
        const [theirs, ours] = [official, compat as unknown as Sdk].map((sdk) =>
          onTheWire(asked(sdk, name, method, structuredClone(given))),
        )
        assert.deepEqual(ours, theirs)
      }
    })
  }
}

test('the classes descend from each other as the official ones do', () => {
  assert.ok(compat.WebStoreClient.prototype instanceof compat.AmazonPayClient)
  assert.ok(compat.InStoreClient.prototype instanceof compat.AmazonPayClient)
})

test('it is imported by name, as a whole, and by require', () => {
  assert.equal(named.WebStoreClient, compat.WebStoreClient)
  const required = createRequire(import.meta.url)('amazonpay/compat') as Sdk
  assert.deepEqual(
    CLASSES.map((name) => typeof required[name]),
    ['function', 'function', 'function'],
  )
})
