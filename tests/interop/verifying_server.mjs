// A stand-in for Amazon's server that knows nothing but signatures: it answers a well-signed request with a canned
// object, and any other with 403.
import { createServer } from 'node:http'
import { once } from 'node:events'
import { headerValue, verifyRequest } from './verification.mjs'

const CHARGE_PERMISSION = { chargePermissionId: 'S01-1234567-1234567', statusDetails: { state: 'Chargeable' } }
const CHARGE = { chargeId: 'S01-1234567-1234567-C000001', statusDetails: { state: 'Authorized' } }
const REFUND = { refundId: 'S01-1234567-1234567-R000001', statusDetails: { state: 'RefundInitiated' } }
const SESSION = { checkoutSessionId: '00000000-0000-4000-8000-000000000001', statusDetails: { state: 'Open' } }
const BUYER = { buyerId: 'amzn1.account.EXAMPLE' }

/**
 * What there is to call: method, path, the operation's name, status and answer.
 * @type {Array<[string, RegExp, string, number, object]>}
 */
const OPERATIONS = [
  ['POST', /^checkoutSessions$/, 'checkout_sessions.create', 201, SESSION],
  ['GET', /^checkoutSessions\/[^/]+$/, 'checkout_sessions.get', 200, SESSION],
  ['PATCH', /^checkoutSessions\/[^/]+$/, 'checkout_sessions.update', 200, SESSION],
  ['POST', /^checkoutSessions\/[^/]+\/complete$/, 'checkout_sessions.complete', 200, SESSION],
  ['POST', /^checkoutSessions\/[^/]+\/finalize$/, 'checkout_sessions.finalize', 200, SESSION],
  ['GET', /^chargePermissions\/[^/]+$/, 'charge_permissions.get', 200, CHARGE_PERMISSION],
  ['PATCH', /^chargePermissions\/[^/]+$/, 'charge_permissions.update', 200, CHARGE_PERMISSION],
  ['DELETE', /^chargePermissions\/[^/]+\/close$/, 'charge_permissions.close', 200, CHARGE_PERMISSION],
  ['POST', /^charges$/, 'charges.create', 201, CHARGE],
  ['GET', /^charges\/[^/]+$/, 'charges.get', 200, CHARGE],
  ['PATCH', /^charges\/[^/]+$/, 'charges.update', 200, CHARGE],
  ['POST', /^charges\/[^/]+\/capture$/, 'charges.capture', 200, CHARGE],
  ['DELETE', /^charges\/[^/]+\/cancel$/, 'charges.cancel', 200, CHARGE],
  ['POST', /^refunds$/, 'refunds.create', 201, REFUND],
  ['GET', /^refunds\/[^/]+$/, 'refunds.get', 200, REFUND],
  ['GET', /^buyers\/[^/]+$/, 'buyers.get', 200, BUYER],
]

/** The names of all operations that the server answers. */
export const OPERATION_NAMES = OPERATIONS.map(([, , name]) => name)

/**
 * What the server saw of a request.
 * @typedef {object} Seen
 * @property {string} [operation]
 * @property {string} [algorithm]
 * @property {string[]} [signedHeaders]
 * @property {string} [failure] why it was refused
 */

/**
 * @param {import('./verification.mjs').ReceivedRequest} request
 * @param {{ publicKeyId: string, publicKeyPem: string, host: string }} expected
 * @returns {{ seen: Seen, status: number, answer: object }}
 */
function respond(request, expected) {
  const path = request.target.replace(/\?.*/s, '').replace(/^\/(sandbox\/|live\/)?v[12]\//, '')
  const found = OPERATIONS.find(([method, pattern]) => method === request.method && pattern.test(path))
  if (!found) {
    const failure = `no operation ${request.method} ${path}`
    return { seen: { failure }, status: 404, answer: { reasonCode: 'ResourceNotFound', message: failure } }
  }
  const [method, , operation, status, answer] = found
  try {
    const { algorithm, signedHeaders } = verifyRequest(request, expected)
    if (method === 'POST' && !/^[A-Za-z0-9_-]{1,32}$/.test(headerValue(request, 'x-amz-pay-idempotency-key') ?? '')) {
      throw new Error('x-amz-pay-idempotency-key is missing or malformed')
    }
    return { seen: { operation, algorithm, signedHeaders }, status, answer }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    const reasonCode = 'InvalidRequestSignature'
    return { seen: { operation, failure }, status: 403, answer: { reasonCode, message: failure } }
  }
}

/**
 * Starts the server on a free port of the loopback interface.
 * @param {{ publicKeyId: string, publicKeyPem: string }} credentials
 * @returns {Promise<{ host: string, seen: Seen[], close: () => Promise<void> }>}
 */
export async function startVerifyingServer(credentials) {
  /** @type {Seen[]} */
  const seen = []
  let host = ''
  const server = createServer(async (incoming, outgoing) => {
    const chunks = []
    for await (const chunk of incoming) chunks.push(chunk)
    /** @type {Array<[string, string]>} */
    const headers = []
    for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
      headers.push([incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? ''])
    }
    const request = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers,
      body: Buffer.concat(chunks),
    }
    const response = respond(request, { ...credentials, host })
    seen.push(response.seen)
    outgoing.writeHead(response.status, {
      'content-type': 'application/json',
      'x-amz-pay-request-id': `verified-${seen.length}`,
    })
    outgoing.end(JSON.stringify(response.answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  host = `127.0.0.1:${address.port}`
  return {
    host,
    seen,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
