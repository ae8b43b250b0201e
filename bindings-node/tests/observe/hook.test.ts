/** `onAttempt`: what it is told, where it runs, and what happens when it fails. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import test, { after, before } from 'node:test'
import type { Attempt } from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { session } from '../face/shop.js'

let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.start()
})
after(() => sandbox.close())

const thrown = new Error('the password is 1234')
const HOOKS = {
  throws: () => {
    throw thrown
  },
  'gives a promise that rejects': () => Promise.reject(thrown),
}

for (const [what, onAttempt] of Object.entries(HOOKS)) {
  test(`a hook that ${what} fails no call; the process is warned of it`, async () => {
    const warned = once(process, 'warning') as Promise<[Error]>
    const pay = sandbox.client({ onAttempt })
    assert.ok((await pay.checkoutSessions.create(session(sandbox))).checkoutSessionId)
    const [warning] = await warned
    assert.deepEqual(
      [warning.name, warning.message],
      ['AmazonPayWarning', 'onAttempt threw Error; the call goes on'],
    )
    // What the process prints of a warning is this; who listens has the whole error.
    assert.ok(!warning.stack?.includes('1234'))
    assert.equal(warning.cause, thrown)
  })
}

test('an attempt becomes one line of a log, without a key, an id in the path, or a body', async () => {
  const lines: string[] = []
  const pay = sandbox.client({
    retryBaseDelayMs: 1,
    onAttempt: (attempt) => lines.push(JSON.stringify(attempt)),
  })
  await sandbox.faults.add({ status: 503, operation: 'checkout_sessions.create', count: 1 })
  const { checkoutSessionId } = await pay.checkoutSessions.create(session(sandbox))
  await pay.checkoutSessions.get(checkoutSessionId)
  const attempts = lines.map((line) => JSON.parse(line) as Attempt)
  assert.deepEqual(
    attempts.map(({ operation, attempt, outcome, status, basePath, pathTemplate }) => ({
      told: `${operation} ${String(attempt)} ${outcome} ${String(status)}`,
      path: `${basePath}/${pathTemplate}`,
    })),
    [
      { told: 'checkout_sessions.create 1 refused 503', path: '/v2/checkoutSessions' },
      { told: 'checkout_sessions.create 2 succeeded 201', path: '/v2/checkoutSessions' },
      { told: 'checkout_sessions.get 1 succeeded 200', path: '/v2/checkoutSessions/{checkout_session_id}' },
    ],
  )
  for (const secret of [checkoutSessionId, sandbox.storeId, 'shop.example']) {
    assert.ok(!lines.join().includes(secret))
  }
})

test('a canceled call tells its hook in its own context that an attempt was canceled', async () => {
  const request = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  let tell: () => void
  const told = new Promise<void>((resolve) => (tell = resolve))
  const pay = sandbox.client({
    onAttempt: ({ outcome }) => {
      seen.push([outcome, request.getStore()])
      tell()
    },
  })
  const fault = await sandbox.faults.add({ delayMs: 3_600_000, operation: 'charges.get' })
  const controller = new AbortController()
  const call = request.run('request 1', () => pay.charges.get('S01-1-1-C1', { signal: controller.signal }))
  while ((await sandbox.faults.list())[0]?.met === 0);
  controller.abort()
  await assert.rejects(call, { name: 'AbortError' })
  await told
  assert.deepEqual(seen, [['canceled', 'request 1']])
  await sandbox.faults.remove(fault)
})
