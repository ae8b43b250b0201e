/** What a shop does until it has an order. */
import type {
  AmazonPay,
  Answered,
  Charge,
  CheckoutSession,
  CreateCheckoutSession,
  PaymentIntent,
} from 'amazonpay'
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

/** How an order is placed. */
export interface Ordering {
  card?: string
  /** Whether Amazon may take its time for the authorization. */
  pending?: boolean
  amount?: string
  paymentIntent?: PaymentIntent
}

/** A completed checkout, by a button of the page: of 12.34 EUR, which are reserved, unless said. */
export async function completed(
  sandbox: Sandbox,
  pay: AmazonPay,
  { card = '1111', pending = false, amount = '12.34', paymentIntent = 'Authorize' }: Ordering = {},
): Promise<Answered<CheckoutSession>> {
  const chargeAmount = Money.of(amount, 'EUR')
  const button = await pay.button({
    merchantId: sandbox.merchantId,
    placement: 'Cart',
    ledgerCurrency: 'EUR',
    checkoutSession: session(sandbox),
  })
  const { checkoutSessionId } = await sandbox.buyer.checkout(button, { card })
  await pay.checkoutSessions.update(checkoutSessionId, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: { paymentIntent, canHandlePendingAuthorization: pending, chargeAmount },
  })
  await sandbox.buyer.approve(checkoutSessionId)
  return pay.checkoutSessions.complete(checkoutSessionId, { chargeAmount })
}

/** An order's charge. */
export async function order(
  sandbox: Sandbox,
  pay: AmazonPay,
  ordering: Ordering = {},
): Promise<Answered<Charge>> {
  const { chargeId } = await completed(sandbox, pay, ordering)
  if (chargeId === undefined) throw new Error('the session has no charge')
  return pay.charges.get(chargeId)
}
