// A stand-in for Amazon's server that knows nothing but signatures: it answers a well-signed request as the operation's
// vector does, and any other with 403.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { operationsOf } from './operations.mjs'
import { headerValue, verifyRequest } from './verification.mjs'

/** @typedef {{ status: number, headers?: Record<string, string>, body?: object }} Answer */

/**
 * How an operation is answered: as in its first vector that succeeds at once.
 * @param {string} operation
 * @returns {Answer}
 */
function answerOf(operation) {
  const file = new URL(`../vectors/operations/${operation}.json`, import.meta.url)
  for (const { exchanges, expected } of JSON.parse(readFileSync(file, 'utf8')).cases) {
    if (expected.error === undefined && exchanges.length === 1 && exchanges[0].answer.rawBody === undefined) {
      return exchanges[0].answer
    }
  }
  throw new Error(`${operation} has no vector that succeeds at once`)
}

/**
 * What the server saw of a request.
 * @typedef {object} Seen
 * @property {string[]} [operations] the operations that it may be one of
 * @property {string} [algorithm]
 * @property {string[]} [signedHeaders]
 * @property {string} [failure] why it was refused
 */

/**
 * @param {import('./verification.mjs').ReceivedRequest} request
 * @param {{ publicKeyId: string, publicKeyPem: string, host: string }} expected
 * @returns {{ seen: Seen, answer: Answer }}
 */
function respond(request, expected) {
  const path = request.target.replace(/\?.*/s, '').replace(/^\/(sandbox\/|live\/)?v[12]\//, '')
  const operations = operationsOf(request.method, path).map(({ name }) => name)
  const [operation] = operations
  if (operation === undefined) {
    const failure = `no operation ${request.method} ${path}`
    return { seen: { failure }, answer: { status: 404, body: { reasonCode: 'ResourceNotFound', message: failure } } }
  }
  try {
    const { algorithm, signedHeaders } = verifyRequest(request, expected)
    if (request.method === 'POST' && !/^[A-Za-z0-9_-]{1,32}$/.test(headerValue(request, 'x-amz-pay-idempotency-key') ?? '')) {
      throw new Error('x-amz-pay-idempotency-key is missing or malformed')
    }
    return { seen: { operations, algorithm, signedHeaders }, answer: answerOf(operation) }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    const reasonCode = 'InvalidRequestSignature'
    return { seen: { operations, failure }, answer: { status: 403, body: { reasonCode, message: failure } } }
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
    const { seen: saw, answer } = respond(request, { ...credentials, host })
    seen.push(saw)
    outgoing.writeHead(answer.status, {
      'content-type': 'application/json',
      ...answer.headers,
      'x-amz-pay-request-id': `verified-${seen.length}`,
    })
    outgoing.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
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
