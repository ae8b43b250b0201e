/**
 * Signing in the calling thread, for the two functions of the official SDK that give a signature without waiting. What is
 * sent is signed by the native client.
 *
 * Guide: {@link https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html}
 */
import { type KeyObject, constants, createHash, createPrivateKey, sign } from 'node:crypto'
import { ConfigurationError } from '../errors.js'

/** A request, as far as its signature is about it. */
export interface RequestToSign {
  readonly method: string
  /** As on the wire, percent-encoded or not, from the first slash on. */
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  /** By lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** A private key, parsed once, and the algorithm that it signs by. */
export class SigningKey {
  readonly #key: KeyObject
  readonly #algorithm: string
  readonly #publicKeyId: string

  constructor(
    key: string | Buffer,
    passphrase: string | undefined,
    who: { algorithm: string; publicKeyId: string },
  ) {
    this.#algorithm = who.algorithm
    this.#publicKeyId = who.publicKeyId
    const form = typeof key === 'string' ? {} : ({ format: 'der', type: 'pkcs8' } as const)
    try {
      this.#key = createPrivateKey({ key, ...form, ...(passphrase === undefined ? {} : { passphrase }) })
    } catch (cause) {
      // The native client has taken the key, so it is one that OpenSSL cannot read: encrypted in an unusual way, for one.
      throw new ConfigurationError('privateKey: expected an RSA key that OpenSSL can read', {
        field: 'privateKey',
        cause,
      })
    }
  }

  /** The signature of a button's payload, in base64. */
  payload(payload: string): string {
    const message = Buffer.from(`${this.#algorithm}\n${sha256(payload)}`)
    const saltLength = this.#algorithm.endsWith('-V2') ? 32 : 20
    const options = { key: this.#key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
    return sign('sha256', message, options).toString('base64')
  }

  /** The value of `authorization`. */
  authorization(request: RequestToSign): string {
    const headers = [...request.headers].sort(byName)
    const signed = headers.map(([name]) => name).join(';')
    const canonical = [
      request.method,
      request.path.split('/').map(canonicalSegment).join('/'),
      [...request.query]
        .sort(byName)
        .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
        .join('&'),
      ...headers.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}`),
      '',
      signed,
      sha256(request.body),
    ].join('\n')
    // The string to sign of a request is made of its canonical text as a button's is made of its payload.
    const signature = this.payload(canonical)
    return `${this.#algorithm} PublicKeyId=${this.#publicKeyId}, SignedHeaders=${signed}, Signature=${signature}`
  }
}

/** The moment as the guide writes it: `20261124T080910Z`. */
export function timestamp(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Everything but RFC 3986's unreserved characters as `%XX`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** A segment of a path, in the one spelling that is signed. */
function canonicalSegment(segment: string): string {
  try {
    return encoded(decodeURIComponent(segment))
  } catch {
    // A stray percent sign stands for itself.
    return encoded(segment)
  }
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : Number(one > other)
}
