// A capture as a shop writes it with this package.

export function makeCapture({ require, endpoint, publicKeyId, privateKey, rootCertificate }) {
  const { AmazonPay, Money } = require('amazonpay')
  const pay = new AmazonPay({ publicKeyId, privateKey, region: 'eu', endpoint, rootCertificate })
  return async (chargeId) => {
    const charge = await pay.charges.capture(chargeId, {
      captureAmount: Money.of('20.00', 'EUR'),
      softDescriptor: 'KAFFE',
    })
    return charge.chargeId
  }
}
