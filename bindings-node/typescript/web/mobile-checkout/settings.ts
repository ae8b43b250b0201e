/** What a shop says of its checkout in apps. */
import type { AmazonPay } from '../../client.js'
import type {
  ButtonRequest,
  Charge,
  CheckoutSession,
  CreateCheckoutSession,
  MerchantMetadata,
  Money,
  PaymentIntent,
} from '../../generated/models.js'
import type { Decline } from '../completion.js'
import type { Eventually, Exchange, Report } from '../handler.js'

/** Where Amazon sends the buyer back to: Universal Links and App Links of the shop's own domain, which the app also has. */
export interface MobileCheckoutLinks {
  /** Back to review the order: `https://shop.example/amazon-pay/review`. */
  review: string
  /** Back when Amazon has decided: `https://shop.example/amazon-pay/result`. */
  result: string
  /** Back after cancelling on Amazon's page. Default: the one of the other two that is due. */
  cancel?: string | undefined
}

/** What an app wants to buy, as `begin` gets it. */
export interface MobileCheckoutOrder<Buyer> {
  /** The app's id of this checkout, a UUID. */
  readonly checkoutId: string
  /** What is bought, in the shop's own JSON; anything may be in it, so check it. A price in it means nothing. */
  readonly order: unknown
  /** Whose app it is. */
  readonly buyer: Buyer
}

/** What starts at Amazon: a button without merchant and return URLs, which are added. */
export type MobileCheckoutButton = Omit<ButtonRequest, 'merchantId' | 'checkoutSession' | 'signIn'> & {
  /** The checkout: the store's id, and what you would give a button besides. */
  checkoutSession: Omit<CreateCheckoutSession, 'webCheckoutDetails'>
}

/** Settings of {@link mobileCheckoutHandler}. Each hook is called whenever its step comes, perhaps twice at once. */
export interface MobileCheckoutSettings<Order, Buyer, Context = unknown> {
  /** The client. */
  pay: AmazonPay
  /** The merchant account's id, from Seller Central. */
  merchantId: string
  /** Where Amazon sends the buyer back to. */
  links: MobileCheckoutLinks
  /** Where this handler answers GET, absolute and https: the page that leads the buyer on to Amazon. */
  openUrl: string
  /** Who the app's user is, by a cookie or a token of yours. Undefined: nobody that you know, which is answered with 401. */
  authenticate: (exchange: Exchange<Context>) => Eventually<Buyer | undefined>
  /**
   * Makes the order, or gives the one that has the `checkoutId`: an app that got no answer asks again. Where another buyer
   * has the `checkoutId`, give undefined.
   */
  begin: (asked: MobileCheckoutOrder<Buyer>, exchange: Exchange<Context>) => Eventually<Order | undefined>
  /** The order that this buyer began under this id; undefined where there is none. */
  find: (checkoutId: string, buyer: Buyer, exchange: Exchange<Context>) => Eventually<Order | undefined>
  /**
   * Notes in the order which session pays it, unless one is noted already, and gives the one that is: in one statement, for
   * two may come at once. It is what keeps two sessions of one order from both being paid.
   */
  claim: (order: Order, checkoutSessionId: string, exchange: Exchange<Context>) => Eventually<string>
  /** What the buyer is to pay: that of your order, never of the request. The session tells where it goes. */
  chargeAmount: (order: Order, session: CheckoutSession, exchange: Exchange<Context>) => Eventually<Money>
  /** What starts at Amazon. */
  button: (order: Order, exchange: Exchange<Context>) => Eventually<MobileCheckoutButton>
  /** What the app shows besides, as JSON. Default: nothing. */
  reviewed?:
    ((order: Order, session: CheckoutSession, exchange: Exchange<Context>) => Eventually<object>) | undefined
  /** The buyer confirms: fix the order, or throw a {@link CheckoutRefusal} where you can't deliver. */
  confirmed?:
    ((order: Order, session: CheckoutSession, exchange: Exchange<Context>) => Eventually<void>) | undefined
  /**
   * `'AuthorizeWithCapture'` takes the money at once, which is the default; `'Authorize'` reserves it; `'Confirm'` only
   * gets the permission to charge.
   */
  paymentIntent?: PaymentIntent | undefined
  /** Whether the shop can wait up to 24 hours for an authorization. Only with `'Authorize'` and `'Confirm'`. */
  canHandlePendingAuthorization?: boolean | undefined
  /** What the buyer's statement and Seller Central say of the order. */
  merchantMetadata?:
    | ((
        order: Order,
        session: CheckoutSession,
        exchange: Exchange<Context>,
      ) => Eventually<MerchantMetadata | undefined>)
    | undefined
  /**
   * The money is reserved or taken; take note of it in the order, once, and give the order's id for the buyer to see. There
   * is no charge with the intent `'Confirm'`.
   */
  succeeded: (
    order: Order,
    session: CheckoutSession,
    charge: Charge | undefined,
    exchange: Exchange<Context>,
  ) => Eventually<string | undefined>
  /** Amazon decides within 24 hours; a notification tells. Gives the order's id. */
  pending: (
    order: Order,
    session: CheckoutSession,
    charge: Charge,
    exchange: Exchange<Context>,
  ) => Eventually<string | undefined>
  /** The payment was declined, nothing is charged. The app is told the reason. */
  declined?:
    | ((
        order: Order,
        session: CheckoutSession,
        decline: Decline,
        exchange: Exchange<Context>,
      ) => Eventually<void>)
    | undefined
  /** The buyer went away, or the session ended before it was paid. */
  canceled?:
    | ((
        order: Order,
        session: CheckoutSession,
        decline: Decline,
        exchange: Exchange<Context>,
      ) => Eventually<void>)
    | undefined
  /** The largest body that is read, in bytes. Default: 65536. */
  bodyLimit?: number | undefined
  /** Told of failed calls. Default: writes to the console. */
  report?: Report | undefined
}
