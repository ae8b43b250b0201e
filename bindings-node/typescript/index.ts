/**
 * Amazon Pay for Node.
 *
 * @packageDocumentation
 */
export { RawResponse, ResponseMeta, type Answered } from './answer.js'
export type { CallEvent, CallResult } from './channels.js'
export { AmazonPay, type ButtonOptions, type RawRequest } from './client.js'
export {
  AmazonPayError,
  ApiError,
  ConfigurationError,
  ConnectionFailed,
  DecodingError,
  Forbidden,
  IdempotencyConflict,
  InternalError,
  InvalidRequest,
  NotFound,
  NotificationError,
  PaymentDeclined,
  RequestTimeout,
  ServerError,
  SigningError,
  Throttled,
  TlsError,
  Unauthenticated,
  WrongState,
  type ErrorDetails,
} from './errors.js'
export { Advice, explainAdvice } from './generated/advice.js'
export * from './generated/models.js'
export type * from './generated/resources.js'
export * from './generated/state-reasons.js'
export type { ResponseHeaders } from './headers.js'
export { Money } from './money.js'
export {
  Notification,
  NotificationVerifier,
  type Ipn,
  type NotificationVerifierSettings,
  type SubscriptionConfirmation,
  type UnsubscribeConfirmation,
  type VerifyOptions,
} from './notification.js'
export type { CallOptions, OperationName } from './operation.js'
export { Pages } from './pages.js'
export type {
  ChargeWaitOptions,
  DownloadOptions,
  Downloaded,
  SendContentsOptions,
  WaitOptions,
} from './resource-additions.js'
export type { Attempt } from './border.js'
export type { Settings, Signer } from './settings.js'
export { VERSION } from './version.js'
