// The dashboard while everything fails: hundreds of payments by processes that are killed, and a clock that jumps.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { openBrowser } from './browser.mjs'
import { BINARIES } from '../interop/sandbox_process.mjs'

const browser = await openBrowser()
after(() => browser.close())

/** A run in a folder of its own; `url` is its sandbox's. */
async function chaos() {
  const folder = await mkdtemp(join(tmpdir(), 'amazonpay-chaos-'))
  const size = ['--operations', '600', '--kills', '8', '--folder', folder]
  const child = spawn(join(BINARIES, 'chaos'), size, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  after(async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true })
  })
  /** @type {string[]} */
  const printed = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => printed.push(line))
  await once(lines, 'line')
  const url = /http:\S+(?=\/$)/.exec(printed[0] ?? '')?.[0]
  assert.ok(url, printed[0])
  return { url, ended, printed }
}

test('during a run of chaos the dashboard keeps up, and says so when the sandbox has gone', async () => {
  const [visited, complaints] = await browser.page()
  const run = await chaos()
  await visited.goto(run.url)
  await visited.getByText('Live', { exact: true }).waitFor()
  const count = async (/** @type {RegExp} */ name) => {
    const link = visited.getByRole('navigation').getByRole('link', { name })
    return Number(/([\d,]+)$/.exec((await link.textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN)
  }
  /** Waits until the navigation tells of more. @param {RegExp} name @param {number} least */
  const grows = async (name, least) => {
    const end = Date.now() + 60_000
    while (!((await count(name)) > least)) {
      assert.ok(Date.now() < end, `${name} stays at ${await count(name)} of ${least}`)
      await visited.waitForTimeout(50)
    }
  }
  await grows(/^Requests/, 0)
  await grows(/^Requests/, (await count(/^Requests/)) + 100)
  await grows(/^Charges/, 20)
  await grows(/^Notifications/, 20)
  // Faults, repetitions and declines are seen as they come, and the page stays small.
  const rows = visited.locator('.list').getByRole('row')
  for (const seen of [/replayed/, /attempt \d/, /connection cut/]) {
    await rows.filter({ hasText: seen }).first().waitFor({ timeout: 60_000 })
  }
  assert.ok((await rows.count()) <= 101)
  const elements = await visited.evaluate(() => document.querySelectorAll('*').length)
  assert.ok(elements < 3_000, `${elements} elements`)

  await visited.getByText('Not connected').waitFor({ timeout: 120_000 })
  assert.equal((await run.ended)[0], 0, run.printed.join('\n'))
  assert.ok(run.printed.some((line) => line.includes('agree to the cent')))
  // The browser itself tells of each connection that was refused.
  assert.deepEqual(
    complaints.filter((complaint) => !/ERR_|net::/.test(complaint)),
    [],
  )
})
