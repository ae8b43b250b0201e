/* The global `amazon.Pay` of a local sandbox: what Amazon's checkout.js gives a page, with this machine behind it.
 * Guide: https://developer.amazon.com/docs/amazon-pay-checkout/amazon-pay-script.html
 * The page's policy has to name the sandbox in script-src and connect-src, where it names Amazon for the real script. */
(() => {
  'use strict'

  const CHECKOUT = new URL('/_sandbox/checkout', document.currentScript.src).href
  const WHO = 'amazon.Pay of the local sandbox'

  const ALLOWED = {
    productType: ['PayAndShip', 'PayOnly', 'SignIn'],
    placement: ['Home', 'Product', 'Cart', 'Checkout', 'Other'],
    ledgerCurrency: ['USD', 'EUR', 'GBP', 'JPY'],
    buttonColor: ['Gold', 'LightGray', 'DarkGray'],
    changeAction: ['changeAddress', 'changePayment'],
  }

  const WORDS = {
    en: { PayAndShip: 'Pay', PayOnly: 'Pay', SignIn: 'Sign in', note: 'local sandbox', close: 'Close' },
    ja: { PayAndShip: '支払う', PayOnly: '支払う', SignIn: 'サインイン', note: 'ローカルサンドボックス', close: '閉じる' },
  }
  const words = (language) => WORDS[String(language ?? '').slice(0, 2)] ?? WORDS.en

  // Style sheets made here are the script's, which a page's policy lets pass; style elements would be refused.
  const sheet = (text) => {
    const made = new CSSStyleSheet()
    made.replaceSync(text)
    return made
  }
  const BUTTON_STYLE = sheet(`
    button { display: grid; width: 100%; min-width: 10rem; min-height: 3rem; padding: .3rem 1rem; border: 2px solid #5b2a86;
      border-radius: .5rem; background: #f3e9fb; color: #2d1245; font: 600 1rem/1.25 system-ui, sans-serif; cursor: pointer; }
    button[data-color=LightGray] { background: #e6e8ec; }
    button[data-color=DarkGray] { background: #39304a; color: #fff; }
    button:hover { filter: brightness(.95); }
    button:focus-visible { outline: 3px solid #0b62d6; outline-offset: 2px; }
    small { font-size: .75rem; font-weight: 400; }`)
  const OVERLAY_STYLE = sheet(`
    dialog { width: min(46rem, calc(100vw - 1rem)); max-height: calc(100vh - 1rem); padding: 1.25rem; overflow: auto;
      border: 3px solid #b42318; border-radius: .75rem; background: #fff; color: #1c2430;
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    dialog::backdrop { background: rgb(20 24 32 / .6); }
    h2 { margin: 0 0 .5rem; font-size: 1.25rem; }
    h3 { margin: .75rem 0 .25rem; font-size: 1rem; }
    pre { margin: 0; padding: .6rem; max-height: 12rem; overflow: auto; white-space: pre-wrap; background: #f2f4f7; }
    mark { background: #ffd9d6; color: inherit; }
    button { margin-top: 1rem; padding: .5rem 1.25rem; font: inherit; }`)

  const element = (name, ...children) => {
    const made = document.createElement(name)
    made.append(...children)
    return made
  }

  const complain = (message) => new TypeError(`${WHO}: ${message}`)

  const find = (selector) => {
    const found = document.querySelector(selector)
    if (found === null) throw complain(`there is no element ${JSON.stringify(selector)} in the page.`)
    return found
  }

  const check = (options, required) => {
    if (options === null || typeof options !== 'object') throw complain('expected an object of options.')
    for (const name of required) {
      if (options[name] === undefined || options[name] === '') throw complain(`${name}: missing.`)
    }
    for (const [name, values] of Object.entries(ALLOWED)) {
      if (options[name] !== undefined && !values.includes(options[name])) {
        throw complain(`${name}: expected one of ${values.join(', ')}, found ${JSON.stringify(options[name])}.`)
      }
    }
  }

  /** What the sandbox checks: the payload as the page has it, and what is said beside it. */
  const clicked = (options) => {
    const signIn = options.productType === 'SignIn'
    const name = signIn ? 'signInConfig' : 'createCheckoutSessionConfig'
    const signed = options[name]
    if (signed === undefined) throw complain(`${name}: missing.`)
    const text = (field, value) => {
      if (typeof value !== 'string' || value === '') throw complain(`${field}: expected a string that is not empty.`)
      return value
    }
    return {
      button: {
        publicKeyId: text('publicKeyId', signed.publicKeyId ?? options.publicKeyId),
        payloadJSON: text(`${name}.payloadJSON`, signed.payloadJSON),
        signature: text(`${name}.signature`, signed.signature),
        algorithm: signed.algorithm ?? 'AMZN-PAY-RSASSA-PSS',
        productType: options.productType ?? 'PayAndShip',
        ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
      },
      ...(options.checkoutLanguage === undefined ? {} : { checkoutLanguage: options.checkoutLanguage }),
    }
  }

  let busy = false
  // Whoever comes back by the browser's button finds the page as it was left.
  addEventListener('pageshow', () => (busy = false))

  const open = async (options) => {
    if (busy) return
    busy = true
    try {
      const body = JSON.stringify(clicked(options))
      const answer = await fetch(`${CHECKOUT}/open`, { method: 'POST', body })
      const said = await answer.json()
      if (answer.ok) {
        // Stays busy: the page is being left.
        location.assign(new URL(said.nextUrl, CHECKOUT).href)
        return
      }
      busy = false
      overlay(said, options.checkoutLanguage)
    } catch (error) {
      busy = false
      const unreachable = `The sandbox at ${CHECKOUT} did not answer. It may have ended, or the page's ` +
        'Content-Security-Policy does not name it in connect-src.'
      overlay({ message: error instanceof SyntaxError || error.message.startsWith(WHO) ? error.message : unreachable })
      console.error(error)
    }
  }

  const overlay = ({ reasonCode, message, signature }, language) => {
    const title = element('h2', `${WHO}: the button was refused`)
    title.id = 'title'
    const close = element('button', words(language).close)
    const dialog = element('dialog', title, element('p', message))
    dialog.setAttribute('aria-labelledby', 'title')
    if (reasonCode !== undefined) dialog.append(element('p', element('code', reasonCode)))
    if (signature?.difference !== undefined) {
      const { before, signed, arrived } = signature.difference
      const differs = (text) => element('pre', `…${before}`, element('mark', text), '…')
      dialog.append(element('h3', 'The part that differs, as it was signed'), differs(signed))
      dialog.append(element('h3', 'The part that differs, as it arrived'), differs(arrived))
    }
    if (signature?.signed !== undefined) {
      dialog.append(element('h3', 'What was signed'), element('pre', signature.signed))
    }
    if (signature !== undefined) {
      dialog.append(element('h3', 'What arrived'), element('pre', signature.arrived))
    }
    dialog.append(close)
    const host = element('amazonpay-sandbox-refusal')
    const root = host.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [OVERLAY_STYLE]
    root.append(dialog)
    close.addEventListener('click', () => dialog.close())
    dialog.addEventListener('close', () => host.remove())
    document.body.append(host)
    dialog.showModal()
  }

  const renderButton = (selector, options) => {
    const container = find(selector)
    check(options, ['merchantId', 'ledgerCurrency', 'placement'])
    const { note, ...labels } = words(options.checkoutLanguage)
    const label = labels[options.productType ?? 'PayAndShip']
    const button = element('button', `${label} `, element('small', note))
    button.type = 'button'
    button.dataset.color = options.buttonColor ?? 'Gold'
    const root = container.shadowRoot ?? container.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [BUTTON_STYLE]
    root.replaceChildren(button)
    const handlers = []
    const signed = options.createCheckoutSessionConfig ?? options.signInConfig
    button.addEventListener('click', (event) => {
      if (signed !== undefined) void open(options)
      for (const handler of handlers) handler(event)
    })
    return {
      onClick: (handler) => void handlers.push(handler),
      initCheckout: (more) => open({ ...options, ...more }),
      updateButtonInfo: () => {},
    }
  }

  const initCheckout = (options) => {
    check(options, ['merchantId', 'ledgerCurrency', 'placement'])
    return open(options)
  }

  const bindChangeAction = (selector, options) => {
    const bound = find(selector)
    check(options, ['amazonCheckoutSessionId', 'changeAction'])
    const { amazonCheckoutSessionId, changeAction } = options
    bound.addEventListener('click', (event) => {
      event.preventDefault()
      location.assign(`${CHECKOUT}?${new URLSearchParams({ amazonCheckoutSessionId, changeAction })}`)
    })
  }

  /** Nobody stays signed in: each checkout asks who buys. */
  const signout = () => Promise.resolve()

  window.amazon = { ...window.amazon, Pay: { renderButton, initCheckout, bindChangeAction, signout } }
})()
