// A shop on a sandbox, spoken to through the native module alone.
import { after } from 'node:test'

import { NativeClient, NativeSandbox, rawBody } from '#dist/native'

export const PRICE = { amount: '49.90', currencyCode: 'EUR' }

/** A sandbox that ends with the tests of the file, and what a client needs to talk to it. */
export async function open(settings = {}) {
  const sandbox = await NativeSandbox.start(JSON.stringify(settings)).promise
  after(() => sandbox.shutdown().promise)
  const credentials = JSON.parse(await sandbox.credentials().promise)
  return new Shop(sandbox, credentials)
}

export class Shop {
  constructor(sandbox, credentials) {
    this.sandbox = sandbox
    this.credentials = credentials
  }

  /** Settings of a client, by the core's names. */
  settings(more = {}) {
    const { publicKeyId, privateKey, region } = this.credentials
    return JSON.stringify({
      public_key_id: publicKeyId,
      private_key: privateKey,
      region,
      endpoint: this.sandbox.url,
      retry_base_delay: 0.001,
      ...more,
    })
  }

  client(more = {}, parts = {}) {
    return new NativeClient(this.settings(more), { sandbox: this.sandbox, ...parts })
  }

  /** Asks the control API; what is not a success is an error of the test. */
  async control(method, path, body) {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const answer = await this.sandbox.control(method, `/_sandbox/${path}`, text).promise
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.body}`)
    return JSON.parse(answer.body)
  }

  /** The requests of an operation, the latest first. */
  async requests(operation) {
    const { requests } = await this.control('GET', 'requests?limit=10000')
    return requests.filter((request) => request.operation === operation)
  }

  /** Waits until the sandbox has seen something; there is no event for it. */
  async until(condition) {
    for (;;) {
      const found = await condition()
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** The body of a new session. */
  session() {
    return JSON.stringify({
      webCheckoutDetails: {
        checkoutReviewReturnUrl: 'https://shop.example/review',
        checkoutResultReturnUrl: 'https://shop.example/result',
      },
      storeId: this.credentials.storeId,
      chargePermissionType: 'OneTime',
    })
  }

  /** An order that the buyer has placed: the completed session. Pending, its charge is decided later. */
  async order(client, { pending = false } = {}) {
    const { checkoutSessionId: id } = await call(client, 'checkout_sessions.create', [], this.session())
    await this.control('POST', 'buyer/checkout', { checkoutSessionId: id, card: '1111' })
    const paymentDetails = {
      paymentIntent: 'Authorize',
      chargeAmount: PRICE,
      canHandlePendingAuthorization: pending,
    }
    await call(client, 'checkout_sessions.update', [id], JSON.stringify({ paymentDetails }))
    await this.control('POST', `buyer/sessions/${id}/approve`)
    const options = pending ? { simulationCode: 'AuthorizationInitiated' } : {}
    return call(client, 'checkout_sessions.complete', [id], JSON.stringify({ chargeAmount: PRICE }), options)
  }
}

/** What an operation answers, read. */
export async function call(client, operation, path, body, options) {
  const text = options === undefined ? undefined : JSON.stringify(options)
  return JSON.parse((await client.execute(operation, path, undefined, body, text).promise).object)
}

/** What a promise rejects with. */
export async function rejection(promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('the promise was kept')
}

export { rawBody }
