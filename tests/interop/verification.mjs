// Verifies the signature of an Amazon Pay API request with node:crypto alone. Written from the rules of the guide
// (https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html), not from our Rust code: the one has
// to prove the other.
import { constants, createHash, verify as verifySignature } from 'node:crypto'

/**
 * A request as it arrived.
 * @typedef {object} ReceivedRequest
 * @property {string} method
 * @property {string} target the request line's target: path and query, as on the wire
 * @property {Array<[string, string]>} headers in the order received, repeated names repeated
 * @property {Buffer} body
 *
 * @typedef {object} Authorization
 * @property {string} algorithm
 * @property {string} publicKeyId
 * @property {string[]} signedHeaders
 * @property {Buffer} signature
 */

/** @type {Record<string, number>} the length of the salt for each algorithm */
const SALT_LENGTH = { 'AMZN-PAY-RSASSA-PSS': 20, 'AMZN-PAY-RSASSA-PSS-V2': 32 }

/** @param {string | Buffer} data */
const sha256 = (data) => createHash('sha256').update(data).digest('hex')

/**
 * Percent-encodes all bytes but RFC 3986's unreserved characters.
 * @param {Buffer} bytes
 */
function percentEncode(bytes) {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte)
    return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}

/**
 * The bytes that a text stands for, whether it is percent-encoded already or not. A percent sign without two hex digits
 * stands for itself.
 * @param {string} text
 */
function percentDecode(text) {
  const parts = text.split(/(%[0-9A-Fa-f]{2})/)
  return Buffer.concat(
    parts.map((part, at) => (at % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'))),
  )
}

/** @param {string} path */
function canonicalUri(path) {
  const segments = path.split('/').map(percentDecode)
  /** @type {Buffer[]} */
  const kept = []
  segments.forEach((segment, at) => {
    const text = segment.toString('utf8')
    const isLast = at === segments.length - 1
    if (text === '..') kept.pop()
    else if (text !== '.' && text !== '') kept.push(segment)
    // What ends in a slash, or in a relative segment, names a folder.
    if (isLast && ['', '.', '..'].includes(text) && kept.length > 0) kept.push(Buffer.alloc(0))
  })
  return `/${kept.map(percentEncode).join('/')}`
}

/** @param {string} query */
function canonicalQuery(query) {
  /** A plus is a space in a query. @param {string} text */
  const decode = (text) => percentDecode(text.replaceAll('+', ' '))
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
      return { name: decode(name), value: decode(value) }
    })
    .sort((a, b) => Buffer.compare(a.name, b.name) || Buffer.compare(a.value, b.value))
    .map(({ name, value }) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&')
}

/**
 * The value of a header, white space folded and repeated ones joined, or undefined.
 * @param {ReceivedRequest} request
 * @param {string} name in lower case
 */
export function headerValue(request, name) {
  const values = request.headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value.trim().replace(/\s+/g, ' '))
  return values.length > 0 ? values.join(',') : undefined
}

/**
 * Rebuilds the canonical request from what was received and the names of the headers that are said to be signed.
 * @param {ReceivedRequest} request
 * @param {string[]} signedHeaders
 */
export function canonicalRequest(request, signedHeaders) {
  const mark = request.target.indexOf('?')
  const path = mark < 0 ? request.target : request.target.slice(0, mark)
  const query = mark < 0 ? '' : request.target.slice(mark + 1)
  const names = signedHeaders.map((name) => name.toLowerCase()).sort()
  const headers = names.map((name) => {
    const value = headerValue(request, name)
    if (value === undefined) throw new Error(`SignedHeaders names ${name}, which the request does not have`)
    return `${name}:${value}\n`
  })
  return [
    request.method,
    canonicalUri(path),
    canonicalQuery(query),
    headers.join(''),
    names.join(';'),
    sha256(request.body),
  ].join('\n')
}

/**
 * @param {string} algorithm
 * @param {string} canonical
 */
export const stringToSign = (algorithm, canonical) => `${algorithm}\n${sha256(canonical)}`

/**
 * @param {string} header
 * @returns {Authorization}
 */
export function parseAuthorization(header) {
  const match = /^(\S+) PublicKeyId=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([A-Za-z0-9+/]+=*)$/.exec(header)
  if (!match) throw new Error('the authorization header is malformed')
  const [, algorithm = '', publicKeyId = '', names = '', signature = ''] = match
  return { algorithm, publicKeyId, signedHeaders: names.split(';'), signature: Buffer.from(signature, 'base64') }
}

/**
 * Whether `signature` is the RSASSA-PSS signature of `text`, its salt exactly as long as the algorithm says.
 * @param {string} publicKeyPem
 * @param {string} algorithm
 * @param {string} text
 * @param {Buffer} signature
 */
export function isSignedBy(publicKeyPem, algorithm, text, signature) {
  const saltLength = SALT_LENGTH[algorithm]
  if (saltLength === undefined) throw new Error(`unknown algorithm ${algorithm}`)
  const key = { key: publicKeyPem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  return verifySignature('sha256', Buffer.from(text), key, signature)
}

/** @param {string} date `YYYYMMDDTHHMMSSZ`, or with the separators that the official Node SDK sends */
function parseDate(date) {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z$/.exec(date)
  if (!match) throw new Error(`x-amz-pay-date is not a UTC date: ${date}`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/**
 * Checks a request as Amazon does; throws an error that says what is wrong with it.
 * @param {ReceivedRequest} request
 * @param {{ publicKeyId: string, publicKeyPem: string, host: string }} expected
 * @returns {Authorization}
 */
export function verifyRequest(request, expected) {
  const authorization = parseAuthorization(headerValue(request, 'authorization') ?? '')
  if (authorization.publicKeyId !== expected.publicKeyId) throw new Error('unknown PublicKeyId')
  for (const name of ['accept', 'content-type', 'x-amz-pay-date', 'x-amz-pay-host', 'x-amz-pay-region']) {
    if (!authorization.signedHeaders.includes(name)) throw new Error(`${name} is not signed`)
  }
  const age = Date.now() - parseDate(headerValue(request, 'x-amz-pay-date') ?? '')
  if (Math.abs(age) > 5 * 60 * 1000) throw new Error('x-amz-pay-date is more than five minutes off')
  if (headerValue(request, 'x-amz-pay-host') !== expected.host) throw new Error('x-amz-pay-host is another host')
  const text = stringToSign(authorization.algorithm, canonicalRequest(request, authorization.signedHeaders))
  if (!isSignedBy(expected.publicKeyPem, authorization.algorithm, text, authorization.signature)) {
    throw new Error('the signature does not belong to this request')
  }
  return authorization
}
