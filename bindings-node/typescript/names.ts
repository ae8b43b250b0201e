/** The core's names of settings and parameters, which are in snake case, and JavaScript's. */

/** By the name in JavaScript: the core's, for times too, which the core counts in seconds. */
export const SETTING_NAMES = {
  publicKeyId: 'public_key_id',
  privateKey: 'private_key',
  privateKeyPassphrase: 'private_key_passphrase',
  region: 'region',
  environment: 'environment',
  algorithm: 'algorithm',
  apiVersion: 'api_version',
  endpoint: 'endpoint',
  rootCertificate: 'root_certificate',
  proxy: 'proxy',
  connectTimeoutMs: 'connect_timeout',
  attemptTimeoutMs: 'attempt_timeout',
  totalTimeoutMs: 'total_timeout',
  maxRetries: 'max_retries',
  retryBaseDelayMs: 'retry_base_delay',
  retryMaxDelayMs: 'retry_max_delay',
  maxResponseBytes: 'max_response_bytes',
  userAgentSuffix: 'user_agent_suffix',
  integratorId: 'integrator_id',
  integratorVersion: 'integrator_version',
  platformVersion: 'platform_version',
} as const

const IN_JAVASCRIPT: ReadonlyMap<string, string> = new Map(
  Object.entries(SETTING_NAMES).map(([name, core]) => [core, name]),
)

/**
 * A text of the core's with the names as JavaScript has them: `private_key` as `privateKey`. Quoted text stays: it is what
 * somebody gave; so do the parameters of a path, `{charge_id}`.
 */
export function inCamelCase(text: string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part) => {
      // Quoted names of the core's own, such as those that it suggests, are among those that it knows.
      const quoted = /^"(\w+)"$/.exec(part)?.[1]
      if (quoted !== undefined) return `"${IN_JAVASCRIPT.get(quoted) ?? quoted}"`
      if (part.startsWith('"')) return part
      return part.replace(
        /(?<!\{)\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g,
        (name) => IN_JAVASCRIPT.get(name) ?? camelCase(name),
      )
    })
    .join('')
}

/** `charge_id` as `chargeId`. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** `chargeId` as `charge_id`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`)
}
