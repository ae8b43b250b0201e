/** What the types accept, and what they refuse: each refusal is an error that is expected, so that its absence is one. */
import { expectTypeOf } from 'expect-type'
import {
  type AmazonPay,
  type Answered,
  type Charge,
  type CreateCharge,
  type CreateRefund,
  type CallOptions,
  type Report,
  type ReportPage,
  type ResponseMeta,
  ChargeState,
  Money,
} from 'amazonpay'
import { type ExpressRequest, route } from 'amazonpay/express'
import { Sandbox, type Fault } from 'amazonpay/testing'
import { buttonHandler } from 'amazonpay/web'

declare const pay: AmazonPay
declare const charge: Charge

// Answers.
expectTypeOf(pay.charges.get('C')).resolves.toEqualTypeOf<Answered<Charge>>()
expectTypeOf(charge.chargeId).toEqualTypeOf<string>()
expectTypeOf(charge.creationTimestamp).toEqualTypeOf<Date | undefined>()
expectTypeOf(charge.statusDetails.state).toEqualTypeOf<ChargeState>()
expectTypeOf<Answered<Charge>['meta']>().toEqualTypeOf<ResponseMeta>()
// @ts-expect-error -- a misspelt field
void charge.softDescripter
// @ts-expect-error -- meta is of answers alone
void charge.meta

// Enums are open, and their values are listed.
expectTypeOf<'Captured'>().toExtend<ChargeState>()
expectTypeOf<string>().toExtend<ChargeState>()
expectTypeOf(ChargeState.Captured).toEqualTypeOf<'Captured'>()
// @ts-expect-error -- no value of the enum
void ChargeState.Capturd

// Requests.
const amount = { amount: '12.34', currencyCode: 'EUR' }
expectTypeOf({ chargePermissionId: 'S', chargeAmount: amount }).toExtend<CreateCharge>()
expectTypeOf(Money.of('1', 'EUR')).toEqualTypeOf<Money>()
// @ts-expect-error -- a float as an amount
export const floating: Money = { amount: 12.3, currencyCode: 'EUR' }
// @ts-expect-error -- a number as an amount
Money.of(12.3, 'EUR')
// @ts-expect-error -- null where a field is absent
export const nothing: Charge = { chargeId: 'C', statusDetails: { state: 'Captured' }, softDescriptor: null }
// @ts-expect-error -- undefined where a field is absent
export const absent: CreateRefund = { chargeId: 'C', refundAmount: amount, softDescriptor: undefined }
// @ts-expect-error -- a missing field
export const missing: CreateRefund = { chargeId: 'C' }
// @ts-expect-error -- a misspelt field of a request
void pay.charges.capture('C', { captureAmount: amount, softDescripter: 'x' })
// @ts-expect-error -- a request of another operation
void pay.charges.capture('C', { refundAmount: amount })
// @ts-expect-error -- a text where a time is expected
void pay.reports.list({ createdSince: '20261124T101500Z' })
void pay.reports.list({ createdSince: new Date() })

// Options.
const maybe = undefined as AbortSignal | undefined
expectTypeOf({ idempotencyKey: 'k', signal: maybe, timeoutMs: 5000, maxRetries: 0 }).toExtend<CallOptions>()
// @ts-expect-error -- a misspelt option
void pay.charges.get('C', { idempotencykey: 'k' })
// @ts-expect-error -- a text where milliseconds are expected
void pay.charges.get('C', { timeoutMs: '5000' })

// Lists.
for await (const report of pay.reports.list()) expectTypeOf(report).toEqualTypeOf<Report>()
for await (const page of pay.reports.list().pages()) expectTypeOf(page).toEqualTypeOf<Answered<ReportPage>>()

// Handlers: hooks have what the framework hands on, and only who names it has to hand it on.
const bare = buttonHandler({ pay, button: () => new Response() })
void bare(new Request('https://shop.example/'))
const inExpress = buttonHandler<ExpressRequest>({
  pay,
  button: ({ context }) => {
    expectTypeOf(context).toEqualTypeOf<ExpressRequest>()
    return new Response()
  },
})
route(inExpress)
route(bare)
// @ts-expect-error -- without the request that the hook reads
void inExpress(new Request('https://shop.example/'))

// Tests.
const sandbox = await Sandbox.start({ region: 'jp' })
expectTypeOf<{ status: number; operation: string }>().toExtend<Fault>()
// @ts-expect-error -- a misspelt setting
await Sandbox.start({ regoin: 'jp' })
// @ts-expect-error -- a misspelt fault
await sandbox.faults.add({ staus: 503 })
await sandbox.clock.advance({ days: 8 })
// @ts-expect-error -- a misspelt unit
await sandbox.clock.advance({ day: 8 })
