/** Answers and failures have axios's shape, and are ours: repeated, classified, shown without secrets. */
import assert from 'node:assert/strict'
import { createPublicKey, constants, createHash, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import { AmazonPayError, ConfigurationError, ConnectionFailed, NotFound, ServerError } from 'amazonpay'
import { type Configuration, type ResponseError, WebStoreClient } from 'amazonpay/compat'
import { Sandbox } from 'amazonpay/testing'
import { requireBesideOfficial } from './official.js'

let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.start({ acceptMachineTime: true })
})
after(() => sandbox.close())

const configuration = (more: Partial<Configuration> = {}): Configuration => {
  const { publicKeyId, privateKey, region } = sandbox.credentials
  return {
    publicKeyId,
    privateKey,
    region,
    overrideServiceUrl: sandbox.url,
    retryBaseDelayMs: 1,
    ...more,
  }
}
const newClient = (more?: Partial<Configuration>): WebStoreClient => new WebStoreClient(configuration(more))
const session = () => ({
  webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
  storeId: sandbox.storeId,
})

async function rejection(promise: Promise<unknown>): Promise<ResponseError> {
  return promise.then(
    () => assert.fail('the promise was kept'),
    (error: unknown) => error as ResponseError,
  )
}

test('an answer has data, status and headers, and shows no data of a buyer', async () => {
  const response = await newClient().createCheckoutSession(session())
  assert.deepEqual([response.status, response.statusText], [201, 'Created'])
  assert.ok(response.headers['x-amz-pay-request-id'])
  const data = response.data as Record<string, unknown>
  assert.equal(typeof data['checkoutSessionId'], 'string')
  // As the API writes it, where `AmazonPay` gives a Date.
  assert.match(String(data['creationTimestamp']), /^\d{8}T\d{6}Z$/)
  assert.ok(!inspect(response).includes(String(data['checkoutSessionId'])))
})

test('a refusal is an error of ours with what an error of axios has', async () => {
  const error = await rejection(newClient().getCharge('S01-1234567-1234567-C000001'))
  assert.ok(error instanceof NotFound && error instanceof AmazonPayError)
  assert.deepEqual([error.kind, error.reasonCode], ['not_found', 'ResourceNotFound'])
  const { response } = error
  assert.deepEqual([response?.status, response?.statusText], [404, 'Not Found'])
  const data = response?.data as Record<string, string>
  assert.equal(data['reasonCode'], 'ResourceNotFound')
  assert.equal(response?.headers['x-amz-pay-request-id'], error.requestId)
  const axios = requireBesideOfficial('axios') as { isAxiosError(error: unknown): boolean }
  assert.ok(axios.isAxiosError(error))
  assert.deepEqual(Object.keys(error).includes('response'), false)
})

test('a call that fails for a moment is repeated, which the official SDK never does', async () => {
  await sandbox.faults.add({ operation: 'checkout_sessions.create', status: 503, count: 2 })
  assert.equal((await newClient().createCheckoutSession(session())).status, 201)
  await sandbox.faults.add({ operation: 'checkout_sessions.create', status: 503, count: 1 })
  const error = await rejection(newClient({ maxRetries: 0 }).createCheckoutSession(session()))
  assert.ok(error instanceof ServerError)
  assert.equal(error.response?.status, 503)
})

test('without an answer there is a request and no response', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  const gone = newClient({ overrideServiceUrl: `http://127.0.0.1:${port}`, maxRetries: 0 })
  const error = await rejection(gone.getCharge('S01-1234567-1234567-C000001'))
  assert.ok(error instanceof ConnectionFailed)
  assert.equal(error.response, undefined)
  assert.deepEqual(error.request, { method: 'GET' })
})

test('what is wrong before anything is sent is told by name', async () => {
  const error = await rejection(
    newClient().apiCall({ method: 'GET', urlFragment: 'charges', headers: { 'a b': '1' } }),
  )
  assert.ok(error instanceof ConfigurationError)
  assert.deepEqual([error.response, error.request], [undefined, undefined])
  assert.throws(() => newClient({ region: 'mars' }), /region: .*mars/)
  assert.throws(() => newClient({ algorithm: 'RSA' }), /algorithm: .*RSA/)
  assert.throws(() => new WebStoreClient(undefined as unknown as Configuration), /configArgs: expected/)
})

