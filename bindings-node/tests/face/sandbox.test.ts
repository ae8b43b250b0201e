/** The life of an order on a sandbox, as a shop's test has it. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import test, { after, before } from 'node:test'
import { type AmazonPay, ConfigurationError, Money, NotificationError, NotificationVerifier } from 'amazonpay'
import { Sandbox, SandboxError } from 'amazonpay/testing'
import { serveRaw } from './raw-server.js'
import { order, session } from './shop.js'

const require = createRequire(import.meta.url)
let sandbox: Sandbox
let pay: AmazonPay
const bodies: Buffer[] = []
const endpoint = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    bodies.push(Buffer.concat(pieces))
    response.end()
  })
})
before(async () => {
  endpoint.listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  const address = endpoint.address()
  assert.ok(typeof address === 'object' && address !== null)
  sandbox = await Sandbox.start({ ipnUrl: `http://127.0.0.1:${String(address.port)}/ipn` })
  pay = sandbox.client()
})
after(async () => {
  await sandbox.close()
  endpoint.close()
})

test('an order is authorized, captured and refunded, and the shop is told', async () => {
  const { chargeId } = await order(sandbox, pay)
  const captured = await pay.charges.capture(chargeId, { captureAmount: Money.of('12.34', 'EUR') })
  assert.equal(captured.statusDetails.state, 'Captured')
  assert.ok(captured.creationTimestamp instanceof Date)
  const refund = await pay.refunds.create({ chargeId, refundAmount: Money.of('2.34', 'EUR') })
  await sandbox.clock.advance({ days: 1 })
  const refunded = await pay.refunds.waitFor(refund.refundId)
  assert.equal(refunded.statusDetails.state, 'Refunded')
  await sandbox.notifications.settled()

  const verifier = sandbox.notificationVerifier()
  const events = await Promise.all(bodies.map((body) => verifier.verify(body)))
  const kinds = events.map((event) => (event.type === 'Notification' ? event.message.ObjectType : event.type))
  assert.ok(kinds.includes('CHARGE') && kinds.includes('REFUND'), String(kinds))
  const [first] = events
  assert.ok(first?.timestamp instanceof Date && first.messageId.length > 0)
  const [body = Buffer.alloc(0)] = bodies
  const altered = body.toString().replace('CHARGE', 'REFUND')
  await assert.rejects(verifier.verify(altered), NotificationError)
  await assert.rejects(new NotificationVerifier().verify(body), (error) => error instanceof NotificationError)
  const sent = await sandbox.notifications.list({ objectType: 'REFUND' })
  assert.ok(sent.length > 0 && sent[0]?.published instanceof Date)
})

test('the clock is moved and stands still', async () => {
  const start = await sandbox.clock.freeze()
  assert.ok(await sandbox.clock.isFrozen())
  assert.equal((await sandbox.clock.advance({ days: 8, hours: -1 })).getTime() - start.getTime(), 687_600_000)
  const moment = new Date('2027-01-01T00:00:00.000Z')
  assert.deepEqual(await sandbox.clock.set(moment), moment)
  assert.equal(
    (await pay.checkoutSessions.create(session(sandbox))).creationTimestamp?.getTime(),
    moment.getTime(),
  )
  await sandbox.clock.reset()
})

test('what goes wrong is asked for, and what cannot be is refused', async () => {
  const fault = await sandbox.faults.add({ status: 429, operation: 'charges.get', count: 1, retryAfter: 0 })
  assert.deepEqual(
    (await sandbox.faults.list()).map(({ id }) => id),
    [fault.id],
  )
  await sandbox.faults.clear()
  await assert.rejects(sandbox.buyer.checkout('nothing'), (error) => error instanceof SandboxError)
  await assert.rejects(Sandbox.start({ region: 'xx' }), ConfigurationError)
  const untyped = Sandbox as unknown as { start(settings: object): Promise<Sandbox> }
  await assert.rejects(
    untyped.start({ tlsPrt: 1 }),
    /unknown field `tlsPrt`, expected one of `port`, `tlsPort`/,
  )
})

test('objects, requests and merchants are listed', async () => {
  assert.ok(
    (await sandbox.objects('charges')).every(({ creationTimestamp }) => creationTimestamp instanceof Date),
  )
  const [request] = await sandbox.requests(1)
  assert.ok(request !== undefined)
  const other = await sandbox.merchants.add('A1OTHERSHOP', { region: 'jp' })
  assert.equal(other.merchantId, 'A1OTHERSHOP')
  assert.equal((await sandbox.merchants.list()).length, 2)
  assert.equal((await sandbox.throttle('live'))?.write.capacity, 10)
  assert.equal(await sandbox.throttle('off'), undefined)
  await sandbox.reset()
  assert.deepEqual(await sandbox.objects('charges'), [])
})

test('the program of the package is the sandbox', async () => {
  const manifest = require.resolve('amazonpay/package.json')
  const { bin } = require(manifest) as { bin: Record<string, string> }
  const program = join(dirname(manifest), bin['amazonpay-sandbox'] ?? '')
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--version'])
  assert.match(stdout, /^amazonpay-sandbox \d/)
})

test('a button that signs in gives a token, and is no checkout', async () => {
  const shop = { merchantId: sandbox.merchantId, placement: 'Home', ledgerCurrency: 'EUR' } as const
  const signingIn = await pay.button({
    ...shop,
    signIn: { signInReturnUrl: 'https://shop.example/in', storeId: sandbox.storeId, signInScopes: ['name'] },
  })
  const { buyerToken, nextUrl } = await sandbox.buyer.signIn(signingIn)
  assert.ok(nextUrl.startsWith('https://shop.example/in?buyerToken='))
  assert.ok((await pay.buyers.get(buyerToken)).buyerId)
  const paying = await pay.button({ ...shop, checkoutSession: session(sandbox) })
  await assert.rejects(sandbox.buyer.checkout(signingIn), {
    name: 'TypeError',
    message: 'this button signs in and starts no checkout: use sandbox.buyer.signIn',
  })
  await assert.rejects(sandbox.buyer.signIn(paying), {
    name: 'TypeError',
    message: 'this button starts a checkout: use sandbox.buyer.checkout',
  })
})

test('an endpoint that never answers is waited for no longer than a signal lets it', async () => {
  const endpoint = await serveRaw(() => undefined)
  const shop = await Sandbox.start({ ipnUrl: endpoint.url })
  try {
    await order(shop, shop.client())
    const controller = new AbortController()
    const reason = new Error('the test has seen enough')
    const settled = shop.notifications.settled({ signal: controller.signal }).catch((error: unknown) => error)
    while (endpoint.connections() === 0) await new Promise(setImmediate)
    controller.abort(reason)
    assert.equal(await settled, reason)
  } finally {
    await endpoint.close()
    await shop.close()
  }
})
