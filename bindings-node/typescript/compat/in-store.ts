/** Payments in a shop on the street. */
import { AmazonPayClient } from './client.js'
import type { Headers, Payload } from './request.js'
import type { Response } from './response.js'

/** The official SDK's `InStoreClient`. */
export class InStoreClient extends AmazonPayClient {
  /** Begins a purchase by the code that the buyer shows. */
  merchantScan(payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'in-store/merchantScan', payload, headers })
  }

  /** Charges the buyer. */
  charge(payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'in-store/charge', payload, headers })
  }

  /** Gives money back. */
  refund(payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'in-store/refund', payload, headers })
  }
}
