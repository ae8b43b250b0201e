// Payments without pages, by the API and the control API, for tests of what shows them.

/** @typedef {Awaited<ReturnType<typeof import('./browser.mjs').open>>} Opened */

const AMOUNT = { amount: '12.34', currencyCode: 'EUR' }

/**
 * Takes a payment, and gives the session's, the permission's and the charge's id.
 * @param {Opened} opened @param {{ amount?: object, metadata?: object, intent?: string }} [more]
 * @returns {Promise<{ session: string, permission: string, charge: string }>}
 */
export async function pay({ sandbox, shop }, { amount = AMOUNT, metadata, intent = 'Authorize' } = {}) {
  const created = await shop.call('POST', 'checkoutSessions', {
    storeId: sandbox.ready.store_id,
    webCheckoutDetails: {
      checkoutReviewReturnUrl: `${shop.url}/review`,
      checkoutResultReturnUrl: `${shop.url}/result`,
    },
    paymentDetails: { paymentIntent: intent, canHandlePendingAuthorization: false, chargeAmount: amount },
    ...(metadata === undefined ? {} : { merchantMetadata: metadata }),
  })
  const session = created.checkoutSessionId
  for (let page = 0; page < 2; page += 1) await sandbox.control('POST', `buyer/sessions/${session}/approve`)
  const { status, chargeId, chargePermissionId } = await shop.call('POST', `checkoutSessions/${session}/complete`, {
    chargeAmount: amount,
  })
  if (status !== 200) throw new Error(`the payment was answered ${status}`)
  return { session, permission: chargePermissionId, charge: chargeId }
}
