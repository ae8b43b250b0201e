/** The official SDK's configuration, and what the client makes of it. */
import { readFileSync } from 'node:fs'
import { ConfigurationError } from '../errors.js'
import { type Settings, nativeSettings } from '../settings.js'

/** Settings of `AmazonPay` that the official SDK has no counterpart of; its configuration may carry them too. */
type More = Omit<
  Settings,
  'publicKeyId' | 'privateKey' | 'region' | 'environment' | 'algorithm' | 'endpoint' | 'signer' | 'apiVersion'
>

/**
 * What the official SDK's constructors take. Fields that neither it nor `AmazonPay` knows are left alone, since its own
 * examples keep a shop's settings in the same object.
 */
export interface Configuration extends More {
  /** The id that Amazon gave the merchant's public key. */
  publicKeyId: string
  /** The private key: PEM text, its bytes (as `fs.readFileSync` gives them), or the path of a file. */
  privateKey: string | Uint8Array
  /** `'na'`, `'eu'` or `'jp'`; `'us'`, `'uk'` and `'de'` are understood too. */
  region: string
  /** Which environment a key without prefix is used for. Ids that begin with `SANDBOX-` or `LIVE-` say it themselves. */
  sandbox?: boolean | 'true' | 'false' | undefined
  /** Default: `'AMZN-PAY-RSASSA-PSS'`, as the official SDK has it. */
  algorithm?: 'AMZN-PAY-RSASSA-PSS' | 'AMZN-PAY-RSASSA-PSS-V2' | (string & {}) | undefined
  /** Host and port in place of Amazon's, or a whole URL. Its certificate is verified: see `rootCertificate`. */
  overrideServiceUrl?: string | undefined
}

const MORE = [
  'privateKeyPassphrase',
  'rootCertificate',
  'proxy',
  'connectTimeoutMs',
  'attemptTimeoutMs',
  'totalTimeoutMs',
  'maxRetries',
  'retryBaseDelayMs',
  'retryMaxDelayMs',
  'maxResponseBytes',
  'userAgentSuffix',
  'integratorId',
  'integratorVersion',
  'platformVersion',
] as const satisfies readonly (keyof More)[]

/** The configuration as the native client takes it. */
export function settingsOf(configuration: Configuration): string {
  const { publicKeyId, privateKey, region, algorithm, overrideServiceUrl } = configuration
  const settings: Record<string, unknown> = {
    publicKeyId,
    privateKey,
    region: typeof region === 'string' ? region.toLowerCase() : region,
    algorithm: algorithm ?? DEFAULT_ALGORITHM,
  }
  for (const name of MORE) settings[name] = configuration[name]
  if (typeof overrideServiceUrl === 'string' && overrideServiceUrl !== '') {
    settings['endpoint'] = overrideServiceUrl.includes('://')
      ? overrideServiceUrl
      : `https://${overrideServiceUrl}`
  }
  if (typeof publicKeyId === 'string' && !NAMES_ENVIRONMENT.test(publicKeyId)) {
    settings['environment'] =
      configuration.sandbox === true || configuration.sandbox === 'true' ? 'sandbox' : 'live'
  }
  return nativeSettings(settings)
}

/** The private key's PEM text or DER bytes. */
export function keyOf({ privateKey }: Pick<Configuration, 'privateKey'>): string | Buffer {
  const given = typeof privateKey === 'string' ? privateKey : Buffer.from(privateKey).toString('latin1')
  const read = given.includes('-----BEGIN') ? Buffer.from(given, 'latin1') : readFileSync(given)
  const text = read.toString('latin1')
  // Environment variables often hold line feeds as two characters.
  return text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : read
}

/** @throws {@link ConfigurationError} when it is no object. */
export function checkConfiguration(configuration: unknown): asserts configuration is Configuration {
  if (typeof configuration === 'object' && configuration !== null) return
  throw new ConfigurationError(
    'configArgs: expected an object such as { publicKeyId, privateKey, region, sandbox }',
    { field: 'configArgs' },
  )
}

const DEFAULT_ALGORITHM = 'AMZN-PAY-RSASSA-PSS'
const NAMES_ENVIRONMENT = /^(SANDBOX|LIVE)-/i
