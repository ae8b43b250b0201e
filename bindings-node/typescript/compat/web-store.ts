/** Payments in a shop on the web, and all that goes with them. */
import { AmazonPayClient } from './client.js'
import type { Headers, Payload } from './request.js'
import { type Response, withShippingAddresses } from './response.js'

/** The official SDK's `WebStoreClient`. */
export class WebStoreClient extends AmazonPayClient {
  /** Who the buyer is that signed in. */
  getBuyer(buyerToken: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `buyers/${buyerToken}`, headers })
  }

  /** Creates a Checkout Session. */
  createCheckoutSession(payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'checkoutSessions', payload, headers })
  }

  /** Reads a Checkout Session. */
  async getCheckoutSession(checkoutSessionId: string, headers: Headers = null): Promise<Response> {
    return withShippingAddresses(
      await this.apiCall({ method: 'GET', urlFragment: `checkoutSessions/${checkoutSessionId}`, headers }),
    )
  }

  /** Changes a Checkout Session. */
  async updateCheckoutSession(
    checkoutSessionId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    return withShippingAddresses(
      await this.apiCall({
        method: 'PATCH',
        urlFragment: `checkoutSessions/${checkoutSessionId}`,
        payload,
        headers,
      }),
    )
  }

  /** Completes a Checkout Session that the buyer has confirmed. */
  async completeCheckoutSession(
    checkoutSessionId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    return withShippingAddresses(
      await this.apiCall({
        method: 'POST',
        urlFragment: `checkoutSessions/${checkoutSessionId}/complete`,
        payload,
        headers,
      }),
    )
  }

  /** Finalizes a Checkout Session without Amazon's review page. */
  finalizeCheckoutSession(
    checkoutSessionId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    return this.apiCall({
      method: 'POST',
      urlFragment: `checkoutSessions/${checkoutSessionId}/finalize`,
      payload,
      headers,
    })
  }

  /** Reads a Charge Permission. */
  getChargePermission(chargePermissionId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `chargePermissions/${chargePermissionId}`, headers })
  }

  /** Changes a Charge Permission. */
  updateChargePermission(
    chargePermissionId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    return this.apiCall({
      method: 'PATCH',
      urlFragment: `chargePermissions/${chargePermissionId}`,
      payload,
      headers,
    })
  }

  /** Closes a Charge Permission. */
  closeChargePermission(
    chargePermissionId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    return this.apiCall({
      method: 'DELETE',
      urlFragment: `chargePermissions/${chargePermissionId}/close`,
      payload,
      headers,
    })
  }

  /** Creates a Charge. */
  createCharge(payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'charges', payload, headers })
  }

  /** Reads a Charge. */
  getCharge(chargeId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `charges/${chargeId}`, headers })
  }

  /** Changes a Charge of a payment service provider. */
  updateCharge(chargeId: string, payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'PATCH', urlFragment: `charges/${chargeId}`, payload, headers })
  }

  /** Captures a Charge. */
  captureCharge(chargeId: string, payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: `charges/${chargeId}/capture`, payload, headers })
  }

  /** Cancels a Charge. */
  cancelCharge(chargeId: string, payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'DELETE', urlFragment: `charges/${chargeId}/cancel`, payload, headers })
  }

  /** Creates a Refund. */
  createRefund(payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'refunds', payload, headers })
  }

  /** Reads a Refund. */
  getRefund(refundId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `refunds/${refundId}`, headers })
  }

  /** Lists reports; types and statuses may be lists. */
  getReports(
    queryParameters: Readonly<Record<string, unknown>> | null = null,
    headers: Headers = null,
  ): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: 'reports', headers, queryParams: queryParameters })
  }

  /** Reads a report. */
  getReportById(reportId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `reports/${reportId}`, headers })
  }

  /** Where a report's document is. */
  getReportDocument(reportDocumentId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `report-documents/${reportDocumentId}`, headers })
  }

  /** Lists the schedules of reports, of these types or of all. */
  getReportSchedules(
    reportTypes: string | readonly string[] | null = null,
    headers: Headers = null,
  ): Promise<Response> {
    const queryParams = reportTypes === null ? null : { reportTypes }
    return this.apiCall({ method: 'GET', urlFragment: 'report-schedules', headers, queryParams })
  }

  /** Reads a report's schedule. */
  getReportScheduleById(reportScheduleId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `report-schedules/${reportScheduleId}`, headers })
  }

  /** Asks for a report. */
  createReport(requestPayload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'reports', payload: requestPayload, headers })
  }

  /** Schedules a report. */
  createReportSchedule(requestPayload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'report-schedules', payload: requestPayload, headers })
  }

  /** Cancels a report's schedule. */
  cancelReportSchedule(reportScheduleId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'DELETE', urlFragment: `report-schedules/${reportScheduleId}`, headers })
  }

  /** Registers a merchant's account. */
  registerAmazonPayAccount(payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'merchantAccounts', payload, headers })
  }

  /** Changes an account that was registered. */
  updateAmazonPayAccount(
    merchantAccountId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    return this.apiCall({
      method: 'PATCH',
      urlFragment: `merchantAccounts/${merchantAccountId}`,
      payload,
      headers,
    })
  }

  /** Deletes an account that was registered. */
  deleteAmazonPayAccount(merchantAccountId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'DELETE', urlFragment: `merchantAccounts/${merchantAccountId}`, headers })
  }

  /** Creates a merchant's account, as a solution provider. */
  createMerchantAccount(payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'merchantAccounts', payload, headers })
  }

  /** Changes an account, as a solution provider. */
  updateMerchantAccount(merchantAccountId: string, payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({
      method: 'PATCH',
      urlFragment: `merchantAccounts/${merchantAccountId}`,
      payload,
      headers,
    })
  }

  /** Lets a merchant take over an account; 303 leads to the page where that is done. */
  merchantAccountClaim(
    merchantAccountId: string,
    payload: Payload,
    headers: Headers = null,
  ): Promise<Response> {
    const urlFragment = `merchantAccounts/${merchantAccountId}/claim`
    return this.apiCall({ method: 'POST', urlFragment, payload, headers }, 0)
  }

  /** Tells of a dispute, as a payment service provider. */
  createDispute(payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'disputes', payload, headers })
  }

  /** Reads a dispute. */
  getDispute(disputeId: string, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'GET', urlFragment: `disputes/${disputeId}`, headers })
  }

  /** Changes a dispute, as a payment service provider. */
  updateDispute(disputeId: string, payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'PATCH', urlFragment: `disputes/${disputeId}`, payload, headers })
  }

  /** Contests a dispute. */
  contestDispute(disputeId: string, payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: `disputes/${disputeId}/contest`, payload, headers })
  }

  /** Announces a file; its contents go to the address in the answer. */
  uploadFile(payload: Payload, headers?: Headers): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'files', payload, headers })
  }
}
