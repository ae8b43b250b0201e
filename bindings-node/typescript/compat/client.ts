/** What all clients of the official SDK have. */
import { type NativeAnswer, NativeClient } from '../border.js'
import { VERSION } from '../version.js'
import { type Configuration, checkConfiguration, keyOf, settingsOf } from './configuration.js'
import {
  type ApiCall,
  type Headers,
  type Payload,
  type PreparedCall,
  optionsOf,
  prepared,
  textOf,
} from './request.js'
import { type Response, likeAxios, responseOf } from './response.js'
import { SigningKey, timestamp } from './signature.js'

const DEFAULT_REDIRECT = 5

/** The official SDK's `AmazonPayClient`, on this package's client: retried, verified, signed off the event loop. */
export class AmazonPayClient {
  readonly #native: NativeClient
  readonly #signing: () => SigningKey

  /** @throws {@link ConfigurationError} when a setting is missing or wrong; the text names it. */
  constructor(configArgs: Configuration) {
    checkConfiguration(configArgs)
    const { onAttempt: observer } = configArgs
    const native = new NativeClient(settingsOf(configArgs), { observer })
    this.#native = native
    // Most programs never sign without sending.
    const { privateKey, privateKeyPassphrase } = configArgs
    let key: SigningKey | undefined
    this.#signing = () => (key ??= new SigningKey(keyOf({ privateKey }), privateKeyPassphrase, native))
  }

  /**
   * Calls any path of the API.
   *
   * Redirects are never followed, whatever the second argument says: an answer that is one has `headers.location`.
   */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the official SDK's argument
  async apiCall(options: ApiCall, _maxRedirects: number = DEFAULT_REDIRECT): Promise<Response> {
    let method = 'GET'
    try {
      const call = prepared(options)
      method = call.method
      return responseOf(await this.#send(call))
    } catch (error) {
      throw likeAxios(error, method)
    }
  }

  /** The headers, signed, for a request that the caller sends with an HTTP client of its own. */
  getSignedHeaders(options: ApiCall): Record<string, string> {
    const call = prepared(options)
    const { region, endpoint } = this.#native
    const { host, pathname } = new URL(endpoint)
    call.headers.set('accept', 'application/json')
    call.headers.set('content-type', 'application/json')
    call.headers.set('x-amz-pay-date', timestamp(new Date()))
    call.headers.set('x-amz-pay-host', host)
    call.headers.set('x-amz-pay-region', region)
    const path = `${pathname.replace(/\/$/, '')}/${options.urlFragment}`
    const authorization = this.#signing().authorization({ ...call, path, body: call.body ?? '' })
    const agent = `amazonpay-node/${VERSION} (Node/${process.versions.node}; ${process.platform})`
    return { ...Object.fromEntries(call.headers), 'user-agent': agent, authorization }
  }

  /** The token by which a solution provider acts for a merchant. */
  getAuthorizationToken(
    mwsAuthToken: string,
    merchantId: string,
    headers: Headers = null,
  ): Promise<Response> {
    return this.apiCall({
      method: 'GET',
      urlFragment: `authorizationTokens/${mwsAuthToken}`,
      headers,
      queryParams: { merchantId },
    })
  }

  /**
   * The signature of a button's payload: of the very text that stands in the page.
   *
   * It is made in the calling thread, since the official SDK's callers do not wait for it; `AmazonPay.buttonSignature`
   * keeps the event loop free.
   */
  generateButtonSignature(payload: object | string): string {
    return this.#signing().payload(textOf(payload) ?? '')
  }

  /** Tells where a parcel is. */
  deliveryTrackers(payload: Payload, headers: Headers = null): Promise<Response> {
    return this.apiCall({ method: 'POST', urlFragment: 'deliveryTrackers', payload, headers })
  }

  #send(call: PreparedCall): Promise<NativeAnswer> {
    const { method, path, body } = call
    const merchant = method === 'POST' ? CLAIM.exec(path)?.[1] : undefined
    // The one operation of which a redirect is an answer.
    if (merchant !== undefined) {
      return this.#native.execute(
        'merchant_accounts.claim',
        [merchant],
        undefined,
        body,
        optionsOf(call),
        undefined,
      )
    }
    const query = call.query.length === 0 ? undefined : JSON.stringify(call.query)
    return this.#native.call(method, path, query, body, optionsOf(call), undefined)
  }
}

const CLAIM = /^merchantAccounts\/([^/]+)\/claim$/
