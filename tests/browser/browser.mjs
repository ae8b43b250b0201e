// A sandbox, a shop and a browser for a file of tests, and what every page has to keep to.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { startSandbox } from '../interop/sandbox_process.mjs'
import { openShop } from './merchant.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** Where to put pictures of the pages, for whoever wants to look at them. */
const pictures = process.env['BROWSER_SCREENSHOTS']

/**
 * Opens all three; they end with the file's tests.
 * @param {Record<string, string>} [environment] of the sandbox
 */
export async function open(environment) {
  const sandbox = await startSandbox(environment)
  const shop = await openShop(sandbox.ready)
  const browser = await openBrowser()
  after(async () => {
    await browser.close()
    await shop.stop()
    await sandbox.stop()
  })
  return { sandbox, shop, page: browser.page }
}

/** Starts the browser. */
export async function openBrowser() {
  const executablePath = process.env['TEST_CHROMIUM'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  return {
    close: () => browser.close(),
    /**
     * A page in a browser of its own, and what it complained of.
     * @param {import('playwright-core').BrowserContextOptions} [options]
     * @returns {Promise<[Page, string[]]>}
     */
    async page(options) {
      const context = await browser.newContext({ viewport: { width: 900, height: 900 }, ...options })
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      /** @type {string[]} */
      const complaints = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url())
        if (!['localhost', '127.0.0.1'].includes(hostname) && protocol !== 'data:') complaints.push(request.url())
      })
      return [page, complaints]
    },
  }
}

/** Takes a picture of what a visitor sees first, when pictures are wanted. @param {Page} page @param {string} name */
export async function picture(page, name) {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` })
}

/** Presses the button of this name. @param {Page} page @param {string | RegExp} name */
export const press = (page, name) => page.getByRole('button', { name }).click()

/**
 * Waits for a page whose address begins so, however many loads of it a second click breaks off.
 * @param {Page} page @param {string} start
 */
export const arrival = (page, start) =>
  page.waitForFunction((begin) => location.href.startsWith(begin) && document.readyState === 'complete', start)

/**
 * A picture for the project's own pages, where those are asked for.
 * @param {Page} page @param {string} name @param {{ width: number, height: number }} size
 */
export async function photograph(page, name, size) {
  if (pictures === undefined) return
  const before = page.viewportSize()
  await page.setViewportSize(size)
  await page.screenshot({ path: `${pictures}/${name}.png` })
  if (before) await page.setViewportSize(before)
}

/**
 * Checks what somebody who can't see, or has a narrow screen, needs.
 * @param {Page} page @param {string} name @param {number} [narrow] how many pixels wide the window may be
 */
export async function checkAccess(page, name, narrow = 320) {
  // The policy of the pages lets no script in; axe comes by the browser's own debugger.
  const { violations } = await page.evaluate(`${axe.source}; axe.run()`)
  assert.deepEqual(
    violations.map((/** @type {any} */ { id, nodes }) => [id, nodes.map((/** @type {any} */ node) => node.html)]),
    [],
    name,
  )
  const size = page.viewportSize()
  await page.setViewportSize({ width: narrow, height: 800 })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  assert.ok(overflow <= 0, `${name} is ${overflow} pixels too wide`)
  if (size) await page.setViewportSize(size)
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}, wide.png`, fullPage: true })
}
