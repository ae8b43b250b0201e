/** What the handlers of `amazonpay/web` accept, and what they refuse. */
import { expectTypeOf } from 'expect-type'
import type {
  AmazonPay,
  Answered,
  Charge,
  ChargePermission,
  CheckoutSession,
  Dispute,
  Ipn,
  Money,
  Refund,
} from 'amazonpay'
import type { Inbox } from 'amazonpay/inbox'
import {
  type Decline,
  type Handler,
  type Problem,
  buttonHandler,
  notificationHandler,
  resultHandler,
  reviewHandler,
} from 'amazonpay/web'

declare const pay: AmazonPay
declare const inbox: Inbox
const total: Money = { amount: '12.34', currencyCode: 'EUR' }
const page = (): Response => new Response()

// Notifications.
const endpoint = { pay, topics: ['arn'], inbox }
const notifications = notificationHandler({
  ...endpoint,
  on: {
    charge: (charge, notification) => {
      expectTypeOf(charge).toEqualTypeOf<Answered<Charge>>()
      expectTypeOf(notification).toEqualTypeOf<Ipn>()
    },
    chargePermission: async (permission) => {
      expectTypeOf(permission).toEqualTypeOf<Answered<ChargePermission>>()
      await Promise.resolve()
    },
    refund: (refund) => {
      expectTypeOf(refund).toEqualTypeOf<Answered<Refund>>()
    },
    dispute: (dispute) => {
      expectTypeOf(dispute).toEqualTypeOf<Answered<Dispute>>()
    },
  },
})
expectTypeOf(notifications).toExtend<Handler>()
expectTypeOf(notifications(new Request('http://localhost'))).resolves.toEqualTypeOf<Response>()
// @ts-expect-error -- a kind of object that there is not
notificationHandler({ ...endpoint, on: { order: () => undefined } })
// @ts-expect-error -- no topics
notificationHandler({ pay, inbox, on: {} })
// @ts-expect-error -- one topic that is no list
notificationHandler({ ...endpoint, topics: 'arn', on: {} })

// The button.
buttonHandler({ pay, button: () => ({ merchantId: 'A', placement: 'Cart', ledgerCurrency: 'EUR' }) })
buttonHandler({ pay, button: page })
// @ts-expect-error -- a number as the merchant's id
buttonHandler({ pay, button: () => ({ merchantId: 5, placement: 'Cart', ledgerCurrency: 'EUR' }) })
// @ts-expect-error -- a button without a merchant
buttonHandler({ pay, button: () => ({ placement: 'Cart' }) })

// Review and result; `context` is what the framework has.
interface Context {
  user: string
}
reviewHandler<Context>({
  pay,
  checkoutResultReturnUrl: 'https://shop.example/result',
  chargeAmount: (session, { context, request }) => {
    expectTypeOf(session).toExtend<CheckoutSession>()
    expectTypeOf(context).toExtend<Context | undefined>()
    expectTypeOf(request).toEqualTypeOf<Request>()
    return total
  },
  show: (_session, amount) => {
    expectTypeOf(amount).toEqualTypeOf<Money>()
    return page()
  },
  problem: (problem) => {
    expectTypeOf(problem).toEqualTypeOf<Problem>()
    return page()
  },
})
const review = { pay, checkoutResultReturnUrl: 'https://shop.example/result', show: page }
// @ts-expect-error -- a float as an amount
reviewHandler({ ...review, chargeAmount: () => ({ amount: 12.34, currencyCode: 'EUR' }) })
// @ts-expect-error -- a page that is no Response
reviewHandler({ ...review, chargeAmount: () => total, show: () => '<p>' })
// @ts-expect-error -- no amount
reviewHandler(review)

const result = { pay, chargeAmount: () => total, pending: page }
resultHandler({
  ...result,
  succeeded: (_session, charge) => {
    expectTypeOf(charge).toEqualTypeOf<Charge | undefined>()
    return page()
  },
  declined: (_session, decline) => {
    expectTypeOf(decline).toEqualTypeOf<Decline>()
    return page()
  },
})
// @ts-expect-error -- what to do about a decline is not said
resultHandler({ ...result, succeeded: page })
// @ts-expect-error -- a hook that shows nothing
resultHandler({ ...result, declined: page, succeeded: () => undefined })
