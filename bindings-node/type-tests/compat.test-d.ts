/** What `amazonpay/compat` accepts, and what it refuses. */
import { expectTypeOf } from 'expect-type'
import { AmazonPayError } from 'amazonpay'
import Client, {
  type AmazonPayClient,
  type Configuration,
  type InStoreClient,
  type Response,
  type ResponseError,
  WebStoreClient,
} from 'amazonpay/compat'

const configuration = { publicKeyId: 'SANDBOX-1', privateKey: 'private.pem', region: 'eu' }
expectTypeOf(configuration).toExtend<Configuration>()
expectTypeOf({
  ...configuration,
  sandbox: true,
  algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
}).toExtend<Configuration>()
expectTypeOf({ ...configuration, privateKey: Buffer.from('') }).toExtend<Configuration>()
// @ts-expect-error -- a missing key
new WebStoreClient({ publicKeyId: 'SANDBOX-1', region: 'eu' })
// @ts-expect-error -- a setting that AmazonPay has by another name
new WebStoreClient({ ...configuration, endpoint: 'http://127.0.0.1:8418' })
// @ts-expect-error -- a text where a number is expected
new WebStoreClient({ ...configuration, maxRetries: '3' })

declare const client: WebStoreClient
expectTypeOf(client).toExtend<AmazonPayClient>()
expectTypeOf(new Client.InStoreClient(configuration)).toEqualTypeOf<InStoreClient>()
expectTypeOf(client.getCharge('C')).resolves.toEqualTypeOf<Response>()
expectTypeOf<Response['status']>().toEqualTypeOf<number>()
expectTypeOf<Response['data']>().toBeAny()
expectTypeOf<ResponseError>().toExtend<AmazonPayError>()
expectTypeOf<ResponseError['response']>().toEqualTypeOf<Response | undefined>()
expectTypeOf(client.generateButtonSignature({ storeId: 'S' })).toEqualTypeOf<string>()
void client.createCharge({ chargePermissionId: 'S' }, { 'x-amz-pay-idempotency-key': 'k' })
void client.createCharge('{"chargePermissionId":"S"}', null)
// @ts-expect-error -- an id is missing
void client.getCharge()
// @ts-expect-error -- a number as an id
void client.getCharge(1)
// @ts-expect-error -- a number as a header
void client.getCharge('C', { 'x-amz-pay-idempotency-key': 1 })
// @ts-expect-error -- what axios's answers have, and these have not
void (await client.getCharge('C')).config
expectTypeOf<WebStoreClient>().not.toHaveProperty('merchantScan')
