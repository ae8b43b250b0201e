/** The programs, as the README starts them. */
import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { serverSettings } from '#shop/settings.js'
import { Sandbox } from 'amazonpay/testing'

type Program = ChildProcessByStdio<null, Readable, Readable>

const DIST = new URL('../../dist/', import.meta.url)

function start(
  t: TestContext,
  program: string,
  options: { port?: number; env?: Record<string, string> },
): Program {
  const path = fileURLToPath(new URL(program, DIST))
  const port = options.port === undefined ? [] : ['--port', String(options.port)]
  const child = spawn(process.execPath, [path, ...port], {
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** What a program ends with. */
async function exitCode(child: Program): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as unknown[]
  return code
}

/** The lines that a program prints, until one of them has what is looked for. */
async function printed(child: Program, wanted: RegExp): Promise<RegExpExecArray> {
  let all = ''
  for await (const piece of child.stdout) {
    all += String(piece)
    const found = wanted.exec(all)
    if (found !== null) return found
  }
  throw new Error(`the program ended: ${all}`)
}

test('the shop opens with a sandbox, tells where, and ends when asked to', async (t) => {
  const child = start(t, 'with-sandbox.js', { port: 0 })
  const [, url, desk] = await printed(child, /open at (\S+)\n.*desk is at (\S+) .*\n.*Ctrl\+C ends both/)
  assert.match(await (await fetch(url ?? '')).text(), /Tea, and tools for it/)
  assert.equal((await fetch(desk ?? '')).status, 200)
  child.kill('SIGINT')
  assert.equal(await exitCode(child), 0)
})

test('a port that is taken is said to be so', async (t) => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const child = start(t, 'with-sandbox.js', { port })
  const [said, code] = await Promise.all([text(child.stderr), exitCode(child)])
  assert.equal(said, `Port ${port} is taken; give another: --port 8080\n`)
  assert.equal(code, 1)
})

/** What a merchant sets, here one of a sandbox's. */
function merchant(sandbox: Sandbox): Record<string, string> {
  return {
    ...sandbox.environment,
    SHOP_URL: 'https://shop.example',
    SHOP_SECRET: 'a secret for the cookies of this test',
    SHOP_CLERK_PASSWORD: 'a password of a clerk',
    AMAZON_PAY_IPN_TOPICS: 'arn:aws:sns:eu-west-1:123456789012:topic',
    PORT: '0',
  }
}

test('with an account the shop opens at its own address, for https alone', async (t) => {
  const sandbox = await Sandbox.start()
  t.after(() => sandbox.close())
  const child = start(t, 'server.js', { env: merchant(sandbox) })
  const [, port] = await printed(child, /open on port (\d+), as https:\/\/shop\.example\//)
  const answer = await fetch(`http://127.0.0.1:${port ?? ''}/`, { headers: { 'x-forwarded-proto': 'https' } })
  assert.match(await answer.text(), /Tea, and tools for it/)
  assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age/)
  for (const cookie of answer.headers.getSetCookie()) assert.match(cookie, /^__Host-shop.*; secure; httponly/)
  child.kill('SIGTERM')
  assert.equal(await exitCode(child), 0)
})

test('real payments need a database', async (t) => {
  const sandbox = await Sandbox.start()
  t.after(() => sandbox.close())
  const env = {
    ...merchant(sandbox),
    AMAZON_PAY_PUBLIC_KEY_ID: 'LIVE-AB12CD34',
    AMAZON_PAY_ENVIRONMENT: 'live',
  }
  const child = start(t, 'server.js', { env })
  const [said, code] = await Promise.all([text(child.stderr), exitCode(child)])
  assert.match(said, /DATABASE_URL: expected the address of a PostgreSQL database/)
  assert.doesNotMatch(said, /PRIVATE KEY|a secret for|a password of/)
  assert.equal(code, 1)
})

test('settings that are missing or wrong are all named, without their values', () => {
  assert.throws(
    () => serverSettings({ SHOP_URL: 'https://shop.example/path', SHOP_SECRET: 'short' }),
    ({ message }: Error) => {
      for (const name of ['SHOP_URL', 'SHOP_SECRET', 'SHOP_CLERK_PASSWORD', 'AMAZON_PAY_MERCHANT_ID']) {
        assert.match(message, new RegExp(`${name}: expected `))
      }
      assert.doesNotMatch(message, /short|path/)
      return true
    },
  )
})
