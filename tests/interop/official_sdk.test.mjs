// The official Node SDK drives the sandbox over TLS: every operation, both algorithms. And so does what stands in for it:
// AMAZONPAY_SDK is the address of a module with the same classes, our package's compatibility layer.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { Agent } from 'node:https'
import { after, before, test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { startSandbox } from './sandbox_process.mjs'
import { OPERATION_NAMES, operationsOf } from './operations.mjs'

// The SDK's own axios. Given an override of the service's URL, the SDK switches the verification of certificates off
// for the whole process; an agent that says what it wants goes before that.
const requireBesideSdk = createRequire(createRequire(import.meta.url).resolve('@amazonpay/amazon-pay-api-sdk-nodejs'))
const axios = requireBesideSdk('axios')

const standIn = process.env.AMAZONPAY_SDK
const sdk = /** @type {typeof import('@amazonpay/amazon-pay-api-sdk-nodejs').default} */ (
  (await import(standIn ?? '@amazonpay/amazon-pay-api-sdk-nodejs')).default
)

/** @typedef {import('@amazonpay/amazon-pay-api-sdk-nodejs').Response} Response */

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox
before(async () => {
  sandbox = await startSandbox()
  axios.defaults.httpsAgent = new Agent({ ca: sandbox.ready.ca_pem, rejectUnauthorized: true })
})
after(() => sandbox.stop())

/** @typedef {Partial<import('@amazonpay/amazon-pay-api-sdk-nodejs').Configuration> & { rootCertificate?: undefined }} Settings */

/** @param {Settings} [settings] */
const configuration = (settings) => ({
  publicKeyId: sandbox.ready.public_key_id,
  privateKey: sandbox.ready.private_key_pem,
  region: sandbox.ready.region,
  overrideServiceUrl: new URL(sandbox.ready.tls_url).host,
  // The SDK's examples keep other things in its configuration too, which it leaves alone.
  rootCertificate: sandbox.ready.ca_pem,
  ...settings,
})

/** @param {Settings} [settings] */
const newClient = (settings) => new sdk.WebStoreClient(configuration(settings))

const newKey = () => ({ 'x-amz-pay-idempotency-key': randomUUID().replaceAll('-', '') })

// As the SDK's own examples write it: an amount as a JSON number, and null for what an address lacks.
/** @param {number} amount */
const euros = (amount) => ({ amount, currencyCode: 'EUR' })

/**
 * Asserts that an amount came back as the API writes it: a string, nothing lost.
 * @param {{ amount: string, currencyCode: string }} actual @param {string} amount
 */
const assertEuros = (actual, amount) => {
  assert.equal(typeof actual.amount, 'string')
  assert.equal(Number(actual.amount), Number(amount))
  assert.equal(actual.currencyCode, 'EUR')
}

/**
 * @param {Promise<Response>} call
 * @param {number} status @param {string} reasonCode
 */
async function assertRefused(call, status, reasonCode) {
  const response = await call.then(
    () => assert.fail(`expected ${status} ${reasonCode}, the call succeeded`),
    (/** @type {any} */ error) => error.response ?? assert.fail(error),
  )
  assert.deepEqual([response.status, response.data.reasonCode], [status, reasonCode])
  assert.equal(typeof response.data.message, 'string')
  assert.ok(response.headers['x-amz-pay-request-id'])
}

/**
 * What most flows begin with: a session that the buyer has confirmed, ready to be completed.
 * @param {InstanceType<typeof sdk.WebStoreClient>} client
 * @param {object} [more] further fields of the session
 */
async function confirmedSession(client, more = {}) {
  const created = await client.createCheckoutSession(
    {
      webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
      storeId: sandbox.ready.store_id,
      scopes: ['name', 'email', 'shippingAddress', 'billingAddress'],
      ...more,
    },
    newKey(),
  )
  assert.equal(created.status, 201)
  assert.equal(created.data.statusDetails.state, 'Open')
  assert.ok(created.data.constraints.length > 0)
  const id = created.data.checkoutSessionId
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

  await sandbox.control('POST', 'buyer/checkout', { checkoutSessionId: id, card: '1111', action: 'approve' })
  const read = await client.getCheckoutSession(id)
  assert.equal(read.status, 200)
  assert.equal(read.data.checkoutSessionId, id)
  assert.ok(read.data.buyer.email)
  assert.ok(read.data.shippingAddress.postalCode)

  const updated = await client.updateCheckoutSession(id, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: { paymentIntent: 'Authorize', canHandlePendingAuthorization: false, chargeAmount: euros(50) },
    merchantMetadata: { merchantReferenceId: 'order-1001', noteToBuyer: 'Grüße, 世界' },
  })
  assert.equal(updated.status, 200)
  assert.deepEqual(updated.data.constraints ?? [], [])
  assertEuros(updated.data.paymentDetails.chargeAmount, '50')
  assert.equal(updated.data.merchantMetadata.noteToBuyer, 'Grüße, 世界')
  assert.ok(URL.canParse(updated.data.webCheckoutDetails.amazonPayRedirectUrl))

  await sandbox.control('POST', 'buyer/checkout', { checkoutSessionId: id, action: 'approve' })
  return id
}

