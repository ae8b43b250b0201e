/** Headers as servers may send them, over a real socket. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { inspect } from 'node:util'
import { AmazonPay } from 'amazonpay'
import { AmazonPayClient, type ResponseError } from 'amazonpay/compat'
import { type RawServer, serveRaw } from './raw-server.js'
import { vectors } from './vectors.js'

let status = '200 OK'
const answer = (): string[] => [
  `HTTP/1.1 ${status}`,
  'Content-Type: application/json',
  'Content-Length: 2',
  'Via: 1.1 one',
  'VIA: 1.1 two',
  'X-Note: a: b, caf\u00e9',
  '__proto__: polluted',
  '',
  '{}',
]

let server: RawServer
before(async () => {
  server = await serveRaw(() => Buffer.from(answer().join('\r\n'), 'latin1'))
})
after(() => server.close())

const expected = {
  'content-type': 'application/json',
  'content-length': '2',
  via: '1.1 one, 1.1 two',
  'x-note': 'a: b, caf\u00e9',
}

function without(name: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name))
}

test('names are in lower case, what came twice is joined, and no name is special', async () => {
  const pay = new AmazonPay({
    publicKeyId: 'SANDBOX-OPERATIONSVECTORSKEY',
    privateKey: vectors('keys/test-only-rsa-2048.pem'),
    region: 'eu',
    endpoint: server.url,
  })
  const { meta } = await pay.call('GET', 'things')
  assert.deepEqual(without('__proto__', meta.headers), expected)
  assert.ok(Object.hasOwn(meta.headers, '__proto__'))
  assert.equal(Object.getPrototypeOf(meta.headers), Object.prototype)
  assert.equal(meta.headers, meta.headers)
})

test('amazonpay/compat gives them all, of refusals too, and shows none that may be secret', async () => {
  const client = new AmazonPayClient({
    publicKeyId: 'SANDBOX-OPERATIONSVECTORSKEY',
    privateKey: vectors('keys/test-only-rsa-2048.pem'),
    region: 'eu',
    overrideServiceUrl: server.url,
  })
  const { headers } = await client.apiCall({ method: 'GET', urlFragment: 'things' })
  assert.deepEqual(without('__proto__', headers), expected)

  status = '404 Not Found\r\nLocation: https://elsewhere.example/token'
  const error = (await client
    .apiCall({ method: 'GET', urlFragment: 'things' })
    .catch((error: unknown) => error)) as ResponseError
  assert.equal(error.response?.headers['location'], 'https://elsewhere.example/token')
  assert.equal(error.response.headers['via'], '1.1 one, 1.1 two')
  assert.doesNotMatch(inspect(error) + inspect(error.response), /elsewhere/)
})
