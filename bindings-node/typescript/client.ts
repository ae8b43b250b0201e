/** The client. */
import { RawResponse } from './answer.js'
import { decode } from './decode.js'
import { encode } from './encode.js'
import { ConfigurationError } from './errors.js'
import type { Button, ButtonRequest } from './generated/models.js'
import { ClientResources } from './generated/resources.js'
import { show } from './inspect.js'
import { NativeClient, type NativeSandbox } from './border.js'
import type { CallOptions } from './operation.js'
import { encodeOptions } from './options.js'
import { type Settings, nativeSettings } from './settings.js'

/** What `call` sends. */
export interface RawRequest {
  /** Names and values, not percent-encoded. */
  query?: Readonly<Record<string, string | number | boolean>> | undefined
  /** Sent as JSON. */
  body?: object | undefined
}

/** How long a button's signature is waited for. */
export interface ButtonOptions {
  /**
   * Aborting it ends the waiting for the signature, which a signer of the shop's own may take long for; the call rejects
   * with the signal's reason.
   */
  signal?: AbortSignal | undefined
}

interface Making {
  fromEnv?: boolean
  sandbox?: NativeSandbox
}

/**
 * Amazon Pay for one merchant: signs each call, sends it, repeats it where that helps, and gives typed answers.
 *
 * ```ts
 * const pay = new AmazonPay({ publicKeyId: 'SANDBOX-AB12CD34', privateKey: 'private.pem', region: 'eu' })
 * const charge = await pay.charges.capture(chargeId, { captureAmount: Money.of('12.34', 'EUR') })
 * ```
 *
 * Make one and share it: it parses the key once and keeps its connections open. Signing and sending happen on threads of
 * their own, not on the event loop. It keeps no process alive but for the calls under way.
 */
export class AmazonPay extends ClientResources {
  readonly #native: NativeClient

  /** @throws {@link ConfigurationError} when a setting is unknown, missing or wrong; the text names it. */
  constructor(settings: Settings) {
    const native = making.client(settings)
    super(native)
    this.#native = native
  }

  /**
   * A client by environment variables; settings given here win.
   *
   * They are `AMAZON_PAY_PUBLIC_KEY_ID`, `AMAZON_PAY_PRIVATE_KEY` (PEM text or the path of a file),
   * `AMAZON_PAY_PRIVATE_KEY_PASSPHRASE`, `AMAZON_PAY_REGION`, `AMAZON_PAY_ENVIRONMENT`, `AMAZON_PAY_ENDPOINT` and
   * `AMAZON_PAY_CA_FILE` (a private certificate authority, PEM).
   *
   * @throws {@link ConfigurationError} when a setting is missing or wrong; the text names it and its variable.
   */
  static fromEnv(overrides: Settings = {}): AmazonPay {
    return making.with({ fromEnv: true }, overrides)
  }

  /** The id of the merchant's public key. */
  get publicKeyId(): string {
    return this.#native.publicKeyId
  }

  /** Where the merchant's account is: `'na'`, `'eu'` or `'jp'`. */
  get region(): string {
    return this.#native.region
  }

  /** `'sandbox'` or `'live'`. */
  get environment(): string {
    return this.#native.environment
  }

  /** The algorithm that requests are signed with. */
  get algorithm(): string {
    return this.#native.algorithm
  }

  /** The address that calls go to. */
  get endpoint(): string {
    return this.#native.endpoint
  }

  /**
   * The address of the script that draws buttons: Amazon's for the region, or that of a sandbox on this machine.
   *
   * A page's Content-Security-Policy names its origin in `script-src`; beside a sandbox in `connect-src` and `form-action` as
   * well.
   */
  get checkoutScriptUrl(): string {
    return this.#native.checkoutScriptUrl
  }

  /**
   * Calls any path of the API: for what Amazon has added and this version does not have.
   *
   * Signed, repeated and judged like every other call, with the same options. `path` is what follows the version, not
   * percent-encoded: `charges/S01-…`.
   */
  async call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    request: RawRequest = {},
    options?: CallOptions,
  ): Promise<RawResponse> {
    const query = Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value)])
    const answer = await this.#native.call(
      method,
      path,
      query.length === 0 ? undefined : JSON.stringify(query),
      request.body === undefined ? undefined : JSON.stringify(request.body),
      encodeOptions(options),
      options?.signal,
    )
    return new RawResponse(answer)
  }

  /**
   * A button for `amazon.Pay.renderButton`, with its payload signed; no request is sent.
   *
   * Exactly one of `checkoutSession` and `signIn` is given.
   */
  async button(request: ButtonRequest, options: ButtonOptions = {}): Promise<Button> {
    const text = await this.#native.buttonConfig(encode('ButtonRequest', request), options.signal)
    return decode('Button', JSON.parse(text)) as Button
  }

  /**
   * The signature, in base64, of a button's payload: of the very text that stands in the page.
   *
   * {@link button} makes and signs the payload by itself.
   */
  async buttonSignature(payload: string, options: ButtonOptions = {}): Promise<string> {
    if (typeof payload !== 'string') {
      throw new ConfigurationError('payload: expected the very text that stands in the page', {
        field: 'payload',
      })
    }
    return this.#native.buttonSignature(payload, options.signal)
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { publicKeyId, region, environment, endpoint } = this
    return show('AmazonPay', { publicKeyId, region, environment, endpoint }, depth, options, inspect)
  }

  /** For logs: who calls whom. */
  toJSON(): Record<string, string> {
    const { publicKeyId, region, environment, endpoint } = this
    return { publicKeyId, region, environment, endpoint }
  }
}

/** How the next client is made, apart from its settings; constructors take what callers may give alone. */
const making = {
  next: undefined as Making | undefined,

  client(settings: Settings): NativeClient {
    const how = this.next ?? {}
    if (typeof settings !== 'object' || settings === null) {
      throw new ConfigurationError(
        'settings: expected an object such as { publicKeyId, privateKey, region }',
        {
          field: 'settings',
        },
      )
    }
    const { signer, onAttempt, ...others } = settings
    for (const [field, value] of Object.entries({ signer, onAttempt })) {
      if (value !== undefined && typeof value !== 'function') {
        throw new ConfigurationError(`${field}: expected a function, found ${typeof value}`, { field })
      }
    }
    return new NativeClient(nativeSettings(others), { ...how, signer, observer: onAttempt })
  },

  with(how: Making, settings: Settings): AmazonPay {
    this.next = how
    try {
      return new AmazonPay(settings)
    } finally {
      this.next = undefined
    }
  },
}

/** A client of a sandbox of this process, which goes by the sandbox's clock. @internal */
export function clientOfSandbox(sandbox: NativeSandbox, settings: Settings): AmazonPay {
  return making.with({ sandbox }, settings)
}
