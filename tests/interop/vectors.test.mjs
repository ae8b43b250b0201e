// The verifier and the signing vectors agree, stage by stage: two readings of the guide, and OpenSSL's signatures.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { canonicalRequest, isSignedBy, parseAuthorization, stringToSign } from './verification.mjs'

const vectors = new URL('../vectors/', import.meta.url)
const publicKeyPem = readFileSync(new URL('keys/test-only-rsa-2048.public.pem', vectors), 'utf8')
const cases = readdirSync(new URL('signing/', vectors), { withFileTypes: true }).filter((entry) => entry.isDirectory())

test('there are signing vectors', () => assert.ok(cases.length >= 30))

for (const { name } of cases) {
  test(`signing vector ${name}`, () => {
    const file = (/** @type {string} */ stage) => new URL(`signing/${name}/${stage}`, vectors)
    const read = (/** @type {string} */ stage) => readFileSync(file(stage), 'utf8')
    const request = JSON.parse(read('request.json'))
    const isButton = !existsSync(file('canonical-request.txt'))
    const text = isButton
      ? request.payload
      : canonicalRequest(
          {
            method: request.method,
            target: request.query === '' ? request.path : `${request.path}?${request.query}`,
            headers: request.headers,
            body: Buffer.from(request.body),
          },
          request.signedHeaders ?? [
            ...new Set(request.headers.map((/** @type {[string, string]} */ [header]) => header.toLowerCase())),
          ],
        )
    if (!isButton) assert.equal(text, read('canonical-request.txt'))
    for (const [version, algorithm] of [
      ['v1', 'AMZN-PAY-RSASSA-PSS'],
      ['v2', 'AMZN-PAY-RSASSA-PSS-V2'],
    ]) {
      const signed = stringToSign(algorithm ?? '', text)
      assert.equal(signed, read(`string-to-sign-${version}.txt`))
      const signature = isButton
        ? Buffer.from(read(`signature-${version}.txt`), 'base64')
        : parseAuthorization(read(`authorization-${version}.txt`)).signature
      assert.ok(isSignedBy(publicKeyPem, algorithm ?? '', signed, signature))
    }
  })
}
