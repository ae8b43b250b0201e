// Our client's requests against a verifier that shares no code with it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { BINARIES } from './sandbox_process.mjs'
import { OPERATION_NAMES } from './operations.mjs'
import { startVerifyingServer } from './verifying_server.mjs'

const ALGORITHMS = ['AMZN-PAY-RSASSA-PSS', 'AMZN-PAY-RSASSA-PSS-V2']
const PUBLIC_KEY_ID = 'SANDBOX-INTEROP'

const newKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
const keys = newKeys()

/** @type {Awaited<ReturnType<typeof startVerifyingServer>>} */
let server
before(async () => {
  server = await startVerifyingServer({ publicKeyId: PUBLIC_KEY_ID, publicKeyPem: keys.publicKey })
})
after(() => server.close())

/**
 * Lets our client send one request for each operation; gives what it printed, a line for each answer.
 * @param {string} algorithm
 * @param {string} privateKey
 * @returns {Promise<Array<{ operation: string, status: number, reasonCode?: string }>>}
 */
async function sendAll(algorithm, privateKey) {
  const { stdout } = await promisify(execFile)(`${BINARIES}interop-client`, [algorithm], {
    env: {
      ...process.env,
      AMAZON_PAY_PUBLIC_KEY_ID: PUBLIC_KEY_ID,
      AMAZON_PAY_PRIVATE_KEY: privateKey,
      AMAZON_PAY_REGION: 'eu',
      AMAZON_PAY_ENDPOINT: `http://${server.host}`,
    },
  })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

for (const algorithm of ALGORITHMS) {
  test(`${algorithm}: node:crypto verifies our client's request for each operation`, async () => {
    server.seen.length = 0
    const answers = await sendAll(algorithm, keys.privateKey)
    assert.deepEqual(
      server.seen.filter(({ failure }) => failure),
      [],
    )
    assert.deepEqual(answers.map(({ operation }) => operation).sort(), [...OPERATION_NAMES].sort())
    assert.equal(server.seen.length, answers.length)
    answers.forEach(({ operation, status }, at) => {
      assert.equal(server.seen[at]?.algorithm, algorithm)
      assert.ok(server.seen[at]?.operations?.includes(operation), operation)
      assert.ok(status < 400, `${operation}: ${status}`)
    })
  })

  test(`${algorithm}: the verifier refuses our client's requests when another key signed them`, async () => {
    server.seen.length = 0
    const answers = await sendAll(algorithm, newKeys().privateKey)
    assert.equal(answers.length, OPERATION_NAMES.length)
    for (const { status, reasonCode } of answers) {
      assert.equal(status, 403)
      assert.equal(reasonCode, 'InvalidRequestSignature')
    }
    for (const { failure } of server.seen) assert.equal(failure, 'the signature does not belong to this request')
  })
}
