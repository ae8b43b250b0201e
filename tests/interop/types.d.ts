// The official SDK has no types of its own: these are the parts that the interop tests call.
declare module '@amazonpay/amazon-pay-api-sdk-nodejs' {
  export interface Configuration {
    publicKeyId: string
    privateKey: string
    region: string
    algorithm?: string
    sandbox?: boolean
    /** `host:port`; always https */
    overrideServiceUrl?: string
  }
  export type Headers = Record<string, string> | null
  export interface Response {
    status: number
    headers: Record<string, string>
    data: any
  }
  export interface ApiCall {
    method: string
    urlFragment: string
    payload?: string | object
    headers?: Headers
    queryParams?: Record<string, string>
  }
  class AmazonPayClient {
    constructor(configuration: Configuration)
    apiCall(call: ApiCall): Promise<Response>
    getSignedHeaders(call: ApiCall): Record<string, string>
    getAuthorizationToken(mwsAuthToken: string, merchantId: string, headers?: Headers): Promise<Response>
    deliveryTrackers(payload: object, headers?: Headers): Promise<Response>
  }
  class InStoreClient extends AmazonPayClient {
    merchantScan(payload: object, headers?: Headers): Promise<Response>
    charge(payload: object, headers?: Headers): Promise<Response>
    refund(payload: object, headers?: Headers): Promise<Response>
  }
  class WebStoreClient extends AmazonPayClient {
    generateButtonSignature(payload: string | object): string
    createCheckoutSession(payload: object, headers: Headers): Promise<Response>
    getCheckoutSession(checkoutSessionId: string, headers?: Headers): Promise<Response>
    updateCheckoutSession(checkoutSessionId: string, payload: object, headers?: Headers): Promise<Response>
    completeCheckoutSession(checkoutSessionId: string, payload: object, headers?: Headers): Promise<Response>
    finalizeCheckoutSession(checkoutSessionId: string, payload: object, headers?: Headers): Promise<Response>
    getChargePermission(chargePermissionId: string, headers?: Headers): Promise<Response>
    updateChargePermission(chargePermissionId: string, payload: object, headers?: Headers): Promise<Response>
    closeChargePermission(chargePermissionId: string, payload: object, headers?: Headers): Promise<Response>
    createCharge(payload: object, headers: Headers): Promise<Response>
    getCharge(chargeId: string, headers?: Headers): Promise<Response>
    updateCharge(chargeId: string, payload: object, headers: Headers): Promise<Response>
    captureCharge(chargeId: string, payload: object, headers?: Headers): Promise<Response>
    cancelCharge(chargeId: string, payload: object, headers?: Headers): Promise<Response>
    createRefund(payload: object, headers: Headers): Promise<Response>
    getRefund(refundId: string, headers?: Headers): Promise<Response>
    getBuyer(buyerToken: string, headers?: Headers): Promise<Response>
    getReports(queryParameters?: object | null, headers?: Headers): Promise<Response>
    getReportById(reportId: string, headers?: Headers): Promise<Response>
    getReportDocument(reportDocumentId: string, headers?: Headers): Promise<Response>
    getReportSchedules(reportTypes?: string | string[] | null, headers?: Headers): Promise<Response>
    getReportScheduleById(reportScheduleId: string, headers?: Headers): Promise<Response>
    createReport(payload: object, headers: Headers): Promise<Response>
    createReportSchedule(payload: object, headers: Headers): Promise<Response>
    cancelReportSchedule(reportScheduleId: string, headers?: Headers): Promise<Response>
    registerAmazonPayAccount(payload: object, headers?: Headers): Promise<Response>
    updateAmazonPayAccount(merchantAccountId: string, payload: object, headers?: Headers): Promise<Response>
    deleteAmazonPayAccount(merchantAccountId: string, headers?: Headers): Promise<Response>
    createMerchantAccount(payload: object, headers?: Headers): Promise<Response>
    updateMerchantAccount(merchantAccountId: string, payload: object, headers: Headers): Promise<Response>
    merchantAccountClaim(merchantAccountId: string, payload: object, headers?: Headers): Promise<Response>
    createDispute(payload: object, headers: Headers): Promise<Response>
    getDispute(disputeId: string, headers?: Headers): Promise<Response>
    updateDispute(disputeId: string, payload: object, headers?: Headers): Promise<Response>
    contestDispute(disputeId: string, payload: object, headers?: Headers): Promise<Response>
    uploadFile(payload: object, headers: Headers): Promise<Response>
  }
  const sdk: {
    AmazonPayClient: typeof AmazonPayClient
    InStoreClient: typeof InStoreClient
    WebStoreClient: typeof WebStoreClient
  }
  export default sdk
  export { AmazonPayClient, InStoreClient, WebStoreClient }
}
