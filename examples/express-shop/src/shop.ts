/** What all parts of the shop share. */
import type { AmazonPay, NotificationVerifier } from 'amazonpay'
import type { Stores } from './stores.js'

export const SHOP_NAME = 'Tea & Tools'

export interface Shop {
  readonly pay: AmazonPay
  /** The shop's address, such as `https://shop.example`. Return URLs begin with it, whatever a request's `host` says. */
  readonly url: string
  readonly merchantId: string
  readonly storeId: string
  /** The topics (`TopicArn`) of Amazon's notifications that are this merchant's. */
  readonly topics: readonly string[]
  readonly stores: Stores
  /** Signs cookies. */
  readonly secret: string
  /** Opens the desk. */
  readonly clerkPassword: string
  /** Default: one that believes Amazon alone. */
  readonly verifier?: NotificationVerifier
  /** Aborted when the shop closes: what is kept open for browsers ends then. */
  readonly closing?: AbortSignal
}

/** The origin of the sandbox that stands in for Amazon, if one does: its script draws the button then. */
export function sandboxOf({ pay }: Shop): string | undefined {
  const { hostname, origin } = new URL(pay.checkoutScriptUrl)
  return hostname.endsWith('.payments-amazon.com') ? undefined : origin
}