test('TLS is verified with an override of the address too, and the process stays as it was', async () => {
  const overrideServiceUrl = new URL(sandbox.tlsUrl).host
  const error = await rejection(newClient({ overrideServiceUrl }).getCharge('S01-1234567-1234567-C000001'))
  assert.equal(error.code, 'AMAZONPAY_TLS')
  const trusting = newClient({ overrideServiceUrl, rootCertificate: sandbox.caPem })
  assert.equal((await trusting.createCheckoutSession(session())).status, 201)
  assert.equal(process.env['NODE_TLS_REJECT_UNAUTHORIZED'], undefined)
})

test('the same idempotency key is sent, and what is given stays as it was', async () => {
  const client = newClient()
  const headers = Object.freeze({ 'X-Amz-Pay-Idempotency-Key': 'key-1', Accept: 'text/html' })
  const call = Object.freeze({ method: 'POST', urlFragment: 'checkoutSessions', payload: session(), headers })
  const [first, again] = [await client.apiCall(call), await client.apiCall(call)]
  assert.deepEqual(again.data, first.data)
  const query = Object.freeze({ reportTypes: Object.freeze(['A']) })
  await rejection(client.getReports(query))
  assert.deepEqual(query.reportTypes, ['A'])
})

test('JSON text is a payload too', async () => {
  const { status } = await newClient().createCheckoutSession(JSON.stringify(session()))
  assert.equal(status, 201)
})

for (const algorithm of ['AMZN-PAY-RSASSA-PSS', 'AMZN-PAY-RSASSA-PSS-V2']) {
  test(`${algorithm}: headers that were signed here are accepted when another client sends them`, async () => {
    const payload = session()
    const headers = newClient({ algorithm }).getSignedHeaders({
      method: 'POST',
      urlFragment: 'checkoutSessions',
      payload,
      headers: { 'x-amz-pay-idempotency-key': 'signed-here', 'x-shop': ' two  words ' },
    })
    const send = (body: string) =>
      fetch(`${sandbox.url}/v2/checkoutSessions`, { method: 'POST', headers, body })
    assert.equal((await send(JSON.stringify(payload))).status, 201)
    assert.equal((await send(`${JSON.stringify(payload)} `)).status, 403)
  })

  test(`${algorithm}: a path and a query with signs of all kinds are signed as they are sent`, async () => {
    const queryParams = { reportTypes: "A,B!'()* ü", pageSize: '10' }
    const options = { method: 'GET', urlFragment: 'reports', queryParams }
    const headers = newClient({ algorithm }).getSignedHeaders(options)
    const response = await fetch(`${sandbox.url}/v2/reports?${new URLSearchParams(queryParams).toString()}`, {
      headers,
    })
    const refusal = (await response.json()) as { reasonCode?: string }
    assert.notEqual(refusal.reasonCode, 'InvalidRequestSignature')
  })

  test(`${algorithm}: a button's payload is signed without waiting, an object as its JSON`, () => {
    const client = newClient({ algorithm })
    const payload = { storeId: 'amzn1.application-oa2-client.example', note: 'Grüße' }
    const message = `${algorithm}\n${createHash('sha256').update(JSON.stringify(payload)).digest('hex')}`
    const key = {
      key: createPublicKey(sandbox.credentials.privateKey),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: algorithm.endsWith('V2') ? 32 : 20,
    }
    for (const given of [payload, JSON.stringify(payload)]) {
      const signature = Buffer.from(client.generateButtonSignature(given), 'base64')
      assert.ok(verify('sha256', Buffer.from(message), key, signature))
    }
  })
}

test('the private key may be text, bytes or a path', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'amazonpay-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  const { privateKey: pem } = sandbox.credentials
  const path = join(folder, 'private.pem')
  writeFileSync(path, pem)
  for (const privateKey of [pem, Buffer.from(pem), path]) {
    assert.match(newClient({ privateKey }).generateButtonSignature('{}'), /^[A-Za-z0-9+/]+=*$/)
  }
})

test('a region may be a country, and the algorithm is the older one unless it is said', () => {
  const client = newClient({ overrideServiceUrl: undefined, region: 'UK', publicKeyId: 'AB12' })
  const headers = client.getSignedHeaders({ method: 'GET', urlFragment: 'reports' })
  assert.equal(headers['x-amz-pay-host'], 'pay-api.amazon.eu')
  assert.equal(headers['x-amz-pay-region'], 'eu')
  assert.match(
    String(headers['authorization']),
    /^AMZN-PAY-RSASSA-PSS PublicKeyId=AB12, SignedHeaders=accept;/,
  )
})
