/**
 * Handlers from `Request` to `Response`, for Next.js, Hono, Bun and the like.
 *
 * @packageDocumentation
 */
export { redirect, type Eventually, type Exchange, type Handler, type Report } from './handler.js'
export {
  notificationHandler,
  type NotificationHandlerSettings,
  type NotificationHooks,
  type NotificationQueue,
  type NotificationSettings,
  type QueuedNotificationHandlerSettings,
} from './notifications.js'
export type { Subjects } from './subjects.js'
export { buttonHandler, type ButtonHandlerSettings } from './button.js'
export type { PageSettings } from './page.js'
export type { Problem } from './problem.js'
export type { Decline } from './completion.js'
export {
  CheckoutRefusal,
  mobileCheckoutHandler,
  type MobileCheckoutButton,
  type MobileCheckoutLinks,
  type MobileCheckoutOrder,
  type MobileCheckoutSettings,
} from './mobile-checkout/index.js'
export { resultHandler, type ResultHandlerSettings } from './result.js'
export { reviewHandler, type ReviewHandlerSettings } from './review.js'