for (const algorithm of ['AMZN-PAY-RSASSA-PSS', 'AMZN-PAY-RSASSA-PSS-V2']) {
  test(`${algorithm}: from the session to the refund`, async () => {
    const client = newClient({ algorithm })
    const sessionId = await confirmedSession(client)

    await assertRefused(
      client.completeCheckoutSession(sessionId, { chargeAmount: euros(49) }, newKey()),
      409,
      'AmountMismatch',
    )
    const completed = await client.completeCheckoutSession(sessionId, { chargeAmount: euros(50) }, newKey())
    assert.equal(completed.status, 200)
    assert.equal(completed.data.statusDetails.state, 'Completed')
    const { chargePermissionId, chargeId } = completed.data
    assert.match(chargePermissionId, /^S\d\d-\d{7}-\d{7}$/)
    assert.match(chargeId, new RegExp(`^${chargePermissionId}-C\\d{6}$`))

    const permission = await client.getChargePermission(chargePermissionId)
    assert.equal(permission.status, 200)
    assert.equal(permission.data.chargePermissionId, chargePermissionId)
    assertEuros(permission.data.limits.amountLimit, '50')
    const changed = await client.updateChargePermission(chargePermissionId, {
      merchantMetadata: { merchantReferenceId: 'order-1001-a', noteToBuyer: 'Danke' },
    })
    assert.equal(changed.status, 200)
    assert.equal(changed.data.merchantMetadata.merchantReferenceId, 'order-1001-a')

    const charge = await client.getCharge(chargeId)
    assert.equal(charge.status, 200)
    assert.equal(charge.data.statusDetails.state, 'Authorized')
    assertEuros(charge.data.chargeAmount, '50')

    const captureKey = newKey()
    const captured = await client.captureCharge(chargeId, { captureAmount: euros(45.5) }, captureKey)
    assert.equal(captured.status, 200)
    assert.equal(captured.data.statusDetails.state, 'Captured')
    assertEuros(captured.data.captureAmount, '45.50')
    const again = await client.captureCharge(chargeId, { captureAmount: euros(45.5) }, captureKey)
    assert.deepEqual(again.data, captured.data)
    await assertRefused(
      client.captureCharge(chargeId, { captureAmount: euros(45) }, captureKey),
      400,
      'DuplicateIdempotencyKey',
    )

    const refund = await client.createRefund({ chargeId, refundAmount: euros(12.34) }, newKey())
    assert.equal(refund.status, 201)
    assert.equal(refund.data.statusDetails.state, 'RefundInitiated')
    assertEuros(refund.data.refundAmount, '12.34')
    assert.match(refund.data.refundId, new RegExp(`^${chargePermissionId}-R\\d{6}$`))
    await sandbox.control('POST', 'clock', { advance: '1h' })
    const refunded = await client.getRefund(refund.data.refundId)
    assert.equal(refunded.status, 200)
    assert.equal(refunded.data.statusDetails.state, 'Refunded')
    assertEuros((await client.getCharge(chargeId)).data.refundedAmount, '12.34')

    const closed = await client.closeChargePermission(chargePermissionId, { closureReason: 'Order done' })
    assert.equal(closed.status, 200)
    assert.equal(closed.data.statusDetails.state, 'Closed')
    await assertRefused(
      client.createCharge({ chargePermissionId, chargeAmount: euros(1) }, newKey()),
      422,
      'InvalidChargePermissionStatus',
    )
  })

  test(`${algorithm}: charges on a recurring permission, one updated, one canceled, one declined`, async () => {
    const client = newClient({ algorithm })
    const recurring = {
      chargePermissionType: 'Recurring',
      recurringMetadata: { frequency: { unit: 'Month', value: '1' }, amount: euros(30) },
    }
    const sessionId = await confirmedSession(client, recurring)
    const completed = await client.completeCheckoutSession(sessionId, { chargeAmount: euros(50) }, newKey())
    const { chargePermissionId } = completed.data
    const order = { chargePermissionId, chargeAmount: euros(10), captureNow: false, canHandlePendingAuthorization: false }

    const first = await client.createCharge(order, newKey())
    assert.equal(first.status, 201)
    assert.equal(first.data.statusDetails.state, 'Authorized')
    assert.equal(first.data.chargePermissionId, chargePermissionId)
    assertEuros(first.data.chargeAmount, '10')
    const updated = await client.updateCharge(
      first.data.chargeId,
      { statusDetails: { state: 'Canceled', reasonCode: 'ExpiredUnused' } },
      newKey(),
    )
    assert.equal(updated.status, 200)
    assert.deepEqual([updated.data.statusDetails.state, updated.data.statusDetails.reasonCode], ['Canceled', 'ExpiredUnused'])

    const second = await client.createCharge(order, newKey())
    const canceled = await client.cancelCharge(second.data.chargeId, { cancellationReason: 'Out of stock' })
    assert.equal(canceled.status, 200)
    assert.equal(canceled.data.chargeId, second.data.chargeId)
    assert.equal(canceled.data.statusDetails.state, 'Canceled')

    // This SDK signs the simulation code, unlike others.
    const declined = { ...newKey(), 'x-amz-pay-simulation-code': 'HardDeclined' }
    await assertRefused(client.createCharge(order, declined), 422, 'HardDeclined')
  })

  test(`${algorithm}: a session from a button that the SDK signed is finalized`, async () => {
    const client = newClient({ algorithm })
    const payloadJSON = JSON.stringify({
      webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
      storeId: sandbox.ready.store_id,
      scopes: ['name', 'email', 'phoneNumber', 'billingAddress'],
      paymentDetails: { paymentIntent: 'Authorize', chargeAmount: { amount: '50', currencyCode: 'EUR' } },
    })
    const signature = client.generateButtonSignature(payloadJSON)
    const button = { publicKeyId: sandbox.ready.public_key_id, payloadJSON, signature, algorithm }
    await assert.rejects(
      sandbox.control('POST', 'buyer/checkout', { button: { ...button, payloadJSON: `${payloadJSON} ` } }),
      /InvalidRequestSignature/,
    )
    const opened = await sandbox.control('POST', 'buyer/checkout', { button: { ...button, productType: 'PayAndShip' } })
    const session = await client.getCheckoutSession(opened.checkoutSessionId)
    const finalized = await client.finalizeCheckoutSession(
      opened.checkoutSessionId,
      {
        shippingAddress: { ...session.data.shippingAddress, county: null },
        chargeAmount: euros(50),
        totalOrderAmount: euros(50),
        paymentIntent: 'Authorize',
        canHandlePendingAuthorization: false,
      },
      newKey(),
    )
    assert.equal(finalized.status, 200)
    assert.equal(finalized.data.statusDetails.state, 'Completed')
    assertEuros((await client.getCharge(finalized.data.chargeId)).data.chargeAmount, '50')
  })

  test(`${algorithm}: a buyer signs in with a button that the SDK signed`, async () => {
    const client = newClient({ algorithm })
    const payloadJSON = JSON.stringify({
      signInReturnUrl: 'https://shop.example/signed-in',
      storeId: sandbox.ready.store_id,
      signInScopes: ['name', 'email', 'postalCode'],
    })
    const signature = client.generateButtonSignature(payloadJSON)
    const signedIn = await sandbox.control('POST', 'buyer/checkout', {
      button: {
        publicKeyId: sandbox.ready.public_key_id,
        payloadJSON,
        signature,
        algorithm,
        productType: 'SignIn',
      },
    })
    const buyer = await client.getBuyer(signedIn.buyerToken)
    assert.equal(buyer.status, 200)
    assert.ok(buyer.data.buyerId)
    assert.ok(buyer.data.email)
  })

  test(`${algorithm}: a key whose id names no environment has it in the path`, async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const publicKeyId = `A${randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase()}`
    await sandbox.control('POST', 'merchants', {
      merchantId: sandbox.ready.merchant_id,
      publicKeyId,
      publicKeyPem: publicKey,
    })
    const withEnvironment = newClient({ algorithm, publicKeyId, privateKey, sandbox: true })
    const sessionId = await confirmedSession(withEnvironment)
    const live = newClient({ algorithm, publicKeyId, privateKey, sandbox: false })
    // A sandbox is not to be mistaken for the live environment.
    await assertRefused(live.getCheckoutSession(sessionId), 400, 'InvalidRequest')
  })

  test(`${algorithm}: reports are made, listed, fetched and scheduled`, async () => {
    const client = newClient({ algorithm })
    const sessionId = await confirmedSession(client)
    const completed = await client.completeCheckoutSession(sessionId, { chargeAmount: euros(50) }, newKey())
    const { chargePermissionId, chargeId } = completed.data
    await client.captureCharge(chargeId, { captureAmount: euros(50) }, newKey())
    const deliveryDetails = [{ trackingNumber: '1Z999AA10123456784', carrierCode: 'UPS' }]
    assert.equal((await client.deliveryTrackers({ chargePermissionId, deliveryDetails }, newKey())).status, 200)

    const now = Date.parse((await sandbox.control('GET', 'health')).now)
    const text = (/** @type {number} */ moment) => `${new Date(moment).toISOString().replace(/[-:]|\.\d+/g, '')}`
    const reportType = '_GET_FLAT_FILE_OFFAMAZONPAYMENTS_CAPTURE_DATA_'
    const range = { reportType, startTime: text(now - 3_600_000), endTime: text(now + 1_000) }
    const created = await client.createReport(range, newKey())
    assert.equal(created.status, 201)
    await sandbox.control('POST', 'clock', { advance: '1m' })
    const report = await client.getReportById(created.data.reportId)
    assert.equal(report.data.processingStatus, 'COMPLETED')
    // The SDK joins lists with commas.
    const query = { reportTypes: [reportType, '_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_'], processingStatuses: ['COMPLETED'] }
    const listed = await client.getReports(query)
    assert.ok(listed.data.reports.some((/** @type {any} */ { reportId }) => reportId === created.data.reportId))
    const document = await client.getReportDocument(report.data.reportDocumentId)
    const rows = await (await fetch(document.data.url)).arrayBuffer()
    assert.ok(rows.byteLength > 0)

    const next = { reportType, scheduleFrequency: 'P7D', nextReportCreationTime: text(now + 86_400_000) }
    const scheduled = await client.createReportSchedule(next, newKey())
    assert.equal(scheduled.status, 201)
    const { reportScheduleId } = scheduled.data
    assert.equal((await client.getReportScheduleById(reportScheduleId)).data.reportType, reportType)
    const schedules = await client.getReportSchedules([reportType])
    assert.equal(schedules.data.reportSchedules.length, 1)
    assert.equal((await client.cancelReportSchedule(reportScheduleId)).status, 200)

    // The SDK has no method for disbursements, but a call for any path.
    const queryParams = { startTime: text(now - 86_400_000), endTime: text(now) }
    const disbursements = await client.apiCall({ method: 'GET', urlFragment: 'disbursements', queryParams })
    assert.equal(disbursements.status, 200)
  })

  test(`${algorithm}: a scan in a shop is charged and refunded`, async () => {
    const client = new sdk.InStoreClient(configuration({ algorithm }))
    // The SDK's own example gives no idempotency key: the references stand for it.
    const scan = { scanData: 'UKhrmatMeKdlfY6b', scanReferenceId: randomUUID(), merchantCOE: 'DE', ledgerCurrency: 'EUR' }
    const scanned = await client.merchantScan({ ...scan, chargeTotal: euros(2), storeLocation: { countryCode: 'DE' } })
    assert.equal(scanned.status, 200)
    const { chargePermissionId } = scanned.data
    const charge = { chargePermissionId, chargeReferenceId: randomUUID(), chargeTotal: euros(2), softDescriptor: 'Shop' }
    const charged = await client.charge(charge)
    assert.deepEqual([charged.status, charged.data.chargeStatus], [200, { state: 'Captured' }])
    assert.deepEqual((await client.charge(charge)).data, charged.data)
    const { chargeId } = charged.data
    const refunded = await client.refund({ chargeId, refundReferenceId: randomUUID(), refundTotal: euros(0.5) })
    assert.deepEqual([refunded.status, refunded.data.refundStatus], [200, { state: 'RefundInitiated' }])
    const read = await newClient({ algorithm }).getRefund(refunded.data.refundId)
    assertEuros(read.data.refundAmount, '0.50')
  })

  test(`${algorithm}: a dispute is contested with a file that was uploaded`, async () => {
    const client = newClient({ algorithm })
    const captured = async () => {
      const sessionId = await confirmedSession(client)
      const { chargeId } = (await client.completeCheckoutSession(sessionId, { chargeAmount: euros(50) }, newKey())).data
      await client.captureCharge(chargeId, { captureAmount: euros(50) }, newKey())
      return chargeId
    }
    const uploaded = await client.uploadFile({ type: 'jpg', purpose: 'disputeEvidence' }, newKey())
    assert.equal(uploaded.status, 201)
    const put = await fetch(uploaded.data.url, { method: 'PUT', headers: { 'content-type': 'image/jpeg' }, body: 'JFIF' })
    assert.equal(put.status, 200)

    const filed = await sandbox.control('POST', `buyer/charges/${await captured()}/chargeback`, { filingReason: 'ProductNotReceived' })
    const dispute = await client.getDispute(filed.disputeId)
    assert.equal(dispute.data.statusDetails.state, 'ActionRequired')
    assert.equal(dispute.data.merchantResponseDeadline - dispute.data.creationTimestamp, 11 * 24 * 60 * 60)
    const merchantEvidences = [{ evidenceType: 'TrackingNumber', fileId: uploaded.data.id, evidenceText: 'raw text' }]
    const contested = await client.contestDispute(filed.disputeId, { merchantEvidences })
    assert.deepEqual([contested.status, contested.data.statusDetails.state], [200, 'UnderReview'])
    assert.deepEqual(contested.data.merchantEvidences, merchantEvidences)
    await assertRefused(client.contestDispute(filed.disputeId, { merchantEvidences }), 422, 'InvalidDisputeStatus')

    // As the SDK's example writes it, but in seconds: the example's milliseconds are tens of thousands of years away.
    const filingTimestamp = dispute.data.creationTimestamp
    const told = {
      chargeId: await captured(),
      providerMetadata: { providerDisputeId: 'psp-1' },
      disputeAmount: euros(1),
      filingReason: 'ProductNotReceived',
      filingTimestamp,
      statusDetails: { state: 'ActionRequired' },
      merchantResponseDeadline: filingTimestamp + 14 * 24 * 60 * 60,
    }
    await assertRefused(client.createDispute({ ...told, filingTimestamp: Date.now() * 1000 }, newKey()), 400, 'InvalidRequestFormat')
    const created = await client.createDispute(told, newKey())
    assert.equal(created.status, 201)
    assert.match(created.data.disputeId, /^S\d\d-\d{7}-\d{7}-B\d{6}$/)
    const statusDetails = { resolution: 'MerchantWon', state: 'Resolved', reasonCode: 'AutoResolved' }
    const updated = await client.updateDispute(created.data.disputeId, { statusDetails, closureTimestamp: filingTimestamp })
    assert.equal(updated.data.statusDetails.resolution, 'MerchantWon')
  })

  test(`${algorithm}: merchant accounts are registered, created, claimed, and acted for`, async () => {
    const client = newClient({ algorithm })
    const uniqueReferenceId = randomUUID()
    const businessInfo = { businessType: 'CORPORATE', businessLegalName: '密林コーヒー', countryOfEstablishment: 'JP' }
    const account = { uniqueReferenceId, ledgerCurrency: 'JPY', businessInfo }
    const registered = await client.registerAmazonPayAccount(account)
    assert.deepEqual([registered.status, registered.data.uniqueReferenceId], [201, uniqueReferenceId])
    const registeredId = registered.data.merchantAccountId
    const address = { businessInfo: { businessAddress: { postalCode: '250-0025' } } }
    assert.deepEqual([(await client.updateAmazonPayAccount(registeredId, address)).status], [200])
    assert.equal((await client.deleteAmazonPayAccount(registeredId)).status, 200)
    await assertRefused(client.deleteAmazonPayAccount(registeredId), 404, 'ResourceNotFound')

    const stores = [{ domainUrls: ['https://shop.example'], storeName: "Rufus's Cafe", storeStatus: { state: 'ACTIVE', reasonCode: null } }]
    const partners = { ...account, businessInfo: { ...businessInfo, email: 'shop@example.com' }, stores }
    const created = await client.createMerchantAccount(partners)
    const { merchantAccountId } = created.data
    const { authToken, mwsAuthToken } = await sandbox.control('GET', `merchants/${merchantAccountId}/tokens`)
    const token = await client.getAuthorizationToken(mwsAuthToken, merchantAccountId)
    assert.equal(token.data.authorizationToken, authToken)
    const asMerchant = { 'x-amz-pay-authtoken': authToken }
    const email = { businessInfo: { email: 'updated@example.com' } }
    assert.equal((await client.updateMerchantAccount(merchantAccountId, email, asMerchant)).status, 200)

    // The SDK has no methods for stores, but a call for any path.
    const store = await client.apiCall({
      method: 'POST',
      urlFragment: `merchantAccounts/${merchantAccountId}/stores`,
      payload: { storeName: 'Second', allowedOriginDomains: ['https://second.example'] },
      headers: { ...newKey(), ...asMerchant },
    })
    assert.equal(store.status, 201)
    const renamed = await client.apiCall({
      method: 'PATCH',
      urlFragment: `merchantAccounts/${merchantAccountId}/stores/${store.data.storeId}`,
      payload: { storeName: 'Third' },
      headers: asMerchant,
    })
    assert.deepEqual(renamed.data, { ...store.data, storeName: 'Third' })

    const claim = await client.merchantAccountClaim(merchantAccountId, { uniqueReferenceId })
    assert.equal(claim.status, 303)
    assert.ok(claim.headers.location?.includes(merchantAccountId))
    await sandbox.control('POST', `merchantAccounts/${merchantAccountId}/claim`)
    assert.equal((await client.merchantAccountClaim(merchantAccountId, { uniqueReferenceId })).status, 200)
  })

  test(`${algorithm}: what another key signed is refused`, async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const stranger = newClient({ algorithm, privateKey })
    await assertRefused(stranger.getCharge('S01-1234567-1234567-C000001'), 403, 'InvalidRequestSignature')
  })
}

