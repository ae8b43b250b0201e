/** The migration page's table of methods: both sides of a row send the same request, and no method is missing. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { AmazonPay, Pages } from 'amazonpay'
import { InStoreClient, WebStoreClient } from 'amazonpay/compat'
import { decode } from '#dist/decode'
import { OPERATIONS, type Operation, type OperationName } from '#dist/operation'
import { vector, vectors } from '../face/vectors.js'
import { PACKAGE } from './workshop.js'

interface Sent {
  method: string | undefined
  path: string
  query: [string, string][]
  body: unknown
}

const page = readFileSync(join(PACKAGE, 'docs', 'migration.md'), 'utf8')
const rows = [...page.matchAll(/^\| `(\w+)\((.*?)\)` \| `(\w+)\.(\w+)\((.*?)\)` \|$/gm)].map(
  ([, method = '', given = '', resource = '', name = '', typed = '']) => ({
    method,
    given,
    typed,
    operation: `${snakeCase(resource)}.${snakeCase(name)}`,
    expression: `${resource}.${name}(${typed})`,
  }),
)
/** Methods that have no operation, or any. */
const OTHERS = ['constructor', 'apiCall', 'getSignedHeaders', 'generateButtonSignature']
/** Operations that the official SDK has no method for. */
const NEW = ['disbursements.list', 'stores.create', 'stores.update']

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

const sent: Sent[] = []
// Keeps what comes, and refuses it.
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    sent.push({
      method: request.method,
      path: url.pathname,
      query: [...url.searchParams].sort(),
      body: body === '' ? undefined : JSON.parse(body),
    })
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"reasonCode":"ResourceNotFound"}')
  })
})
let settings: { publicKeyId: string; privateKey: string; region: string; maxRetries: number }
let url: string
before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  settings = {
    publicKeyId: 'SANDBOX-MIGRATION',
    privateKey: vectors('keys/test-only-rsa-2048.pem'),
    region: 'eu',
    maxRetries: 0,
  }
})
after(() => {
  server.closeAllConnections()
  server.close()
})

/** What an expression of the page sends. */
async function requestOf(client: object, expression: string, scope: Record<string, unknown>): Promise<Sent> {
  const before = sent.length
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own words, called
  const call = new Function('client', ...Object.keys(scope), `return client.${expression}`) as (
    ...given: unknown[]
  ) => unknown
  const called = call(client, ...Object.values(scope))
  await assert.rejects(called instanceof Pages ? called.toArray() : (called as Promise<unknown>), {
    status: 404,
  })
  assert.equal(sent.length, before + 1)
  const [last] = sent.slice(-1)
  assert.ok(last)
  return last
}

for (const { method, given, typed, operation, expression } of rows) {
  test(`client.${method} sends what pay.${expression} sends`, async () => {
    const row: Operation = OPERATIONS[operation as OperationName]
    assert.ok(row, `${operation} is no operation`)
    const { cases } = vector(`operations/${operation}.json`) as {
      cases: { call: { pathParameters?: string[]; query?: object; body?: object } }[]
    }
    const example = cases.find(({ call }) => row.request === undefined || call.body !== undefined)
    assert.ok(example, operation)
    const { pathParameters = [], query = {}, body = {} } = example.call
    const names = typed.split(', ').filter((name) => /Id$|Token$/.test(name) && !name.startsWith('{'))
    const ids = Object.fromEntries(names.map((name, index) => [name, pathParameters[index]]))
    const read = (model: string | undefined, value: object): unknown =>
      model === undefined ? value : decode(model, JSON.parse(JSON.stringify(value)))
    const listed = { reportTypes: ['A', 'B'], merchantId: 'A1', ...query }
    const theirs = await requestOf(
      new (method in InStoreClient.prototype && !(method in WebStoreClient.prototype)
        ? InStoreClient
        : WebStoreClient)({ ...settings, overrideServiceUrl: url }),
      `${method}(${given})`,
      { ...listed, ...ids, query, payload: body },
    )
    const ours = await requestOf(new AmazonPay({ ...settings, endpoint: url }), expression, {
      ...listed,
      ...ids,
      query: read(row.query, query),
      payload: read(row.request, body),
    })
    assert.deepEqual(ours, theirs)
    assert.ok(pathParameters.every((id) => ours.path.includes(encodeURIComponent(id))))
  })
}

test('no method and no operation is missing', () => {
  const methods = [
    WebStoreClient,
    InStoreClient,
    Object.getPrototypeOf(WebStoreClient) as typeof WebStoreClient,
  ]
    .flatMap((Class) => Object.getOwnPropertyNames(Class.prototype))
    .filter((name) => !OTHERS.includes(name))
  assert.deepEqual(rows.map(({ method }) => method).sort(), [...new Set(methods)].sort())
  const operations = [...rows.map(({ operation }) => operation), ...NEW]
  assert.deepEqual(operations.sort(), Object.keys(OPERATIONS).sort())
  for (const name of [...OTHERS.slice(1), ...NEW]) {
    const [resource = '', method] = name.split('.')
    assert.ok(page.includes(`\`${method === undefined ? resource : `${resource}.${method}`}`), name)
  }
})
