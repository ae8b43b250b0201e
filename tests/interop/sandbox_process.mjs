// Starts the sandbox's binary, as built by `cargo build`, and speaks to its control API.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'

/** The folder that `cargo build` puts binaries in. */
export const BINARIES = join(
  process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url)),
  'debug/',
)

/**
 * What `amazonpay-sandbox serve --json` prints when it is ready.
 * @typedef {object} Ready
 * @property {string} url
 * @property {string} tls_url
 * @property {string} ca_pem
 * @property {string} public_key_id
 * @property {string} private_key_pem
 * @property {string} merchant_id
 * @property {string} store_id
 * @property {string} region
 * @property {string | null} token what the control API asks for
 */

/**
 * Starts a sandbox on free ports and waits until it answers.
 * @param {Record<string, string>} [environment] what it is to find in its environment besides this process's own
 * @param {string} [port] where it listens without TLS
 */
export async function startSandbox(environment, port = '0') {
  const child = spawn(`${BINARIES}amazonpay-sandbox`, ['serve', '--port', port, '--tls-port', '0', '--accept-machine-time', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Refused signatures and certificates are part of the tests.
    env: { ...process.env, RUST_LOG: 'error', ...environment },
  })
  const failed = once(child, 'error').then(([error]) => Promise.reject(error))
  const exited = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the sandbox ended with ${code}`)))
  const firstLine = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line))
  const ready = /** @type {Ready} */ (JSON.parse(await Promise.race([firstLine, failed, exited])))
  failed.catch(() => {})
  exited.catch(() => {})

  return {
    ready,
    /**
     * Calls the control API and hands back its JSON.
     * @param {string} method @param {string} path below `/_sandbox/` @param {object} [body]
     * @returns {Promise<any>}
     */
    async control(method, path, body) {
      const response = await fetch(new URL(`/_sandbox/${path}`, ready.url), {
        method,
        headers: {
          'content-type': 'application/json',
          ...(ready.token === null ? {} : { authorization: `Bearer ${ready.token}` }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} /_sandbox/${path}: ${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    async stop() {
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