/**
 * The operations that the SDK has a method for: each method is called with what it is asked for left out, and tells
 * which request it would send.
 */
function operationsOfSdk() {
  /** @type {Set<string>} */
  const found = new Set()
  for (const { prototype } of [sdk.AmazonPayClient, sdk.InStoreClient, sdk.WebStoreClient]) {
    const recorder = Object.create(prototype, {
      apiCall: {
        value: (/** @type {{ method: string, urlFragment: string }} */ { method, urlFragment }) => {
          for (const { name } of operationsOf(method, urlFragment)) found.add(name)
          // Nothing is sent, so there is never an answer to go on with.
          return new Promise(() => {})
        },
      },
    })
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (['constructor', 'apiCall', 'getSignedHeaders', 'generateButtonSignature'].includes(name)) continue
      recorder[name]('first', 'second', {})
    }
  }
  return found
}

test('every operation was answered with success', async (context) => {
  const { requests } = await sandbox.control('GET', 'requests?limit=1000')
  const answered = requests.filter((/** @type {any} */ { status }) => status >= 200 && status < 400)
  const operations = new Set(answered.map((/** @type {any} */ { operation }) => operation))
  const ofSdk = operationsOfSdk()
  assert.ok(ofSdk.size >= 40, 'the SDK has fewer methods than it had')
  const missing = OPERATION_NAMES.filter((name) => !ofSdk.has(name))
  context.diagnostic(`of ${OPERATION_NAMES.length} operations the SDK has a method for ${ofSdk.size}, and none for: ${missing.join(', ')}`)
  assert.deepEqual([...operations].sort(), [...OPERATION_NAMES].sort())
})

test("the sandbox's certificate is verified: without its CA nothing is sent", async () => {
  const trusting = axios.defaults.httpsAgent
  axios.defaults.httpsAgent = new Agent({ ca: [...rootCertificates], rejectUnauthorized: true })
  try {
    const client = newClient({ rootCertificate: undefined })
    await assert.rejects(client.getCharge('S01-1234567-1234567-C000001'), (/** @type {any} */ error) => {
      assert.equal(error.response, undefined)
      assert.match(error.code, standIn === undefined ? /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/ : /^AMAZONPAY_TLS$/)
      return true
    })
  } finally {
    axios.defaults.httpsAgent = trusting
  }
})

test('the verification of certificates is switched off for the whole process by the SDK, and by no other', async () => {
  await newClient().getCharge('S01-1234567-1234567-C000001').catch(() => {})
  assert.equal(process.env.NODE_TLS_REJECT_UNAUTHORIZED, standIn === undefined ? '0' : undefined)
})
