/** What `amazonpay/testing` accepts, and what it refuses. */
import { expectTypeOf } from 'expect-type'
import type { AmazonPay, Button, Charge, NotificationVerifier, Refund } from 'amazonpay'
import {
  type FiledDispute,
  Sandbox,
  type SentNotification,
  type SignedIn,
  type VisitedSession,
} from 'amazonpay/testing'

declare const button: Button
declare const charge: Charge

const sandbox = await Sandbox.start({ region: 'eu', ipnUrl: 'http://127.0.0.1:3000/ipn', frozen: true })
expectTypeOf(sandbox.client({ maxRetries: 0 })).toEqualTypeOf<AmazonPay>()
expectTypeOf(sandbox.notificationVerifier()).toEqualTypeOf<NotificationVerifier>()
// @ts-expect-error -- a number as a time
await Sandbox.start({ now: 5 })
// @ts-expect-error -- a misspelt setting of a client
sandbox.client({ maxRetry: 0 })

// The buyer.
expectTypeOf(sandbox.buyer.checkout(button, { card: '1111' })).resolves.toEqualTypeOf<VisitedSession>()
expectTypeOf<VisitedSession['checkoutSessionId']>().toEqualTypeOf<string>()
expectTypeOf(sandbox.buyer.signIn(button)).resolves.toEqualTypeOf<SignedIn>()
expectTypeOf<SignedIn['buyerToken']>().toEqualTypeOf<string>()
expectTypeOf(sandbox.buyer.chargeback(charge)).resolves.toEqualTypeOf<FiledDispute>()
expectTypeOf<FiledDispute['disputeId']>().toEqualTypeOf<string>()
await sandbox.buyer.approve('session')
await sandbox.buyer.approve(await sandbox.buyer.checkout(button))
// @ts-expect-error -- a way to end a visit that there is not
await sandbox.buyer.checkout(button, { action: 'refuse' })
// @ts-expect-error -- a number as a card
await sandbox.buyer.checkout(button, { card: 1111 })
// @ts-expect-error -- a charge where a session is expected
await sandbox.buyer.approve(charge)
// @ts-expect-error -- a float as an amount
await sandbox.buyer.chargeback(charge, { amount: { amount: 1.5, currencyCode: 'EUR' } })

// Time and faults.
expectTypeOf(sandbox.clock.now()).resolves.toEqualTypeOf<Date>()
await sandbox.clock.set(new Date())
// @ts-expect-error -- a number as a time
await sandbox.clock.set(5)
await sandbox.faults.add({ cut: 'connection', afterWork: true, operation: 'charges.capture', rate: 0.5 })
// @ts-expect-error -- a way to cut that there is not
await sandbox.faults.add({ cut: 'both' })
// @ts-expect-error -- a fault of notifications
await sandbox.faults.add({ twice: true })
await sandbox.notifications.faults.add({ twice: true, tampering: 'signature' })
// @ts-expect-error -- a fault of requests
await sandbox.notifications.faults.add({ status: 503 })
await sandbox.throttle('live')
await sandbox.throttle({
  write: { capacity: 1, refillPerSecond: 1 },
  read: { capacity: 1, refillPerSecond: 1 },
})
// @ts-expect-error -- quotas that there are not
await sandbox.throttle('slow')

// What there is.
expectTypeOf(sandbox.objects('charges')).resolves.toEqualTypeOf<Charge[]>()
expectTypeOf(sandbox.objects('refunds')).resolves.toEqualTypeOf<Refund[]>()
expectTypeOf(sandbox.notifications.list()).resolves.toEqualTypeOf<SentNotification[]>()
// @ts-expect-error -- a kind of object that there is not
await sandbox.objects('orders')
