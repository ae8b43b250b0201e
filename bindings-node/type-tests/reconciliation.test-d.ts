/** What the types of reconciliation accept and refuse. */
import type { Worker } from 'bullmq'
import { expectTypeOf } from 'expect-type'
import type { AmazonPay, Answered, Charge, CheckoutSession, Refund } from 'amazonpay'
import { type Inbox, MemoryInbox } from 'amazonpay/inbox'
import { type Change, Reconciler, type Schedule, type Watch, nextReading } from 'amazonpay/reconciliation'
import { type NotificationQueue, notificationHandler } from 'amazonpay/web'

declare const pay: AmazonPay
declare const charge: Charge
declare const refund: Refund

const reconciler = new Reconciler({
  pay,
  connection: { url: 'redis://localhost' },
  on: {
    charge: (object, change) => {
      expectTypeOf(object).toEqualTypeOf<Answered<Charge>>()
      expectTypeOf(change).toEqualTypeOf<Change>()
      expectTypeOf(change.previousState).toEqualTypeOf<string | undefined>()
    },
    checkoutSession: async (object) => {
      expectTypeOf(object).toEqualTypeOf<Answered<CheckoutSession>>()
      await Promise.resolve()
    },
  },
})
// @ts-expect-error -- a kind that there is not
new Reconciler({ pay, connection: {}, on: { payment: () => undefined } })
// @ts-expect-error -- no client
new Reconciler({ connection: {}, on: {} })
// @ts-expect-error -- a misspelt setting
new Reconciler({ pay, connection: {}, on: {}, shedule: nextReading })

await reconciler.watch('charge', 'C')
await reconciler.watch('charge', charge)
// @ts-expect-error -- another kind of object
await reconciler.watch('charge', refund)
// @ts-expect-error -- a misspelt kind
await reconciler.watch('charges', 'C')

expectTypeOf(reconciler.run({ concurrency: 4, limiter: { max: 2, duration: 1000 } })).toEqualTypeOf<
  Worker<Watch, string>
>()
// @ts-expect-error -- however often its process dies, a watch is not given up
reconciler.run({ maxStalledCount: 1 })
// @ts-expect-error -- Redis is the reconciler's
reconciler.run({ connection: {} })

expectTypeOf(nextReading).toEqualTypeOf<Schedule>()
// @ts-expect-error -- a kind that there is not
nextReading({ kind: 'payment', state: 'Captured', ageMs: 0 })

// Notifications: worked on at once, or handed over.
const topics = ['arn:aws:sns:eu-west-1:123456789012:shop']
const inbox: Inbox = new MemoryInbox()
expectTypeOf(reconciler).toExtend<NotificationQueue>()
notificationHandler({ topics, queue: reconciler })
notificationHandler({ topics, queue: { enqueue: () => Promise.resolve() }, inbox })
notificationHandler({ topics, pay, inbox, on: {} })
// @ts-expect-error -- without a queue an inbox is needed
notificationHandler({ topics, pay, on: {} })
// @ts-expect-error -- the hooks are the queue's
notificationHandler({ topics, queue: reconciler, on: {} })
