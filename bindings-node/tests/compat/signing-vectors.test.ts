/** The vectors of signatures: of buttons by both clients, of requests by `getSignedHeaders`, as far as it can be given them. */
import assert from 'node:assert/strict'
import { constants, createPublicKey, verify } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import test from 'node:test'
import { AmazonPay } from 'amazonpay'
import { AmazonPayClient } from 'amazonpay/compat'
import { vector, vectors } from '../face/vectors.js'

interface Request {
  payload?: string
  method: string
  path: string
  query: string
  headers: [string, string][]
  signedHeaders?: string[]
  body: string
}

const ALGORITHMS = {
  v1: { algorithm: 'AMZN-PAY-RSASSA-PSS', saltLength: 20 },
  v2: { algorithm: 'AMZN-PAY-RSASSA-PSS-V2', saltLength: 32 },
} as const
type Version = keyof typeof ALGORITHMS

const privateKey = vectors('keys/test-only-rsa-2048.pem')
const publicKey = createPublicKey(readFileSync(vectors('keys/test-only-rsa-2048.public.pem')))

const cases = readdirSync(vectors('signing'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, request: vector(`signing/${name}/request.json`) as Request }))
const versions = Object.keys(ALGORITHMS) as Version[]

/** The string to sign, as the vector has it. */
function message(name: string, version: Version): Buffer {
  return readFileSync(vectors(`signing/${name}/string-to-sign-${version}.txt`))
}

function isSignature(signature: string, name: string, version: Version): boolean {
  const { saltLength } = ALGORITHMS[version]
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  return verify('sha256', message(name, version), key, Buffer.from(signature, 'base64'))
}

const buttons = cases.filter(({ request }) => request.payload !== undefined)

for (const { name, request } of buttons) {
  const payload = request.payload ?? ''
  for (const version of versions) {
    const { algorithm } = ALGORITHMS[version]

    test(`${name}: what a signer of the shop is given, ${version}`, async () => {
      const seen: [string, string][] = []
      const signature = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
      const signer = (by: string, signed: Uint8Array): Buffer => {
        seen.push([by, Buffer.from(signed).toString()])
        return signature
      }
      const pay = new AmazonPay({ publicKeyId: 'SANDBOX-SIGNING', signer, region: 'eu', algorithm })
      assert.equal(await pay.buttonSignature(payload), signature.toString('base64'))
      assert.deepEqual(seen, [[algorithm, message(name, version).toString()]])
    })

    test(`${name}: OpenSSL accepts the signature, ${version}`, async () => {
      const settings = { publicKeyId: 'SANDBOX-SIGNING', privateKey, region: 'eu', algorithm } as const
      const pay = new AmazonPay(settings)
      assert.ok(isSignature(await pay.buttonSignature(payload), name, version))
      assert.ok(isSignature(new AmazonPayClient(settings).generateButtonSignature(payload), name, version))
    })
  }
}

/** What `getSignedHeaders` can't be asked for: each with the reason. */
const OUT_OF_REACH: Readonly<Record<string, string>> = {
  'headers-all-signed': 'headers of the client have its own values',
  'headers-mixed-case': 'headers of the client have its own values',
  'headers-repeated': 'an object has no name twice',
  'headers-some-unsigned': 'it signs all',
  'headers-white-space': 'headers of the client have its own values',
  'path-dot-segments': 'no path of the API',
  'path-dot-segments-above-root': 'no path of the API',
  'path-empty': 'no path of the API',
  'path-repeated-slashes': 'no path of the API',
  'path-slash': 'no path of the API',
  'path-without-leading-slash': 'no path of the API',
  'query-empty-parameters': 'an object has no name twice',
  'query-plus-and-space': 'of parameters it is given what they mean, and no spelling',
  'query-repeated-parameters': 'an object has no name twice',
  'query-sorted-decoded': 'an object has no name twice',
}

const PATH = /^(?:\/(sandbox|live))?\/v2\//
const OWN: ReadonlySet<string> = new Set([
  'accept',
  'content-type',
  'x-amz-pay-date',
  'x-amz-pay-host',
  'x-amz-pay-region',
])

/** A parameter of a query on the wire. */
function parameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split(/=(.*)/s).map((part) => decodeURIComponent(part))
  return [name, value]
}

/** What `work` gives when it is done at the vectors' moment. */
function then<T>(work: () => T): T {
  const RealDate = Date
  globalThis.Date = class extends RealDate {
    constructor() {
      super('2026-11-24T08:09:10Z')
    }
  } as DateConstructor
  try {
    return work()
  } finally {
    globalThis.Date = RealDate
  }
}

const requests = cases.filter(({ name, request }) => request.payload === undefined && !(name in OUT_OF_REACH))

for (const { name, request } of requests) {
  for (const version of versions) {
    test(`${name}: getSignedHeaders, ${version}`, () => {
      const { method, path, query, body } = request
      const environment = PATH.exec(path)?.[1]
      const client = new AmazonPayClient({
        publicKeyId: environment === undefined ? 'LIVE-SIGNING' : 'SIGNING',
        sandbox: environment === 'sandbox',
        privateKey,
        region: 'eu',
        algorithm: ALGORITHMS[version].algorithm,
      })
      const headers = then(() =>
        client.getSignedHeaders({
          method,
          urlFragment: path.replace(PATH, ''),
          queryParams: query === '' ? null : Object.fromEntries(query.split('&').map(parameter)),
          headers: Object.fromEntries(request.headers.filter(([header]) => !OWN.has(header.toLowerCase()))),
          payload: body === '' ? null : body,
        }),
      )
      const signature = /Signature=([^,\s]+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
      assert.ok(isSignature(signature, name, version), headers['authorization'])
    })
  }
}

test('each vector is tried, or there is a reason why not', () => {
  assert.ok(
    buttons.length >= 5 && requests.length >= 20,
    `${String(buttons.length)} ${String(requests.length)}`,
  )
  for (const name of Object.keys(OUT_OF_REACH))
    assert.ok(
      cases.some((known) => known.name === name),
      name,
    )
})
