/** Amazon Pay's button, in the cart. */
import type { ButtonRequest } from 'amazonpay'
import { type Handler, buttonHandler } from 'amazonpay/web'
import type { Request } from 'express'
import { cartOf } from '../cart.js'
import { CURRENCY } from '../catalogue.js'
import { type Session, orderNumberOf, sessionOf } from '../session.js'
import { DELIVERY } from '../shipping.js'
import { SHOP_NAME, type Shop } from '../shop.js'

/** What the button of this cart starts. */
export function cartButton(shop: Shop, session: Session): ButtonRequest {
  return {
    merchantId: shop.merchantId,
    placement: 'Cart',
    ledgerCurrency: CURRENCY,
    estimatedOrderAmount: cartOf(session).total,
    checkoutSession: {
      storeId: shop.storeId,
      webCheckoutDetails: {
        checkoutReviewReturnUrl: `${shop.url}/checkout/review`,
        checkoutCancelUrl: `${shop.url}/cart`,
      },
      deliverySpecifications: DELIVERY,
      // It is signed, so that the review page can tell by it whose checkout a session is.
      merchantMetadata: { merchantReferenceId: orderNumberOf(session), merchantStoreName: SHOP_NAME },
    },
  }
}

/** Gives public/amazon-pay.js the button, signed. */
export function button(shop: Shop): Handler<Request> {
  return buttonHandler<Request>({
    pay: shop.pay,
    button: ({ context: request }) => {
      const session = sessionOf(request)
      if (cartOf(session).count === 0) return new Response('The cart is empty.', { status: 409 })
      return cartButton(shop, session)
    },
  })
}
