/** Several processes share an inbox, and the same notification comes to all of them at once. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Begin, Listening } from './inbox-process.js'
import { authorized, listen, open } from './shop.js'

const PROCESSES = 4
/** How many notifications come to each process. */
const CHARGES = 10

const INBOXES: Record<string, { there: boolean; place: () => Begin['inbox'] }> = {
  postgres: {
    there: process.env['AMAZONPAY_TEST_POSTGRES'] !== undefined,
    place: () => ({ table: `inbox_${randomUUID().replaceAll('-', '')}` }),
  },
  redis: {
    there: process.env['AMAZONPAY_TEST_REDIS'] !== undefined,
    place: () => ({
      redis: (process.env['AMAZONPAY_TEST_REDIS'] ?? '').replace('redis+socket://', ''),
      prefix: `${randomUUID()}:`,
    }),
  },
}

const PROCESS = fileURLToPath(new URL('inbox-process.js', import.meta.url))

/** Starts a server in a process of its own; gives its address. */
async function start(t: TestContext, begin: Begin): Promise<string> {
  const child = fork(PROCESS)
  const exit = once(child, 'exit')
  t.after(async () => {
    if (child.connected) child.disconnect()
    await exit
  })
  child.send(begin)
  const listening = once(child, 'message') as Promise<[Listening]>
  const ended = exit.then(([code]) => {
    throw new Error(`it has ended with ${String(code)}`)
  })
  ended.catch(() => undefined)
  const [{ port }] = await Promise.race([listening, ended])
  return `http://127.0.0.1:${port}/`
}

for (const [name, { there, place }] of Object.entries(INBOXES)) {
  const options = { skip: there ? false : 'its server is not here: scripts/node_tests.sh starts one' }

  test(
    `${name}: of ${PROCESSES} processes that get a notification at once, one acts on it`,
    options,
    async (t) => {
      const { sandbox, pay, topic } = await open(t)
      const folder = await mkdtemp(join(tmpdir(), 'amazonpay-inbox-'))
      t.after(() => rm(folder, { recursive: true }))
      const log = join(folder, 'log')
      await writeFile(log, '')

      // The bodies as the sandbox has sent them, of so many charges.
      const bodies: Buffer[] = []
      const keeping = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          bodies.push(Buffer.concat(chunks))
          response.end()
        })
      })
      await sandbox.merchants.setIpnUrls(sandbox.merchantId, [await listen(t, keeping)])
      for (let index = 0; index < CHARGES; index += 1) await authorized(sandbox, pay)
      await sandbox.notifications.settled()
      const ofCharges = bodies.filter((body) => body.includes('ObjectType\\":\\"CHARGE\\"'))
      assert.equal(ofCharges.length, CHARGES)

      const begin = {
        client: sandbox.clientSettings,
        verifier: {
          allowedTopics: [topic],
          rootCertificates: sandbox.caPem,
          tlsRootCertificates: sandbox.caPem,
          addresses: { 'sns.eu-west-1.amazonaws.com': `127.0.0.1:${new URL(sandbox.tlsUrl).port}` },
        },
        topic,
        inbox: place(),
        log,
      }
      const urls = await Promise.all(Array.from({ length: PROCESSES }, () => start(t, begin)))
      const deliver = async (url: string, body: Buffer): Promise<number> =>
        (await fetch(url, { method: 'POST', body })).status
      const statuses = await Promise.all(urls.flatMap((url) => ofCharges.map((body) => deliver(url, body))))
      // Who comes while another is at it is asked to come again.
      assert.deepEqual(
        statuses.filter((status) => status !== 200 && status !== 503),
        [],
      )
      const again = await Promise.all(urls.flatMap((url) => ofCharges.map((body) => deliver(url, body))))
      assert.deepEqual([...new Set(again)], [200])

      const lines = (await readFile(log, 'utf8')).trim().split('\n')
      const charges = lines.map((line) => line.split(' ')[1])
      assert.equal(lines.length, CHARGES, lines.join('; '))
      assert.equal(new Set(charges).size, CHARGES)
    },
  )
}
