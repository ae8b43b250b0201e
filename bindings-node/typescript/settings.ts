/** The settings of a client. */
import { ConfigurationError } from './errors.js'
import type { Attempt } from './border.js'
import { SETTING_NAMES, snakeCase } from './names.js'
import { VERSION } from './version.js'

/**
 * Signs in place of a private key: takes the algorithm's name and the bytes to sign, gives the signature's bytes.
 *
 * What it throws becomes the `cause` of a {@link SigningError}.
 */
export type Signer = (algorithm: string, message: Buffer) => Uint8Array | Promise<Uint8Array>

/**
 * The settings of a client; times are in milliseconds, and `undefined` stands for the default.
 *
 * Needed are a public key id, a private key or another signer, and a region; the environment too when the id has no
 * prefix `SANDBOX-` or `LIVE-`.
 */
export interface Settings {
  /** The id that Amazon gave the merchant's public key. */
  publicKeyId?: string | undefined
  /** The private key: PEM text (PKCS#8 or PKCS#1), its bytes, or the path of a file with PEM or DER. */
  privateKey?: string | Uint8Array | undefined
  /** Opens an encrypted private key. */
  privateKeyPassphrase?: string | undefined
  /** Signs in place of a private key, by a key management service for instance. */
  signer?: Signer | undefined
  /** Where the merchant's account is; `'us'`, `'uk'` and `'de'` are understood too. */
  region?: 'na' | 'eu' | 'jp' | (string & {}) | undefined
  /** Default: what the public key id's prefix says. */
  environment?: 'sandbox' | 'live' | undefined
  /** Default: `'AMZN-PAY-RSASSA-PSS-V2'`. */
  algorithm?: 'AMZN-PAY-RSASSA-PSS-V2' | 'AMZN-PAY-RSASSA-PSS' | undefined
  /** The version of the API. Default: `'v2'`. */
  apiVersion?: string | undefined
  /**
   * Scheme, host and port in place of Amazon's, for a sandbox on this machine or a gateway. Plain http goes to this
   * machine only.
   */
  endpoint?: string | undefined
  /** Certificate authorities to trust besides the system's: PEM text or the path of a file. */
  rootCertificate?: string | Uint8Array | undefined
  /**
   * A proxy (`http://` or `https://`, with credentials if need be) for https requests. Default: none, whatever the
   * process's environment variables say.
   */
  proxy?: string | undefined
  /** The longest wait for a connection. Default: 5,000. */
  connectTimeoutMs?: number | undefined
  /** The longest wait for one answer. Default: 30,000. */
  attemptTimeoutMs?: number | undefined
  /** The longest a call may take with all its retries. Default: 90,000. */
  totalTimeoutMs?: number | undefined
  /** How often a failed attempt is repeated at most, 0 to 20. Default: 3. */
  maxRetries?: number | undefined
  /** The longest pause before the first retry; it doubles with each. Default: 500. */
  retryBaseDelayMs?: number | undefined
  /** The longest pause before any retry. Default: 30,000. */
  retryMaxDelayMs?: number | undefined
  /** The longest answer that is read, in bytes. Default: 10 MiB. */
  maxResponseBytes?: number | undefined
  /** Text behind the client's own `user-agent`, for example `'my-shop/2.1'`. */
  userAgentSuffix?: string | undefined
  /** `x-amz-pay-integrator-id`: who made the integration. */
  integratorId?: string | undefined
  /** `x-amz-pay-integrator-version`: the integration's version; needs an integrator id. */
  integratorVersion?: string | undefined
  /** `x-amz-pay-platform-version`: the version of the shop system. */
  platformVersion?: string | undefined
  /**
   * Is told of each attempt once it has ended, for logs and metrics, in the async context of the call. No call waits for it,
   * and none fails by it: what it throws, or its promise rejects with, is the `cause` of a warning of the process.
   */
  onAttempt?: ((attempt: Attempt) => unknown) | undefined
}

/** The settings' JSON text, completed by what only JavaScript knows. */
export function nativeSettings(settings: Omit<Settings, 'signer' | 'onAttempt'>): string {
  const values: Record<string, unknown> = {
    sdk_type: 'amazonpay-node',
    sdk_version: VERSION,
    language_version: process.versions.node,
  }
  for (const [name, value] of Object.entries(settings) as [string, unknown][]) {
    if (value === undefined || value === null) continue
    const core = Object.hasOwn(SETTING_NAMES, name)
      ? SETTING_NAMES[name as keyof typeof SETTING_NAMES]
      : snakeCase(name)
    values[core] = nativeValue(name, value)
  }
  return JSON.stringify(values)
}

function nativeValue(name: string, value: unknown): unknown {
  if (name.endsWith('Ms')) {
    if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value / 1000
    // Only numbers are repeated; anything else may be a secret in the wrong place.
    const found = typeof value === 'number' ? String(value) : `a ${typeof value}`
    throw new ConfigurationError(`${name}: expected a number of milliseconds of 0 or more, found ${found}`, {
      field: name,
    })
  }
  if (value instanceof Uint8Array) return textOfPem(name, value)
  if (value instanceof URL) return value.href
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ConfigurationError(`${name}: expected a finite number, found ${String(value)}`, { field: name })
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new ConfigurationError(`${name}: expected a text or a finite number, found a ${typeof value}`, {
      field: name,
    })
  }
  return value
}

/** Bytes are a text's and never a path's: an error would show a path. */
function textOfPem(name: string, bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (text.includes('-----BEGIN')) return text
  throw new ConfigurationError(
    `${name}: expected the bytes of a PEM text ("-----BEGIN …"), found ${bytes.byteLength} others; DER is read by its path`,
    { field: name },
  )
}
