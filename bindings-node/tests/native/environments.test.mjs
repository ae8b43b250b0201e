// Workers and ends of processes, also with calls in flight: nothing crashes, and nothing but calls keeps a process alive.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { availableParallelism } from 'node:os'
import { after, test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { open } from './shop.mjs'

const NATIVE = import.meta.resolve('#dist/native')
const shop = await open()
await shop.control('POST', 'faults', { delayMs: 3_600_000, operation: 'charges.get' })

// Takes requests and never answers; what hung up is counted by its connections.
const silent = createServer().listen(0, '127.0.0.1')
await once(silent, 'listening')
after(() => {
  silent.closeAllConnections()
  silent.close()
})
const NEVER = `http://127.0.0.1:${silent.address().port}`

/** A program with a client whose calls, `held` ones, are never answered. */
const program = (rest) => `
  import { NativeClient, NativeSandbox } from ${JSON.stringify(NATIVE)}
  const client = new NativeClient(${JSON.stringify(shop.settings())})
  const silent = new NativeClient(${JSON.stringify(shop.settings({ endpoint: NEVER }))})
  const held = () => silent.execute('charges.get', ['S01-1-1-C1'])
  const create = () =>
    client.execute('checkout_sessions.create', [], undefined, ${JSON.stringify(shop.session())}).promise
  ${rest}
`

/** How a program ends, and what it said. */
const run = (rest) => runProgram(program(rest))

async function runProgram(text) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text])
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (said.stdout += text))
  child.stderr.on('data', (text) => (said.stderr += text))
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...said }
}

test('a process ends when its calls are over, whatever else there is', async () => {
  const ended = await run(`
    const sandbox = await NativeSandbox.start('{}').promise
    console.log((await create()).status, sandbox.url.slice(0, 5))
  `)
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '201 http:\n', stderr: '' })
})

test('a call keeps the process alive until it is answered', async () => {
  const ended = await run(`create().then((answer) => console.log(answer.status))`)
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '201\n', stderr: '' })
})

const noThreadsToSee = process.platform === 'linux' ? false : 'what threads there are is read from /proc'

test('a core is left to JavaScript', { skip: noThreadsToSee }, async () => {
  const ended = await run(`
    const { readdirSync, readFileSync } = await import('node:fs')
    await client.buttonSignature('{}').promise
    const names = readdirSync('/proc/self/task').map((task) => readFileSync('/proc/self/task/' + task + '/comm', 'utf8'))
    console.log(names.filter((name) => name.trim() === 'amazonpay').length)
  `)
  const threads = Number(ended.stdout)
  // Fewer where the process may not use all of its cores' time, which Node does not tell.
  const most = Math.max(1, availableParallelism() - 1)
  assert.ok(threads >= 1 && threads <= most, `expected 1 to ${most} threads, found ${ended.stdout}`)
})

test('a canceled call keeps nothing alive', async () => {
  const ended = await run(`
    const calls = Array.from({ length: 20 }, held)
    for (const call of calls) {
      call.promise.catch((reason) => console.log(reason))
      call.cancel('canceled')
    }
  `)
  assert.equal(ended.stdout, 'canceled\n'.repeat(20))
  assert.equal(ended.code, 0)
})

test('process.exit with calls in flight ends the process as it says', async () => {
  for (let round = 0; round < 8; round += 1) {
    const ended = await run(`
      for (let i = 0; i < 50; i += 1) { held(); create() }
      await create()
      process.exit(7)
    `)
    assert.deepEqual(ended, { code: 7, signal: null, stdout: '', stderr: '' })
  }
})

test('process.exit in the middle of signing and sending', async () => {
  for (let round = 0; round < 8; round += 1) {
    const ended = await run(`
      for (let i = 0; i < 200; i += 1) create().catch(() => {})
      setImmediate(() => process.exit(3))
    `)
    assert.deepEqual(ended, { code: 3, signal: null, stdout: '', stderr: '' })
  }
})

test('an uncaught error with calls in flight ends the process as any other', async () => {
  const ended = await run(`held(); await create(); throw new Error('of the shop')`)
  assert.equal(ended.code, 1)
  assert.equal(ended.signal, null)
  assert.match(ended.stderr, /of the shop/)
})

const worker = (rest) =>
  new Worker(
    new URL(`data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads'
      ${program(rest)}
    `)}`),
  )

test('workers make calls side by side with the main thread', async () => {
  const ids = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const one = worker(`
        const answers = await Promise.all(Array.from({ length: 20 }, create))
        parentPort.postMessage(answers.map((answer) => JSON.parse(answer.object).checkoutSessionId))
      `)
      const [[found], [code]] = await Promise.all([once(one, 'message'), once(one, 'exit')])
      assert.equal(code, 0)
      return found
    }),
  )
  assert.equal(new Set(ids.flat()).size, 80)
  const answer = await shop.client().execute('checkout_sessions.create', [], undefined, shop.session()).promise
  assert.equal(answer.status, 201)
})

test('a worker can be terminated with calls in flight, and the others go on', async () => {
  for (let round = 0; round < 12; round += 1) {
    const one = worker(`
      for (let i = 0; i < 30; i += 1) { held(); create().catch(() => {}) }
      parentPort.postMessage('begun')
      setInterval(() => create().catch(() => {}), 1)
    `)
    await once(one, 'message')
    assert.equal(await one.terminate(), 1)
  }
  const answer = await shop.client().execute('checkout_sessions.create', [], undefined, shop.session()).promise
  assert.equal(answer.status, 201)
})

test('the requests of a worker that was terminated are dropped', async () => {
  const requested = once(silent, 'request')
  const one = worker(`held(); parentPort.postMessage('begun'); setInterval(() => {}, 1000)`)
  const [request] = await requested
  const hungUp = once(request.socket, 'close')
  await one.terminate()
  await hungUp
})

test('many workers come and go while others make calls', async () => {
  const lasting = Array.from({ length: 8 }, () =>
    worker(`
      let made = 0
      for (; made < 40; made += 1) await create()
      parentPort.postMessage(made)
    `),
  )
  const counts = Promise.all(lasting.map(async (one) => (await once(one, 'message'))[0]))
  const cut = Array.from({ length: 8 }, async () => {
    const one = worker(`
      parentPort.postMessage('begun')
      for (;;) await Promise.all([create(), create()])
    `)
    await once(one, 'message')
    assert.equal(await one.terminate(), 1)
  })
  await Promise.all(cut)
  assert.deepEqual(await counts, Array(8).fill(40))
})

test('a worker may be the first to load the module, and end before the main thread loads it', async () => {
  const inWorker = `
    import { parentPort } from 'node:worker_threads'
    ${program('parentPort.postMessage((await create()).status); setInterval(() => {}, 1000)')}`
  const ended = await runProgram(`
    const { once } = await import('node:events')
    const { Worker } = await import('node:worker_threads')
    for (let i = 0; i < 5; i += 1) {
      const one = new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(inWorker)})))
      const [status] = await once(one, 'message')
      console.log(status, await one.terminate())
    }
    const { NativeClient } = await import(${JSON.stringify(NATIVE)})
    const client = new NativeClient(${JSON.stringify(shop.settings())})
    const body = ${JSON.stringify(shop.session())}
    console.log((await client.execute('checkout_sessions.create', [], undefined, body).promise).status)
  `)
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '201 1\n'.repeat(5) + '201\n', stderr: '' })
})
