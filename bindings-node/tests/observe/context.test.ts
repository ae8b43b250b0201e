/** AsyncLocalStorage across the native module: whatever runs for a call runs where the call was made. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { sign } from 'node:crypto'
import { Writable } from 'node:stream'
import test, { after, before } from 'node:test'
import { AmazonPay, Money } from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { order, session } from '../face/shop.js'

const request = new AsyncLocalStorage<number>()
let sandbox: Sandbox
let pay: AmazonPay
before(async () => {
  sandbox = await Sandbox.start()
  pay = sandbox.client()
})
after(() => sandbox.close())

/** Runs something in 20 contexts at once; each result is what that context should see. */
async function inContexts(work: (number: number) => Promise<unknown[]>): Promise<void> {
  const numbers = Array.from({ length: 20 }, (_, number) => number)
  const seen = await Promise.all(numbers.map((number) => request.run(number, () => work(number))))
  seen.forEach((stores, number) => {
    assert.ok(stores.length > 0)
    for (const store of stores) assert.equal(store, number)
  })
}

test('after an awaited call, a refused one and a page', async () => {
  await inContexts(async () => {
    const seen: unknown[] = []
    await pay.checkoutSessions.create(session(sandbox))
    seen.push(request.getStore())
    await pay.charges.get('S01-1-1-C1').catch(() => seen.push(request.getStore()))
    for await (const page of pay.reports.list().pages()) seen.push(page.meta && request.getStore())
    await pay
      .call('GET', 'charges/S01-1-1-C1')
      .finally(() => seen.push(request.getStore()))
      .catch(() => 0)
    await pay.buttonSignature('{}').then(() => seen.push(request.getStore()))
    return seen
  })
})

test('in a signer, sync and async, and after what it awaits', async () => {
  const { privateKey, publicKeyId } = sandbox.credentials
  const seen: [unknown, unknown][] = []
  const signer = async (_: string, message: Buffer): Promise<Buffer> => {
    const before = request.getStore()
    await new Promise(setImmediate)
    seen.push([before, request.getStore()])
    return sign('sha256', message, { key: privateKey, padding: 6, saltLength: 32 })
  }
  const kms = sandbox.client({ publicKeyId, signer })
  await inContexts(async () => {
    await kms.checkoutSessions.create(session(sandbox))
    return [request.getStore()]
  })
  assert.deepEqual(
    seen.sort(([one], [other]) => Number(one) - Number(other)),
    Array.from({ length: 20 }, (_, number) => [number, number]),
  )
})

test('in the pieces and the progress of a download', async () => {
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
  const { reportDocumentId = '' } = await pay.reports.get(reportId)
  await inContexts(async () => {
    const seen: unknown[] = []
    const to = new Writable({
      write(_piece, _encoding, done) {
        seen.push(request.getStore())
        done()
      },
    })
    await pay.reportDocuments.download(reportDocumentId, {
      to,
      onProgress: () => seen.push(request.getStore()),
    })
    assert.ok(seen.length >= 2)
    return [...seen, request.getStore()]
  })
})

test('in a listener of an aborted signal and after a call that it ended', async () => {
  const fault = await sandbox.faults.add({ delayMs: 3_600_000, operation: 'charges.get' })
  await inContexts(async () => {
    const controller = new AbortController()
    const call = pay.charges.get('S01-1-1-C1', { signal: controller.signal })
    setImmediate(() => {
      controller.abort()
    })
    const seen: unknown[] = []
    await call.catch(() => seen.push(request.getStore()))
    return seen
  })
  await sandbox.faults.remove(fault)
})

test('after a wait, a verified notification and what is said to the sandbox', async () => {
  const { chargeId } = await order(sandbox, pay)
  const verifier = sandbox.notificationVerifier()
  await inContexts(async () => {
    const seen: unknown[] = []
    await pay.charges.waitFor(chargeId).then(() => seen.push(request.getStore()))
    await verifier.verify('{}').catch(() => seen.push(request.getStore()))
    await sandbox.clock.now().then(() => seen.push(request.getStore()))
    return seen
  })
})
