// A merchant's server with as little as the checkout needs: it signs buttons and requests with node:crypto, and has a page
// with the button, one to review the order and one for the result. Its policy lets in the sandbox and nothing else.
import { constants, createHash, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** @typedef {import('../interop/sandbox_process.mjs').Ready} Ready */

const ALGORITHM = 'AMZN-PAY-RSASSA-PSS-V2'
const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')

/** @param {string} text */
export const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** Signs as the merchant. @param {Ready} ready */
export function signer(ready) {
  const signature = (/** @type {string} */ text) =>
    sign('sha256', Buffer.from(`${ALGORITHM}\n${sha256(text)}`), {
      key: ready.private_key_pem,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    }).toString('base64')

  /**
   * Calls the API. `sign` changes what is signed.
   * @param {string} method @param {string} path @param {object} [body]
   * @param {{ key?: string, sign?: (canonical: string) => string }} [more]
   * @returns {Promise<any>}
   */
  async function call(
    method,
    path,
    body,
    { key = crypto.randomUUID().replaceAll('-', ''), sign = (canonical) => canonical } = {},
  ) {
    const payload = body === undefined ? '' : JSON.stringify(body)
    /** @type {Record<string, string>} */
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-amz-pay-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      'x-amz-pay-host': new URL(ready.url).host,
      'x-amz-pay-region': ready.region,
    }
    if (method === 'POST') headers['x-amz-pay-idempotency-key'] = key
    const names = Object.keys(headers).sort()
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('')
    const canonical = [method, `/v2/${path}`, '', lines, names.join(';'), sha256(payload)].join('\n')
    headers['authorization'] =
      `${ALGORITHM} PublicKeyId=${ready.public_key_id}, SignedHeaders=${names.join(';')}, Signature=${signature(sign(canonical))}`
    const answer = await fetch(`${ready.url}/v2/${path}`, {
      method,
      headers,
      body: payload === '' ? undefined : payload,
    })
    return { status: answer.status, ...(await answer.json()) }
  }

  return {
    /** What `renderButton` takes. @param {any} payload @param {object} [more] */
    button(payload, more) {
      const payloadJSON = JSON.stringify({ storeId: ready.store_id, ...payload })
      return {
        merchantId: ready.merchant_id,
        publicKeyId: ready.public_key_id,
        ledgerCurrency: 'EUR',
        placement: 'Cart',
        productType: 'PayAndShip',
        createCheckoutSessionConfig: { payloadJSON, signature: signature(payloadJSON), algorithm: ALGORITHM },
        ...more,
      }
    },
    call,
  }
}

const PAY = { paymentIntent: 'Authorize', canHandlePendingAuthorization: true }

/** Opens the shop. @param {Ready} ready */
export async function openShop(ready) {
  const { button, call } = signer(ready)
  const shop = { url: '', button, call, config: {}, payment: PAY }

  /** @type {Record<string, (id: string) => Promise<string | { redirect: string }>>} */
  const pages = {
    'GET /': async () => `<h1>Cart</h1><div id="button"></div>
      <script src="${ready.url}/checkout.js"></script>
      <script src="/shop.js" data-config="${escaped(JSON.stringify(shop.config))}"></script>`,
    'GET /review': async (id) => {
      const { shippingAddress, paymentPreferences } = await call('GET', `checkoutSessions/${id}`)
      return `<h1>Review</h1><p id="address">${escaped(JSON.stringify(shippingAddress ?? null))}</p>
        <p id="card">${escaped(JSON.stringify(paymentPreferences))}</p>
        <button id="change-address">Change address</button><button id="change-card">Change card</button>
        <form method="post" action="/order?amazonCheckoutSessionId=${escaped(id)}"><button>Order</button></form>
        <script src="${ready.url}/checkout.js"></script><script src="/shop.js" data-session="${escaped(id)}"></script>`
    },
    'POST /order': async (id) => {
      const session = await call('PATCH', `checkoutSessions/${id}`, {
        webCheckoutDetails: { checkoutResultReturnUrl: `${shop.url}/result` },
        paymentDetails: { ...shop.payment, chargeAmount: { amount: '12.34', currencyCode: 'EUR' } },
      })
      return { redirect: session.webCheckoutDetails.amazonPayRedirectUrl }
    },
    'GET /result': async (id) => {
      const chargeAmount = { amount: '12.34', currencyCode: 'EUR' }
      const completed = await call('POST', `checkoutSessions/${id}/complete`, { chargeAmount })
      const { statusDetails } = await call('GET', `checkoutSessions/${id}`)
      return `<h1>Result</h1><p id="status">${completed.status}</p><p id="state">${statusDetails.state}</p>
        <p id="reason">${statusDetails.reasonCode ?? ''}</p>`
    },
    'GET /cancel': async () => '<h1>Canceled</h1>',
    'GET /shop.js': async () => `
      const { config, session } = document.currentScript.dataset
      if (config) window.drawn = amazon.Pay.renderButton('#button', JSON.parse(config))
      if (session) for (const [id, changeAction] of [['#change-address', 'changeAddress'], ['#change-card', 'changePayment']])
        amazon.Pay.bindChangeAction(id, { amazonCheckoutSessionId: session, changeAction })`,
  }
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${ready.url}`,
    `connect-src ${ready.url}`,
    `form-action 'self' ${ready.url}`,
  ].join('; ')
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop')
    const page = pages[`${request.method} ${pathname}`]
    if (page === undefined) return void response.writeHead(404).end()
    const made = await page(searchParams.get('amazonCheckoutSessionId') ?? '')
    if (typeof made !== 'string') return void response.writeHead(303, { location: made.redirect }).end()
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(made)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the shop has no port')
  shop.url = `http://localhost:${address.port}`
  return {
    ...shop,
    /** Shows this button from now on. @param {object} config */
    show(config) {
      shop.config = config
    },
    /** The payload of a button with a review page. @param {object} [more] */
    reviewed: (more) => ({
      webCheckoutDetails: { checkoutReviewReturnUrl: `${shop.url}/review`, checkoutCancelUrl: `${shop.url}/cancel` },
      ...more,
    }),
    /** @param {object} payment */
    pays(payment) {
      shop.payment = { ...PAY, ...payment }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
