/** What shows of secrets and of the buyer: nothing, however it is looked at. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after, before } from 'node:test'
import { format, inspect } from 'node:util'
import { AmazonPay, AmazonPayError, Money, NotificationVerifier } from 'amazonpay'
import { WebStoreClient } from 'amazonpay/compat'
import { Sandbox } from 'amazonpay/testing'
import { decode } from '#dist/decode'
import { OPERATIONS } from '#dist/operation'
import { type Kind, shapeOf } from '#dist/shape'
import { order, session } from '../face/shop.js'
import { vector, vectors } from '../face/vectors.js'

/** What logs and debuggers make of a value; JSON where it is not how the data itself travels. */
function everyLook(value: unknown, { json = true } = {}): string {
  const looks = [
    inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }),
    inspect({ within: [value] }, { depth: 20, colors: true, getters: true }),
    format('%s %o %O %j', value, value, value, json ? value : 0),
    String(value),
    (value as Error).stack ?? '',
  ]
  if (json) looks.push(JSON.stringify(value) ?? '')
  return looks.join('\n')
}

function assertHides(value: unknown, secrets: readonly string[], options?: { json: boolean }): void {
  const shown = everyLook(value, options)
  for (const secret of secrets) {
    assert.ok(secret.length > 3)
    // Keys and other long texts: not a piece of them.
    for (const piece of secret.split('\n')) {
      if (piece.length > 3 && !piece.startsWith('-----'))
        assert.ok(!shown.includes(piece), `${piece} is in ${shown}`)
    }
  }
}

let sandbox: Sandbox
let pay: AmazonPay
before(async () => {
  sandbox = await Sandbox.start()
  pay = sandbox.client()
})
after(() => sandbox.close())

test('the client and what hangs on it', async () => {
  const { privateKey, authToken } = sandbox.credentials
  const secrets = [privateKey, authToken, 'open-sesame', 'proxy-password']
  const made = new AmazonPay({
    ...sandbox.clientSettings,
    privateKey: vectors('keys/accepted/encrypted-aes256.pem'),
    privateKeyPassphrase: 'open-sesame',
    endpoint: sandbox.tlsUrl,
    rootCertificate: sandbox.caPem,
    proxy: 'http://user:proxy-password@127.0.0.1:1',
  })
  assertHides(made, secrets)
  assertHides(Object.values(pay), secrets)
  assertHides(pay.reports.list(), secrets)
  assertHides(new NotificationVerifier(), secrets)
  const config = { ...sandbox.clientSettings, sandbox: true } as never
  assertHides(new WebStoreClient(config), secrets)
  const { key, token } = { key: privateKey, token: authToken }
  assertHides(await pay.buttonSignature('{}'), [key, token])
})

test('the sandbox, its credentials and what a client is made of', async () => {
  const { privateKey, authToken } = sandbox.credentials
  const other = await sandbox.merchants.add('A1OTHERSHOP')
  const tokens = await sandbox.merchants.tokens('A1OTHERSHOP')
  const secrets = [privateKey, authToken, String(other.privateKeyPem), other.authToken, tokens.mwsAuthToken]
  assert.equal(secrets.filter(Boolean).length, 5)
  assertHides([sandbox, sandbox.credentials], secrets)
  const looks = [sandbox.clientSettings, sandbox.environment, other, tokens]
  // As JSON they are for whoever asks for them.
  for (const look of looks) assertHides(look, secrets, { json: false })
  assert.equal({ ...sandbox.clientSettings }.privateKey, privateKey)
})

/** The texts of an object's fields that are not to be shown. */
function redactedTexts(model: string, value: unknown, isRedacted = false): string[] {
  if (typeof value === 'string') return isRedacted ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const shape = shapeOf(model)
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    const field = shape?.fields.get(name)
    return redactedTexts(modelOf(field?.kind), item, isRedacted || field?.isRedacted === true)
  })
}

function modelOf(kind: Kind | undefined): string {
  if (kind?.form === 'list' || kind?.form === 'map') return modelOf(kind.of)
  return kind?.form === 'object' ? kind.name : ''
}

test("the answers of all operations' vectors", () => {
  let found = 0
  for (const file of readdirSync(vectors('operations'))) {
    const { operation, cases } = vector(`operations/${file}`) as {
      operation: keyof typeof OPERATIONS
      cases: { expected: { object?: object } }[]
    }
    const model = OPERATIONS[operation].response
    for (const { object } of cases.map(({ expected }) => expected)) {
      if (object === undefined) continue
      const texts = redactedTexts(model, object).filter((text) => text.length > 4)
      found += texts.length
      assertHides(decode(model, structuredClone(object)), texts, { json: false })
    }
  }
  assert.ok(found > 50, String(found))
})

