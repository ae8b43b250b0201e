/** What a shop does until it has an order. */
import type { AmazonPay, Answered, Charge, CreateCheckoutSession } from 'amazonpay'
import { Money } from 'amazonpay'
import type { Sandbox } from 'amazonpay/testing'

/** A checkout session to create. */
export function session(sandbox: Sandbox): CreateCheckoutSession {
  return {
    storeId: sandbox.storeId,
    scopes: ['name', 'email', 'shippingAddress'],
    webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
  }
}

/** An order of 12.34 EUR, authorized, by a button of the page. */
export async function order(
  sandbox: Sandbox,
  pay: AmazonPay,
  { card = '1111', pending = false } = {},
): Promise<Answered<Charge>> {
  const amount = Money.of('12.34', 'EUR')
  const button = await pay.button({
    merchantId: sandbox.merchantId,
    placement: 'Cart',
    ledgerCurrency: 'EUR',
    checkoutSession: session(sandbox),
  })
  const { checkoutSessionId } = await sandbox.buyer.checkout(button, { card })
  if (typeof checkoutSessionId !== 'string') throw new Error('the button led to no session')
  await pay.checkoutSessions.update(checkoutSessionId, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: {
      paymentIntent: 'Authorize',
      canHandlePendingAuthorization: pending,
      chargeAmount: amount,
    },
  })
  await sandbox.buyer.approve(checkoutSessionId)
  const completed = await pay.checkoutSessions.complete(checkoutSessionId, { chargeAmount: amount })
  if (completed.chargeId === undefined) throw new Error('the session has no charge')
  return pay.charges.get(completed.chargeId)
}
