/**
 * The official Node SDK's classes, on this package's client: changing the import is the migration.
 *
 * ```ts
 * import { WebStoreClient } from 'amazonpay/compat' // was '@amazonpay/amazon-pay-api-sdk-nodejs'
 *
 * const client = new WebStoreClient({ publicKeyId, privateKey, region: 'eu', sandbox: true })
 * const { data } = await client.getCharge(chargeId)
 * ```
 *
 * What differs stands in bindings-node/docs/migration.md.
 *
 * @packageDocumentation
 */
import { AmazonPayClient } from './client.js'
import { InStoreClient } from './in-store.js'
import { WebStoreClient } from './web-store.js'

export { AmazonPayClient, InStoreClient, WebStoreClient }
export type { Configuration } from './configuration.js'
export type { ApiCall, Headers, Payload } from './request.js'
export type { Response, ResponseError } from './response.js'

/** For those who import the official SDK, which is CommonJS, as a whole. */
export default { AmazonPayClient, InStoreClient, WebStoreClient }
