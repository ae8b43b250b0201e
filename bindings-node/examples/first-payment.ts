/**
 * One order from the button to the closed permission, a chargeback told by a verified notification, and the ledger.
 *
 * It needs no account: a sandbox of Amazon Pay runs in this process, and the calls go to it over real HTTP with real
 * signatures. Nothing is known beforehand but the amounts. It exits with 1 and says what is off when a state, an amount or
 * a count is not what it has to be.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import {
  Advice,
  AmazonPay,
  ChargePermissionState,
  ChargeState,
  CheckoutSessionState,
  Money,
  NotificationError,
  PaymentDeclined,
  PaymentIntent,
  RefundState,
} from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'

const SHOP = 'https://shop.example'
const eur = (amount: string): Money => Money.of(amount, 'EUR')
const shown = ({ amount, currencyCode }: Money): string => `${amount} ${currencyCode}`

/** What the shop believes; the sandbox's objects have to agree in the end. */
const order = {
  total: eur('100.00'),
  chargePermissionId: '',
  /** Charge ids and captured amounts. */
  captured: new Map<string, Money>(),
  refunded: eur('0.00'),
}

function ensure(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`)
}

/** What has to be there. */
function given<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new Error(`${what} is missing`)
  return value
}

function say(step: string, id: string, state: string, note: string): void {
  console.log(`${step.padEnd(27)} ${id.padEnd(37)} ${state.padEnd(18)}  ${note}`.trimEnd())
}

/** From the button on the cart's page to the charge permission. */
async function checkout(pay: AmazonPay, sandbox: Sandbox): Promise<void> {
  const button = await pay.button({
    merchantId: sandbox.merchantId,
    placement: 'Cart',
    ledgerCurrency: 'EUR',
    checkoutSession: {
      storeId: sandbox.storeId,
      webCheckoutDetails: { checkoutReviewReturnUrl: `${SHOP}/review` },
    },
  })
  say('button', '', button.config.productType ?? '', 'signed by the shop, shown in the cart')

  // What the buyer does in the browser: clicks it, signs in, chooses card and address, comes back.
  const { checkoutSessionId: id } = await sandbox.buyer.checkout(button, { card: '1111', action: 'approve' })
  const opened = await pay.checkoutSessions.get(id)
  given('a buyer on the session', opened.buyer)
  say('checkoutSessions.get', id, opened.statusDetails.state, "the shop's review page")

  const updated = await pay.checkoutSessions.update(id, {
    webCheckoutDetails: { checkoutResultReturnUrl: `${SHOP}/result` },
    paymentDetails: {
      paymentIntent: PaymentIntent.Confirm,
      canHandlePendingAuthorization: false,
      chargeAmount: order.total,
    },
    merchantMetadata: { merchantReferenceId: 'order-1001' },
  })
  given('a redirect URL', updated.webCheckoutDetails?.amazonPayRedirectUrl)
  say('checkoutSessions.update', id, updated.statusDetails.state, shown(order.total))

  await sandbox.buyer.approve(id)
  const completed = await pay.checkoutSessions.complete(id, { chargeAmount: order.total })
  ensure('the session', completed.statusDetails.state, CheckoutSessionState.Completed)
  order.chargePermissionId = given('the charge permission', completed.chargePermissionId)
  say('checkoutSessions.complete', id, completed.statusDetails.state, `gives ${order.chargePermissionId}`)
}

/** Authorizes, waits eight days, captures, gives a part back. */
async function lateCaptureAndRefund(pay: AmazonPay, sandbox: Sandbox): Promise<void> {
  const amount = eur('60.00')
  const { chargePermissionId } = order
  const authorized = await pay.charges.create({ chargePermissionId, chargeAmount: amount })
  const { chargeId } = authorized
  ensure('the charge', authorized.statusDetails.state, ChargeState.Authorized)
  say('charges.create', chargeId, authorized.statusDetails.state, `${shown(amount)} authorized`)

  await sandbox.clock.advance({ days: 8 })
  say('clock', '', '+8 days', 'a capture after more than 7 days takes a while')
  const initiated = await pay.charges.capture(
    chargeId,
    { captureAmount: amount, softDescriptor: 'order 1001' },
    { idempotencyKey: 'capture-1001' },
  )
  ensure('the charge', initiated.statusDetails.state, ChargeState.CaptureInitiated)
  ensure('retries, the one with the learnt clock', initiated.meta.retries, 1)
  const learnt = "signed again with the server's time, learnt from the first answer"
  say('charges.capture', chargeId, initiated.statusDetails.state, learnt)

  await sandbox.clock.advance({ hours: 2 })
  const captured = await pay.charges.get(chargeId)
  ensure('the charge', captured.statusDetails.state, ChargeState.Captured)
  say('charges.get', chargeId, captured.statusDetails.state, 'two hours later')
  order.captured.set(chargeId, amount)

  order.refunded = eur('20.00')
  const { refundId, statusDetails } = await pay.refunds.create({ chargeId, refundAmount: order.refunded })
  ensure('the refund', statusDetails.state, RefundState.RefundInitiated)
  await sandbox.clock.advance({ hours: 2 })
  const refund = await pay.refunds.get(refundId)
  ensure('the refund', refund.statusDetails.state, RefundState.Refunded)
  say('refunds.get', refundId, refund.statusDetails.state, `${shown(order.refunded)} back`)
}

/** A decline says what to do: the permission is still chargeable, so try later. */
async function softDecline(pay: AmazonPay): Promise<void> {
  const { chargePermissionId } = order
  const declined = await pay.charges
    .create(
      { chargePermissionId, chargeAmount: eur('10.00'), captureNow: true },
      { simulationCode: 'SoftDeclined' },
    )
    .catch((error: unknown) => error)
  if (!(declined instanceof PaymentDeclined)) throw new Error('expected a decline', { cause: declined })
  ensure("the decline's advice", declined.advice, Advice.RetryLater)
  const advice = `advice: ${declined.advice ?? ''}`
  say('charges.create', chargePermissionId, declined.reasonCode ?? '', advice)
  const permission = await pay.chargePermissions.get(chargePermissionId)
  ensure('the permission', permission.statusDetails.state, ChargePermissionState.Chargeable)
}

/** A throttled request and one whose answer is lost: each charges once. */
async function failuresSurvived(pay: AmazonPay, sandbox: Sandbox): Promise<void> {
  const { chargePermissionId } = order
  const amount = eur('15.00')
  const charge = async (): Promise<void> => {
    const made = await pay.charges.create({ chargePermissionId, chargeAmount: amount, captureNow: true })
    ensure('the charge', made.statusDetails.state, ChargeState.Captured)
    ensure('retries', made.meta.retries, 1)
    const note = `${shown(amount)}, repeated under the same idempotency key`
    say('charges.create', made.chargeId, made.statusDetails.state, note)
    order.captured.set(made.chargeId, amount)
  }
  await sandbox.faults.add({ operation: 'charges.create', status: 429, count: 1 })
  say('fault', '', 'armed', '429 to the first attempt')
  await charge()
  await sandbox.faults.add({ operation: 'charges.create', cut: 'connection', afterWork: true, count: 1 })
  say('fault', '', 'armed', 'the connection is cut after the charge, before its answer')
  await charge()
}

async function close(pay: AmazonPay): Promise<void> {
  const permission = await pay.chargePermissions.close(order.chargePermissionId, {
    closureReason: 'The order is complete',
  })
  ensure('the permission', permission.statusDetails.state, ChargePermissionState.Closed)
  const left = Money.subtract(order.total, Money.sum(order.captured.values()))
  ensure('the balance left', permission.limits?.amountBalance, left)
  say('chargePermissions.close', order.chargePermissionId, 'Closed', `${shown(left)} were never charged`)
}

/** The buyer's bank asks for the money of the last charge; Amazon tells the shop, and the shop verifies it. */
async function chargeback(sandbox: Sandbox): Promise<void> {
  const bodies: Buffer[] = []
  const endpoint = createServer((request, response) => {
    void buffer(request).then((body) => {
      bodies.push(body)
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  const { port } = endpoint.address() as AddressInfo
  await sandbox.merchants.setIpnUrls(sandbox.merchantId, [`http://127.0.0.1:${port}/ipn`])
  const [chargeId = ''] = [...order.captured.keys()].slice(-1)
  const { disputeId } = await sandbox.buyer.chargeback(chargeId)
  await sandbox.notifications.settled()
  endpoint.closeAllConnections()
  endpoint.close()

  const verifier = sandbox.notificationVerifier()
  const body = given('the notification', bodies[0])
  const notification = await verifier.verify(body)
  if (notification.type !== 'Notification') throw new Error(`found a ${notification.type}`)
  ensure("the notification's object", notification.message.ObjectId, disputeId)
  ensure("the notification's kind of object", notification.message.ObjectType, 'CHARGEBACK')
  const forged = Buffer.from(body.toString().replaceAll(disputeId, chargeId))
  const refusal = await verifier.verify(forged).catch((error: unknown) => error)
  ensure('the refusal of a forged copy', refusal instanceof NotificationError, true)
  say('notification', disputeId, 'verified', 'a copy with another id is refused')
}

