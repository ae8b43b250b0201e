/**
 * A subscription: the buyer agrees once, and is charged each month, once a month however often the job runs. In the third
 * month the card is declined, and the buyer chooses another.
 *
 * It needs no account: a sandbox of Amazon Pay runs in this process, and its clock is moved from month to month.
 */
import { Advice, type AmazonPay, Money, PaymentDeclined } from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'

const PRICE = Money.of('9.90', 'EUR')

/** The checkout by which the buyer subscribes; the first month is paid with it. */
async function subscribe(pay: AmazonPay, sandbox: Sandbox): Promise<string> {
  const button = await pay.button({
    merchantId: sandbox.merchantId,
    placement: 'Checkout',
    ledgerCurrency: 'EUR',
    checkoutSession: {
      storeId: sandbox.storeId,
      chargePermissionType: 'Recurring',
      recurringMetadata: { frequency: { unit: 'Month', value: '1' }, amount: PRICE },
      webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
    },
  })
  const { checkoutSessionId: id } = await sandbox.buyer.checkout(button, { card: '1111' })
  await pay.checkoutSessions.update(id, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: { paymentIntent: 'AuthorizeWithCapture', chargeAmount: PRICE },
  })
  await sandbox.buyer.approve(id)
  const { chargePermissionId } = await pay.checkoutSessions.complete(id, { chargeAmount: PRICE })
  if (chargePermissionId === undefined) throw new Error('the completed checkout has no charge permission')
  return chargePermissionId
}

interface Try {
  /** Counts the cards that were declined, for a key keeps its answer. */
  attempt?: number
  /** What the bank says, in a sandbox. */
  simulationCode?: string
}

/** The monthly job. */
async function chargeMonth(
  pay: AmazonPay,
  chargePermissionId: string,
  month: number,
  { attempt = 1, simulationCode }: Try = {},
): Promise<string> {
  const idempotencyKey = `month-${month}-${attempt}-${chargePermissionId.slice(-7)}`
  try {
    const charge = await pay.charges.create(
      { chargePermissionId, chargeAmount: PRICE, captureNow: true, chargeInitiator: 'MITR' },
      { idempotencyKey, simulationCode },
    )
    return charge.statusDetails.state
  } catch (error) {
    if (!(error instanceof PaymentDeclined)) throw error
    const asks = error.advice === Advice.AskForAnotherPaymentMethod
    return `${error.reasonCode ?? 'declined'}: ${asks ? 'the buyer is asked for another card' : 'try again later'}`
  }
}

const sandbox = await Sandbox.start({ region: 'eu' })
try {
  const pay = sandbox.client()
  const permission = await subscribe(pay, sandbox)
  console.log(`month 1: paid by the checkout, under ${permission}`)
  const nextMonth = () => sandbox.clock.advance({ days: 31 })
  await nextMonth()
  console.log(`month 2: ${await chargeMonth(pay, permission, 2)}`)
  console.log(`month 2 again: ${await chargeMonth(pay, permission, 2)}`)
  await nextMonth()
  const declined = await chargeMonth(pay, permission, 3, { simulationCode: 'HardDeclined' })
  console.log(`month 3: ${declined}`)
  await sandbox.buyer.changeCard(permission, '0005')
  console.log(`month 3, another card: ${await chargeMonth(pay, permission, 3, { attempt: 2 })}`)
  const charges = await sandbox.objects('charges')
  const taken = charges.flatMap(({ captureAmount }) => captureAmount ?? [])
  console.log(`${taken.length} charges, ${Money.sum(taken).amount} EUR`)
  const { statusDetails } = await pay.chargePermissions.close(permission, { closureReason: 'Canceled' })
  console.log(`the subscription is ${statusDetails.state}`)
} finally {
  await sandbox.close()
}
