/** What a call can do beyond its parameters: options, signals, lists, transfers, raw calls. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import test, { after, before } from 'node:test'
import { inspect } from 'node:util'
import {
  AmazonPay,
  type Attempt,
  ConfigurationError,
  Money,
  NotFound,
  RequestTimeout,
  ServerError,
} from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { order, session } from './shop.js'

let sandbox: Sandbox
let pay: AmazonPay
before(async () => {
  sandbox = await Sandbox.start()
  pay = sandbox.client({ retryBaseDelayMs: 1 })
})
after(() => sandbox.close())

test('options go with the call', async () => {
  const created = await pay.checkoutSessions.create(session(sandbox), { idempotencyKey: 'session-1' })
  const again = await pay.checkoutSessions.create(session(sandbox), { idempotencyKey: 'session-1' })
  assert.equal(again.checkoutSessionId, created.checkoutSessionId)
  assert.equal(created.meta.idempotencyKey, 'session-1')
  assert.equal(created.meta.status, 201)
  assert.ok(created.meta.rawBody.includes(created.checkoutSessionId))
})

test('an answer and a refusal have all their headers, which no log shows', async () => {
  const created = await pay.checkoutSessions.create(session(sandbox))
  const path = `checkoutSessions/${created.checkoutSessionId}`
  const raw = await pay.call('GET', path)
  const refusal = await pay.call('GET', `${path}1`).catch((error: unknown) => error)
  assert.ok(refusal instanceof NotFound)
  for (const { headers, requestId } of [created.meta, raw.meta, refusal]) {
    assert.equal(headers['x-amz-pay-request-id'], requestId)
    assert.match(headers['content-type'] ?? '', /^application\/json/)
    assert.equal(headers['Content-Type'], undefined)
  }
  for (const known of [created.meta, raw, refusal]) {
    assert.doesNotMatch(inspect(known) + JSON.stringify(known), /application\/json/)
  }
  assert.deepEqual(new ConfigurationError('none').headers, {})
})

test('a failed attempt is repeated, unless the call says otherwise', async () => {
  const attempts: Attempt[] = []
  const watched = sandbox.client({ retryBaseDelayMs: 1, onAttempt: (attempt) => attempts.push(attempt) })
  await sandbox.faults.add({ status: 503, operation: 'checkout_sessions.create', count: 2 })
  const created = await watched.checkoutSessions
    .create(session(sandbox), { maxRetries: 1 })
    .catch((error: unknown) => error)
  assert.ok(created instanceof ServerError)
  assert.equal(created.retries, 1)
  assert.deepEqual(
    attempts.map(({ operation, status, attempt }) => [operation, status, attempt]),
    [
      ['checkout_sessions.create', 503, 1],
      ['checkout_sessions.create', 503, 2],
    ],
  )
  await sandbox.faults.clear()
})

test('an aborted call rejects with the reason of its signal, and lets the signal go', async () => {
  const aborted = AbortSignal.abort(new Error('the buyer went away'))
  await assert.rejects(
    pay.charges.get('S01-1234567-1234567-C123456', { signal: aborted }),
    /the buyer went away/,
  )

  const fault = await sandbox.faults.add({ delayMs: 3_600_000, operation: 'charges.get' })
  const controller = new AbortController()
  const call = pay.charges.get('S01-1234567-1234567-C123456', {
    signal: controller.signal,
    timeoutMs: 60_000,
  })
  const reason = new Error('enough')
  setImmediate(() => {
    controller.abort(reason)
  })
  assert.equal(await call.catch((error: unknown) => error), reason)
  await sandbox.faults.remove(fault)

  const listeners = new Set<unknown>()
  const { signal } = new AbortController()
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  signal.addEventListener = (type: string, listener: () => void) => {
    listeners.add(listener)
    add(type, listener)
  }
  signal.removeEventListener = (type: string, listener: () => void) => {
    listeners.delete(listener)
    remove(type, listener)
  }
  await assert.rejects(pay.charges.get('S01-1234567-1234567-C123456', { signal }), NotFound)
  assert.equal(listeners.size, 0)
})

test('a signal ends a wait', async () => {
  const { chargeId } = await order(sandbox, pay, { card: '0701', pending: true })
  const controller = new AbortController()
  const waiting = pay.charges.waitFor(chargeId, { signal: controller.signal, firstMs: 60_000 })
  setImmediate(() => {
    controller.abort()
  })
  await assert.rejects(waiting, { name: 'AbortError' })
  await assert.rejects(pay.charges.waitFor(chargeId, { maxWaitMs: 0 }), RequestTimeout)
  await sandbox.clock.advance({ seconds: 31 })
  const charge = await pay.charges.waitFor(chargeId, { maxWaitMs: 1000 })
  assert.equal(charge.statusDetails.state, 'Authorized')
})

test('what is no parameter is refused, and rejects', async () => {
  const untyped = pay as unknown as { charges: { get(id?: unknown, options?: unknown): Promise<unknown> } }
  await assert.rejects(untyped.charges.get(undefined), ConfigurationError)
  await assert.rejects(untyped.charges.get('S01-1-1-C1', { idempotencykey: 'x' }), ConfigurationError)
  await assert.rejects(untyped.charges.get('S01-1-1-C1', { signal: 'x' }), ConfigurationError)
})

test('lists are read a page at a time, as items or as pages', async () => {
  const now = await sandbox.clock.now()
  for (let count = 0; count < 3; count += 1) {
    await pay.reports.create({
      reportType: '_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_',
      startTime: new Date(now.getTime() - 86_400_000 * (count + 1)),
      endTime: now,
    })
  }
  const reports = pay.reports.list({ pageSize: 2 })
  const ids: string[] = []
  for await (const report of reports) ids.push(report.reportId)
  assert.equal(new Set(ids).size, 3)
  const sizes: number[] = []
  for await (const page of reports.pages()) {
    sizes.push(page.reports?.length ?? 0)
    assert.equal(page.meta.status, 200)
  }
  assert.deepEqual(sizes, [2, 1])
  assert.deepEqual(
    (await reports.toArray()).map(({ reportId }) => reportId),
    ids,
  )
  assert.throws(() => pay.reports.list({ createdSince: new Date('x') }), ConfigurationError)
})

test('a document goes into the answer, a file or a stream', async () => {
  const startTime = new Date((await sandbox.clock.now()).getTime() - 86_400_000)
  const { chargeId } = await order(sandbox, pay)
  await pay.charges.capture(chargeId, { captureAmount: Money.of('12.34', 'EUR') })
  await sandbox.clock.advance({ days: 3 })
  const { reportId } = await pay.reports.create({
    reportType: '_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_',
    startTime,
    endTime: await sandbox.clock.now(),
  })
  await sandbox.clock.advance({ hours: 1 })
  const { reportDocumentId } = await pay.reports.get(reportId)
  assert.ok(reportDocumentId !== undefined)

  let received = 0
  const { document, contents } = await pay.reportDocuments.download(reportDocumentId, {
    onProgress: (bytes) => (received = bytes),
  })
  assert.ok(contents.includes(chargeId))
  assert.equal(received, contents.length)
  assert.equal(document.reportDocumentId, reportDocumentId)
  assert.ok(!inspect(document).includes(String(document.url)))

  const folder = await mkdtemp(join(tmpdir(), 'amazonpay-'))
  await pay.reportDocuments.download(reportDocumentId, { to: join(folder, 'report.csv') })
  assert.deepEqual(await readFile(join(folder, 'report.csv')), contents)
  await assert.rejects(pay.reportDocuments.download('nothing', { to: join(folder, 'none.csv') }))
  assert.deepEqual(await readdir(folder), ['report.csv'])
  await rm(folder, { recursive: true })

  const stream = new PassThrough()
  const pieces: Buffer[] = []
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  await pay.reportDocuments.download(reportDocumentId, { to: stream })
  assert.deepEqual(Buffer.concat(pieces), contents)
})

test('contents of files are sent', async () => {
  const file = await pay.files.upload({ type: 'pdf', purpose: 'disputeEvidence' })
  await pay.files.sendContents(file, Buffer.from('%PDF-1.7'))
  const untyped = 'text' as unknown as Uint8Array
  await assert.rejects(pay.files.sendContents(file, untyped), ConfigurationError)
})

test('any path can be called', async () => {
  const { chargeId } = await order(sandbox, pay)
  const answer = await pay.call('GET', `charges/${chargeId}`)
  assert.equal((answer.object as { chargeId: string }).chargeId, chargeId)
  assert.equal(answer.meta.status, 200)
  assert.ok(!inspect(answer).includes(chargeId))
})

test('a client shows no key', () => {
  const { privateKey } = sandbox.credentials
  const shown = inspect([pay, sandbox, sandbox.credentials], { depth: 10, showHidden: true })
  assert.ok(!shown.includes(privateKey.slice(100, 140)) && !JSON.stringify(pay).includes('PRIVATE'))
  assert.match(inspect(pay), /^AmazonPay \{/)
})

test('a client is made by the environment, and settings given win', () => {
  const before = { ...process.env }
  try {
    Object.assign(process.env, sandbox.environment)
    const made = AmazonPay.fromEnv({ publicKeyId: 'SANDBOX-GIVEN' })
    assert.deepEqual([made.publicKeyId, made.region, made.environment], ['SANDBOX-GIVEN', 'eu', 'sandbox'])
    assert.ok(made.endpoint.startsWith(sandbox.url))
  } finally {
    process.env = before
  }
})

test('a button waits for a signer of the shop no longer than its signal lets it', async () => {
  const slow = new AmazonPay({
    publicKeyId: 'SANDBOX-AB12CD34',
    signer: () => new Promise<Uint8Array>(() => undefined),
    region: 'eu',
  })
  const request = {
    merchantId: sandbox.merchantId,
    placement: 'Cart',
    ledgerCurrency: 'EUR',
    checkoutSession: session(sandbox),
  } as const
  const sign: ((options: { signal: AbortSignal }) => Promise<unknown>)[] = [
    (options) => slow.button(request, options),
    (options) => slow.buttonSignature('{}', options),
  ]
  for (const begin of sign) {
    const controller = new AbortController()
    const reason = new Error('the buyer went away')
    const signed = begin({ signal: controller.signal }).catch((error: unknown) => error)
    controller.abort(reason)
    assert.equal(await signed, reason)
    assert.equal(await begin({ signal: AbortSignal.abort(reason) }).catch((error: unknown) => error), reason)
  }
})
