// An example shop as a process, as its README starts it, with the sandbox that it starts beside itself; and what a buyer
// does in it. Both shops have the same pages, so that one set of tests holds them to the same.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBrowser, press } from '../browser.mjs'

/** @typedef {import('playwright-core').Page} Page */

const folder = (/** @type {string} */ name) => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url))

/** How each is started; SHOP_PYTHON has Django and the package. @type {Record<string, (port: string) => string[]>} */
const COMMANDS = {
  express: (port) => [process.execPath, `${folder('express-shop')}/dist/with-sandbox.js`, '--port', port],
  django: (port) => [process.env['SHOP_PYTHON'] ?? 'python3', `${folder('django-shop')}/run.py`, '--port', port],
}

/** Which of them the tests are run on. */
export const SHOP = process.env['SHOP'] ?? 'express'

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(address !== null && typeof address === 'object')
  return String(address.port)
}

/** Opens the shop and a browser; both end with the file's tests. */
export async function open() {
  const command = COMMANDS[SHOP]
  assert.ok(command, `SHOP: expected one of ${Object.keys(COMMANDS).join(', ')}, found ${SHOP}`)
  const [program = '', ...parameters] = command(await freePort())
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('AMAZON_PAY_'))
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'], env: Object.fromEntries(env) })
  const browser = await openBrowser()
  after(async () => {
    await browser.close()
    const gone = once(child, 'exit')
    if (child.exitCode === null && child.kill()) await gone
  })
  let said = ''
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`
    if (line.includes('Ctrl+C')) break
  }
  const found = /open at (\S+?)\/\n.*stead is at (\S+?)\/\./s.exec(said)
  assert.ok(found, `the shop did not open: ${said}`)
  const [, url = '', sandbox = ''] = found

  /** Asks the sandbox's control API. @param {string} path @param {object} [body] @returns {Promise<any>} */
  async function control(path, body) {
    const answer = await fetch(`${sandbox}/_sandbox/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    assert.ok(answer.ok, `${path}: ${answer.status}`)
    return answer.json()
  }

  return {
    url,
    sandbox,
    control,
    page: browser.page,
    /** Moves the sandbox's clock. @param {number} seconds */
    later: (seconds) => control('clock', { advance: seconds }),
    /** How many charges there are. */
    charges: async () => (await control('objects/charges')).objects.length,

    /** From a product's page to the cart, where the button is. @param {Page} opened */
    async toCart(opened) {
      await opened.goto(`${url}/products/pot${SHOP === 'django' ? '/' : ''}`)
      await press(opened, 'Into the cart')
      await opened.getByRole('heading', { name: 'Your cart' }).waitFor()
    },

    /**
     * By the cart's button through the sandbox's pages, as Jürgen in München, to the shop's review page.
     * @param {Page} opened @param {string} [card]
     */
    async toReview(opened, card) {
      await payButton(opened).click()
      await press(opened, /Jürgen/)
      if (card !== undefined) {
        await opened.getByRole('link', { name: 'Change card' }).click()
        await opened.getByRole('radio', { name: new RegExp(`ending in ${card}`) }).check()
        await press(opened, 'Use this card')
      }
      await press(opened, 'Continue to the shop')
      await opened.getByRole('heading', { name: 'Review your order' }).waitFor()
    },

    /** From the review page to the sandbox's, where the buyer pays. @param {Page} opened */
    async toPay(opened) {
      await press(opened, /^Pay /)
      await opened.waitForURL(`${sandbox}/**`)
    },

    /** The whole way to the page of an order. @param {Page} opened @param {string} card */
    async buy(opened, card) {
      await this.toCart(opened)
      await this.toReview(opened, card)
      await this.toPay(opened)
      await press(opened, /^Pay /)
      await opened.waitForURL(`${url}/orders/**`)
    },
  }
}

/** The cart's button, which the sandbox's script has drawn. @param {Page} opened */
export const payButton = (opened) => opened.getByRole('button', { name: /local sandbox/ })

/** What the order's page says of its state. @param {Page} opened */
export const state = (opened) => opened.locator('#order-state')