/** Adds up the sandbox's objects, not the client's answers, and holds them against what the shop believes. */
async function ledger(sandbox: Sandbox): Promise<void> {
  const [charges, refunds] = [await sandbox.objects('charges'), await sandbox.objects('refunds')]
  ensure('charges in the sandbox (a declined one leaves none)', charges.length, order.captured.size)
  const columns = (...texts: string[]): string => texts.map((text) => text.padStart(14)).join(' ')
  console.log(`\n${'ledger'.padEnd(30)} ${'state'.padEnd(12)} ${columns('charged', 'captured', 'refunded')}`)
  let [captured, refunded] = [eur('0.00'), eur('0.00')]
  for (const { chargeId, statusDetails, chargeAmount, captureAmount } of charges) {
    const taken = statusDetails.state === 'Captured' ? given('the captured amount', captureAmount) : eur('0')
    const back = Money.sum(
      refunds
        .filter((refund) => refund.chargeId === chargeId && refund.statusDetails.state === 'Refunded')
        .map((refund) => given('the refunded amount', refund.refundAmount)),
      'EUR',
    )
    ensure(`captured of ${chargeId}`, taken, order.captured.get(chargeId))
    const amounts = columns(...[given('the amount', chargeAmount), taken, back].map(shown))
    console.log(`${chargeId.padEnd(30)} ${statusDetails.state.padEnd(12)} ${amounts}`)
    captured = Money.add(captured, taken)
    refunded = Money.add(refunded, back)
  }
  ensure('captured', captured, Money.sum(order.captured.values()))
  ensure('refunded', refunded, order.refunded)
  const [kept, never] = [Money.subtract(captured, refunded), Money.subtract(order.total, captured)]
  ensure('kept + refunded + never charged', Money.sum([kept, refunded, never]), order.total)
  console.log(`${'total'.padEnd(58)} ${columns(shown(captured), shown(refunded))}`)
  const parts = `kept ${shown(kept)} + refunded ${shown(refunded)} + never charged ${shown(never)}`
  console.log(`${parts} = order ${shown(order.total)}`)
}

const sandbox = await Sandbox.start({ region: 'eu' })
try {
  // The client's own clock: it learns from the sandbox's answers that eight days have passed.
  const pay = new AmazonPay(sandbox.clientSettings)
  console.log(`Amazon Pay sandbox at ${sandbox.url}, signing as ${pay.publicKeyId}, in Node\n`)
  await checkout(pay, sandbox)
  await lateCaptureAndRefund(pay, sandbox)
  await softDecline(pay)
  await failuresSurvived(pay, sandbox)
  await close(pay)
  await chargeback(sandbox)
  await ledger(sandbox)
  console.log('\nEvery state and every amount is what it has to be.')
} catch (error) {
  console.error('\nThe story failed:', error)
  process.exitCode = 1
} finally {
  await sandbox.close()
}