test('answers of the sandbox, with a real buyer, raw and by the official names', async () => {
  const { chargePermissionId = '', chargeId } = await order(sandbox, pay)
  const permission = await pay.chargePermissions.get(chargePermissionId)
  const { name, email } = permission.buyer ?? {}
  assert.ok(name !== undefined && email !== undefined)
  const address = String(permission.shippingAddress?.addressLine1)
  const buyer = [name, email, address]
  assertHides(permission, buyer, { json: false })
  assertHides(permission.meta, buyer)
  const raw = await pay.call('GET', `chargePermissions/${chargePermissionId}`)
  assertHides(raw, buyer, { json: false })
  const official = new WebStoreClient({
    ...(sandbox.clientSettings as { publicKeyId: string; privateKey: string; region: string }),
    overrideServiceUrl: sandbox.url,
  })
  assertHides(await official.getChargePermission(chargePermissionId), buyer, { json: false })
  // What is shown is shown: whoever looks at a charge sees which one it is and how it stands.
  assert.ok(inspect(await pay.charges.get(chargeId)).includes(chargeId))
})

const BUYER = 'Jane Planted of 1 Main Street'

/** A server whose every answer repeats a buyer's data, under fields of its own. */
async function telltale(status: number): Promise<{ endpoint: string; close: () => void }> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'x-amz-pay-request-id': 'r-1', location: `https://x.example/?t=${BUYER}` })
    response.end(JSON.stringify({ reasonCode: 'SoftDeclined', message: 'declined', buyer: { name: BUYER } }))
  })
  // A test that fails ends all the same.
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

test('errors, their stacks, their causes, and what surrounds them', async () => {
  const { privateKey } = sandbox.credentials
  for (const status of [200, 302, 402, 404, 422, 500]) {
    const { endpoint, close } = await telltale(status)
    const client = sandbox.client({ endpoint, maxRetries: 0 })
    const official = new WebStoreClient({
      ...(sandbox.clientSettings as { publicKeyId: string; privateKey: string; region: string }),
      overrideServiceUrl: endpoint,
      maxRetries: 0,
    })
    const calls = [
      client.charges.capture('S01-1-1-C1', { captureAmount: Money.of('1.00', 'EUR') }),
      client.buyers.get('token-planted'),
      client.disputes.get('x', { authToken: 'auth-planted', headers: { 'x-amz-pay-extra': BUYER } }),
      official.getBuyer('token-planted'),
    ]
    for (const outcome of await Promise.allSettled(calls)) {
      const found: unknown = outcome.status === 'fulfilled' ? outcome.value : outcome.reason
      const json = outcome.status === 'rejected'
      assertHides(found, [BUYER, 'token-planted', 'auth-planted', privateKey], { json })
      if (!json) continue
      assertHides(new Error('at the checkout', { cause: found }), [BUYER, 'token-planted', privateKey])
      assertHides(new AggregateError([found], 'both'), [BUYER, 'token-planted', privateKey])
    }
    close()
  }
})

test('settings, options and values that are refused', async () => {
  const planted = 'planted-secret-text'
  const { clientSettings } = sandbox
  const refusals = [
    () => new AmazonPay({ ...clientSettings, privateKey: `-----BEGIN PRIVATE KEY-----\n${planted}\n` }),
    () => new AmazonPay({ ...clientSettings, privateKey: Buffer.from(planted) }),
    () => new AmazonPay({ ...clientSettings, proxy: `http://user:${planted}@:x` }),
    () => new AmazonPay({ ...clientSettings, connectTimeoutMs: planted as never }),
    () => new AmazonPay({ ...clientSettings, signer: planted as never, privateKey: undefined }),
    () => pay.charges.get('S01-1-1-C1', { authToken: `${planted}\n` }),
    () => pay.charges.get('S01-1-1-C1', { idempotencyKey: 7, signal: planted } as never),
    () => pay.checkoutSessions.create({ ...session(sandbox), storeId: { planted } as never }),
    () => Money.sum([{ amount: planted, currencyCode: 'EUR' }, Money.of('1', 'EUR')]),
  ]
  for (const [number, refusal] of refusals.entries()) {
    const error = await (async () => refusal())().then(
      () => assert.fail(`${number} was not refused`),
      (error: unknown) => error,
    )
    assert.ok(error instanceof AmazonPayError, `${number}: ${inspect(error)}`)
    assertHides(error, [planted])
  }
})

test('what the process prints of an error that nobody catches', async () => {
  const { endpoint, close } = await telltale(422)
  const program = `
    const { AmazonPay } = require('amazonpay')
    const pay = new AmazonPay({ ...JSON.parse(process.env.SETTINGS), endpoint: '${endpoint}' })
    pay.charges.capture('planted-id', { captureAmount: { amount: '1.00', currencyCode: 'EUR' } })
  `
  const env = { ...process.env, SETTINGS: JSON.stringify(sandbox.clientSettings) }
  const child = spawn(process.execPath, ['-e', program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => {
      printed += piece.toString()
    })
  }
  const [code] = (await once(child, 'close')) as [number]
  close()
  assert.equal(code, 1)
  assert.match(printed, /PaymentDeclined: r-1: charges\.capture answered 422 SoftDeclined/)
  for (const secret of [BUYER, 'planted-id', sandbox.credentials.privateKey.slice(100, 140)]) {
    assert.ok(!printed.includes(secret), printed)
  }
})
