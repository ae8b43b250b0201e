// The same capture as a shop writes it with Amazon's own SDK, with the same signature algorithm.
import { randomUUID } from 'node:crypto'

const SDK = '@amazonpay/amazon-pay-api-sdk-nodejs'

export function makeCapture({ require, endpoint, publicKeyId, privateKey }) {
  // The table where the SDK looks up Amazon's hosts. Its setting for another host would switch off the verification of
  // certificates for the whole process; this way all of its code runs as in production, and NODE_EXTRA_CA_CERTS names
  // the authority.
  require(`${SDK}/src/constants`).API_ENDPOINTS.eu = new URL(endpoint).host
  const { WebStoreClient } = require(SDK)
  const client = new WebStoreClient({
    publicKeyId,
    privateKey,
    region: 'eu',
    sandbox: true,
    algorithm: 'AMZN-PAY-RSASSA-PSS-V2',
  })
  return async (chargeId) => {
    const response = await client.captureCharge(
      chargeId,
      { captureAmount: { amount: '20.00', currencyCode: 'EUR' }, softDescriptor: 'KAFFE' },
      { 'x-amz-pay-idempotency-key': randomUUID().replaceAll('-', '') },
    )
    return response.data.chargeId
  }
}
