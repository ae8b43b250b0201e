// The verifier is proved in its turn: by requests that the official SDK signed, and by changing them.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import sdk from '@amazonpay/amazon-pay-api-sdk-nodejs'
import { verifyRequest } from './verification.mjs'

const PUBLIC_KEY_ID = 'SANDBOX-VERIFICATION'
const HOST = 'pay-api.amazon.eu'
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const expected = { publicKeyId: PUBLIC_KEY_ID, publicKeyPem: keys.publicKey, host: HOST }

/** @param {string} algorithm */
function signedByTheOfficialSdk(algorithm) {
  const client = new sdk.WebStoreClient({
    publicKeyId: PUBLIC_KEY_ID,
    privateKey: keys.privateKey,
    region: 'eu',
    algorithm,
  })
  const body = JSON.stringify({ chargeAmount: { amount: '12.34', currencyCode: 'EUR' }, note: 'Grüße, 世界' })
  const headers = client.getSignedHeaders({
    method: 'POST',
    urlFragment: 'charges',
    payload: body,
    headers: { 'x-amz-pay-idempotency-key': 'verification-1' },
    queryParams: { b: 'zwei drei', a: 'x/y' },
  })
  return {
    method: 'POST',
    target: '/v2/charges?a=x%2Fy&b=zwei%20drei',
    headers: /** @type {Array<[string, string]>} */ (Object.entries(headers)),
    body: Buffer.from(body),
  }
}

for (const algorithm of ['AMZN-PAY-RSASSA-PSS', 'AMZN-PAY-RSASSA-PSS-V2']) {
  const request = signedByTheOfficialSdk(algorithm)

  test(`${algorithm}: a request signed by the official SDK is verified`, () => {
    assert.equal(verifyRequest(request, expected).algorithm, algorithm)
  })

  test(`${algorithm}: a request with anything signed changed is refused`, () => {
    /** @param {string} name @param {string} value @returns {Array<[string, string]>} */
    const withHeader = (name, value) => [...request.headers.filter(([header]) => header !== name), [name, value]]
    const changed = {
      method: { ...request, method: 'PUT' },
      path: { ...request, target: request.target.replace('charges', 'refunds') },
      query: { ...request, target: request.target.replace('zwei', 'drei') },
      body: { ...request, body: Buffer.from(request.body.toString().replace('12.34', '12.35')) },
      header: { ...request, headers: withHeader('x-amz-pay-idempotency-key', 'verification-2') },
    }
    for (const [what, forged] of Object.entries(changed)) {
      assert.throws(() => verifyRequest(forged, expected), /does not belong to this request/, what)
    }
    const otherAlgorithm = request.headers.map(([name, value]) => [
      name,
      value.replace(/^AMZN-PAY-RSASSA-PSS(-V2)?/, (_, v2) => (v2 ? 'AMZN-PAY-RSASSA-PSS' : 'AMZN-PAY-RSASSA-PSS-V2')),
    ])
    const relabelled = { ...request, headers: /** @type {Array<[string, string]>} */ (otherAlgorithm) }
    assert.throws(() => verifyRequest(relabelled, expected), /does not belong to this request/)
    const stale = { ...request, headers: withHeader('x-amz-pay-date', '20200101T000000Z') }
    assert.throws(() => verifyRequest(stale, expected), /five minutes/)
    const unsigned = { ...request, headers: request.headers.filter(([name]) => name !== 'accept') }
    assert.throws(() => verifyRequest(unsigned, expected), /SignedHeaders names accept/)
  })
}
