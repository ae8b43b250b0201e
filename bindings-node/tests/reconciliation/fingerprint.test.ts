/** What counts as a change. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Charge, ChargePermission } from 'amazonpay'
import { fingerprint } from '#dist/reconciliation/fingerprint'

const CHARGE: Charge = {
  chargeId: 'S02-1234567-1234567-C123456',
  chargePermissionId: 'S02-1234567-1234567',
  chargeAmount: { amount: '12.34', currencyCode: 'EUR' },
  refundedAmount: { amount: '0', currencyCode: 'EUR' },
  expirationTimestamp: new Date('2026-12-24T00:00:00Z'),
  merchantMetadata: { merchantReferenceId: 'order-1001' },
  statusDetails: { state: 'Authorized', lastUpdatedTimestamp: new Date('2026-11-24T00:00:00Z') },
}

const PERMISSION: ChargePermission = {
  chargePermissionId: 'S02-1234567-1234567',
  limits: { amountLimit: { amount: '12.34', currencyCode: 'EUR' } },
  statusDetails: {
    state: 'NonChargeable',
    reasons: [{ reasonCode: 'MFAFailed' }, { reasonCode: 'PaymentMethodInvalid' }],
  },
}

test('the state, its reason, an amount and a date are news', () => {
  const changed: Charge[] = [
    { ...CHARGE, statusDetails: { ...CHARGE.statusDetails, state: 'Captured' } },
    { ...CHARGE, statusDetails: { ...CHARGE.statusDetails, reasonCode: 'ExpiredUnused' } },
    { ...CHARGE, refundedAmount: { amount: '1.00', currencyCode: 'EUR' } },
    { ...CHARGE, captureAmount: { amount: '12.34', currencyCode: 'EUR' } },
    { ...CHARGE, chargeAmount: { amount: '12.34', currencyCode: 'USD' } },
    { ...CHARGE, expirationTimestamp: new Date('2026-12-25T00:00:00Z') },
  ]
  const digests = [CHARGE, ...changed].map(fingerprint)
  assert.equal(new Set(digests).size, digests.length)
  const paid = { ...PERMISSION, limits: { amountLimit: { amount: '0.34', currencyCode: 'EUR' } } }
  assert.notEqual(fingerprint(paid), fingerprint(PERMISSION))
})

test('what was read again, in another order, is none', () => {
  const later = new Date('2026-11-25T00:00:00Z')
  assert.equal(
    fingerprint({ ...CHARGE, statusDetails: { ...CHARGE.statusDetails, lastUpdatedTimestamp: later } }),
    fingerprint(CHARGE),
  )
  assert.equal(fingerprint(Object.fromEntries(Object.entries(CHARGE).reverse())), fingerprint(CHARGE))
  const reasons = [...(PERMISSION.statusDetails.reasons ?? [])].reverse()
  assert.equal(
    fingerprint({ ...PERMISSION, statusDetails: { ...PERMISSION.statusDetails, reasons } }),
    fingerprint(PERMISSION),
  )
})

test('the buyer is none of its business', () => {
  const buyer = { buyerId: 'amzn1.account.B', name: 'Jane Roe', email: 'jane@example.org' }
  const shippingAddress = { name: 'Jane Roe', addressLine1: '1 Main Street', countryCode: 'DE' }
  assert.equal(fingerprint({ ...PERMISSION, buyer, shippingAddress }), fingerprint(PERMISSION))
})
