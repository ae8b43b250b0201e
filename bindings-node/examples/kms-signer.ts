/**
 * Signs with a key in AWS KMS, so that the private key is not on the machine that pays.
 *
 * The key is RSA_2048 with the usage SIGN_VERIFY; its public half is registered in Seller Central. `AMAZON_PAY_KMS_KEY` is
 * its id or alias; the AWS SDK finds region and credentials as ever, and the other settings are those of
 * `AmazonPay.fromEnv`. Reads a charge that does not exist, which tells whether the signature is accepted.
 */
import { KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { AmazonPay, NotFound, type Signer } from 'amazonpay'

/** Signs by a key of KMS's. The message is a hash of the request, and nothing secret. */
function kmsSigner(kms: KMSClient, keyId: string): Signer {
  return async (algorithm, message) => {
    // KMS's salt has 32 bytes; the older algorithm wants 20.
    if (algorithm !== 'AMZN-PAY-RSASSA-PSS-V2') throw new Error(`KMS cannot sign by ${algorithm}`)
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: message,
        MessageType: 'RAW',
        SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      }),
    )
    if (Signature === undefined) throw new Error('KMS gave no signature')
    return Signature
  }
}

const signer = kmsSigner(new KMSClient(), process.env['AMAZON_PAY_KMS_KEY'] ?? 'alias/amazon-pay')
const pay = AmazonPay.fromEnv({ signer })
try {
  await pay.charges.get('S01-0000000-0000000-C000000')
} catch (error) {
  if (!(error instanceof NotFound)) throw error
  console.log(`The signature was accepted by ${pay.endpoint}; there is no such charge.`)
}
