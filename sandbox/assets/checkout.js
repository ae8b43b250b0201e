/* The global `amazon.Pay` of a local sandbox: what Amazon's checkout.js gives a page, with this machine behind it.
 * Guide: https://developer.amazon.com/docs/amazon-pay-checkout/amazon-pay-script.html
 * The page's policy has to name the sandbox in script-src and connect-src, where it names Amazon for the real script. */
;(() => {
  'use strict'

  /** @typedef {Record<string, any>} Options what a page hands to the functions below */
  /**
   * @typedef {object} Refused why a click leads nowhere
   * @property {string} message
   * @property {string} [reasonCode]
   * @property {{ arrived: string, signed?: string, difference?: { before: string, signed: string, arrived: string } }} [signature]
   */

  const own = /** @type {HTMLScriptElement} */ (document.currentScript)
  const CHECKOUT = new URL('/_sandbox/checkout', own.src).href
  const WHO = 'amazon.Pay of the local sandbox'

  /** @param {string[]} values */
  const oneOf = (...values) => ({
    what: `one of ${values.join(', ')}`,
    fits: (/** @type {any} */ value) => values.includes(value),
  })
  const text = {
    what: 'a string that is not empty',
    fits: (/** @type {any} */ value) => typeof value === 'string' && value !== '',
  }
  const handler = { what: 'a function', fits: (/** @type {any} */ value) => typeof value === 'function' }
  const price = {
    what: 'an object such as {amount: "12.34", currencyCode: "EUR"}',
    fits: (/** @type {any} */ value) => /^\d+(\.\d+)?$/.test(value?.amount) && /^[A-Z]{3}$/.test(value?.currencyCode),
  }
  const signedBy = {
    what: 'an object with the strings payloadJSON and signature, and publicKeyId or that beside it',
    fits: (/** @type {any} */ value) => text.fits(value?.payloadJSON) && text.fits(value?.signature),
  }

  /** The options of a button, as the guide has them, and what each may be. */
  const BUTTON = {
    merchantId: text,
    publicKeyId: text,
    ledgerCurrency: oneOf('USD', 'EUR', 'GBP', 'JPY'),
    placement: oneOf('Home', 'Product', 'Cart', 'Checkout', 'Other'),
    productType: oneOf('PayAndShip', 'PayOnly', 'SignIn', 'PayAndShipMultiAddress'),
    buttonColor: oneOf('Gold', 'LightGray', 'DarkGray'),
    checkoutLanguage: oneOf('en_US', 'en_GB', 'de_DE', 'fr_FR', 'it_IT', 'es_ES', 'ja_JP'),
    sandbox: { what: 'true or false', fits: (/** @type {any} */ value) => typeof value === 'boolean' },
    estimatedOrderAmount: price,
    createCheckoutSessionConfig: signedBy,
    signInConfig: signedBy,
    onInitCheckout: handler,
    onCompleteCheckout: handler,
    onCancel: handler,
  }
  const REQUIRED = ['merchantId', 'ledgerCurrency', 'placement']
  const CHANGE = { amazonCheckoutSessionId: text, changeAction: oneOf('changeAddress', 'changePayment') }

  const WORDS = {
    en: { pay: 'Pay', signIn: 'Sign in', note: 'local sandbox', close: 'Close' },
    ja: { pay: '支払う', signIn: 'サインイン', note: 'ローカルサンドボックス', close: '閉じる' },
  }
  const words = (/** @type {any} */ language) => (String(language ?? '').startsWith('ja') ? WORDS.ja : WORDS.en)

  // Style sheets made here are the script's, which a page's policy lets pass; style elements would be refused.
  const sheet = (/** @type {string} */ rules) => {
    const made = new CSSStyleSheet()
    made.replaceSync(rules)
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

  /**
   * @template {string} Name @param {Name} name @param {(Node | string)[]} children
   * @returns {Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name] : HTMLElement}
   */
  const element = (name, ...children) => {
    const made = /** @type {any} */ (document.createElement(name))
    made.append(...children)
    return made
  }

  const complain = (/** @type {string} */ message) => new TypeError(`${WHO}: ${message}`)

  /** @param {string} selector @returns {HTMLElement} */
  const find = (selector) => {
    const found = /** @type {HTMLElement | null} */ (document.querySelector(selector))
    if (found === null) throw complain(`there is no element ${JSON.stringify(selector)} in the page.`)
    return found
  }

  /**
   * Throws when an option is missing or can't be, with all that is wrong; tells the console of one that nobody knows,
   * which has no effect at Amazon either.
   * @param {string} of @param {Options} options @param {Record<string, { what: string, fits: (value: any) => boolean }>} known
   * @param {string[]} required
   */
  const check = (of, options, known, required) => {
    if (options === null || typeof options !== 'object') throw complain(`${of}: expected an object of options.`)
    const wrong = required
      .filter((name) => (options[name] ?? '') === '')
      .map((name) => `${name}: missing, expected ${known[name]?.what}.`)
    for (const [name, value] of Object.entries(options)) {
      const option = known[name]
      if (option === undefined) {
        console.error(`${WHO}: ${of}: ${name}: no such option, expected one of ${Object.keys(known).join(', ')}.`)
      } else if ((value ?? '') !== '' && !option.fits(value)) {
        // What was signed is long, and its signature nobody's business.
        const found = option === signedBy ? '' : `, found ${JSON.stringify(value)}`
        wrong.push(`${name}: expected ${option.what}${found}.`)
      }
    }
    if (wrong.length > 0) throw complain(`${of}: ${wrong.join(' ')}`)
  }

  /** The name of the option that has what was signed. @param {Options} options */
  const signedOption = (options) => (options.productType === 'SignIn' ? 'signInConfig' : 'createCheckoutSessionConfig')

  /** What the sandbox checks: the payload as the page has it, and what is said beside it. @param {Options} options */
  const clicked = (options) => {
    const name = signedOption(options)
    const signed = options[name]
    if (signed === undefined) throw complain(`${name}: missing, expected ${signedBy.what}.`)
    const publicKeyId = signed.publicKeyId ?? options.publicKeyId
    if (!text.fits(publicKeyId)) throw complain(`publicKeyId: missing, expected ${text.what}.`)
    return {
      button: {
        publicKeyId,
        payloadJSON: signed.payloadJSON,
        signature: signed.signature,
        algorithm: signed.algorithm ?? 'AMZN-PAY-RSASSA-PSS',
        productType: options.productType ?? 'PayAndShip',
        ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
      },
      ...(options.checkoutLanguage === undefined ? {} : { checkoutLanguage: options.checkoutLanguage }),
      ...(callbacks(options) ? { ownWindow: true } : {}),
    }
  }

  /** Whether the page wants to be told; the buyer then has a window of his own, since the page must stay. @param {Options} options */
  const callbacks = (options) => Boolean(options.onInitCheckout ?? options.onCompleteCheckout ?? options.onCancel)

  let busy = false
  // Whoever comes back by the browser's button finds the page as it was left.
  addEventListener('pageshow', () => (busy = false))

  /** Shows what went wrong, in the page and in the console. @param {unknown} error */
  const failed = (error) => {
    busy = false
    const unreachable =
      `The sandbox at ${CHECKOUT} did not answer. It may have ended, or the page's ` +
      'Content-Security-Policy does not name it in connect-src.'
    const said = error instanceof Error ? error.message : String(error)
    overlay({ message: error instanceof SyntaxError || said.startsWith(WHO) ? said : unreachable })
    console.error(error)
  }

  /** @param {Options} options */
  const open = async (options) => {
    if (busy) return
    busy = true
    /** @type {Window | null} */
    let opened = null
    try {
      const body = JSON.stringify(clicked(options))
      if (callbacks(options)) {
        // At once, while the browser knows of the click.
        opened = window.open('about:blank', '_blank', 'popup,width=560,height=820')
        if (opened === null) throw complain('the browser did not let a window open; call initCheckout from a click.')
      }
      const answer = await fetch(`${CHECKOUT}/open`, { method: 'POST', body })
      const said = await answer.json()
      if (!answer.ok) {
        busy = false
        opened?.close()
        overlay(said, options.checkoutLanguage)
        return
      }
      const address = new URL(said.nextUrl, CHECKOUT).href
      if (opened === null) {
        // Stays busy: the page is being left.
        location.assign(address)
        return
      }
      opened.location.href = address
      await follow(opened, said.checkoutSessionId, options)
      busy = false
    } catch (error) {
      opened?.close()
      failed(error)
    }
  }

  /** How long to wait before asking again how far the buyer is, in milliseconds. */
  const EVERY = 300

  /**
   * Tells the page what the buyer does in the window, until he is done there or closes it.
   * @param {Window} opened @param {string} amazonCheckoutSessionId @param {Options} options
   */
  const follow = async (opened, amazonCheckoutSessionId, options) => {
    let signedIn = false
    for (;;) {
      // Looked at first: what the buyer did before he closed the window counts.
      const left = opened.closed
      const answer = await fetch(`${CHECKOUT}/${amazonCheckoutSessionId}/progress`)
      const { progress, shippingAddress } = await answer.json()
      if (!signedIn && progress !== 'Away' && progress !== 'Canceled') {
        signedIn = true
        const { checkoutLanguage } = options
        await options.onInitCheckout?.({ amazonCheckoutSessionId, shippingAddress, checkoutLanguage })
      }
      if (progress === 'Confirmed') {
        opened.close()
        await options.onCompleteCheckout?.({ amazonCheckoutSessionId })
        return
      }
      if (progress === 'Canceled' || left) {
        opened.close()
        await options.onCancel?.({ amazonCheckoutSessionId })
        return
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY))
    }
  }

  /** @param {Refused} refused @param {string} [language] */
  const overlay = ({ reasonCode, message, signature }, language) => {
    const title = element('h2', `${WHO}: the button was refused`)
    title.id = 'title'
    const close = element('button', words(language).close)
    const dialog = element('dialog', title, element('p', message))
    dialog.setAttribute('aria-labelledby', 'title')
    if (reasonCode !== undefined) dialog.append(element('p', element('code', reasonCode)))
    if (signature?.difference !== undefined) {
      const { before, signed, arrived } = signature.difference
      const differs = (/** @type {string} */ part) => element('pre', `…${before}`, element('mark', part), '…')
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

  /** @param {string} selector @param {Options} given */
  const renderButton = (selector, given) => {
    const container = find(selector)
    check('renderButton', given, BUTTON, REQUIRED)
    let options = { ...given }
    const { note, pay, signIn } = words(options.checkoutLanguage)
    const button = element('button', `${options.productType === 'SignIn' ? signIn : pay} `, element('small', note))
    button.type = 'button'
    button.dataset.color = options.buttonColor ?? 'Gold'
    const root = container.shadowRoot ?? container.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [BUTTON_STYLE]
    root.replaceChildren(button)
    const updateButtonInfo = (/** @type {any} */ amount) => {
      check('updateButtonInfo', { estimatedOrderAmount: amount }, BUTTON, ['estimatedOrderAmount'])
      options = { ...options, estimatedOrderAmount: amount }
      button.dataset.estimatedOrderAmount = `${amount.amount} ${amount.currencyCode}`
    }
    if (options.estimatedOrderAmount !== undefined) updateButtonInfo(options.estimatedOrderAmount)
    /** @type {((event: Event) => void)[]} */
    const handlers = []
    const opens = options[signedOption(options)] !== undefined
    button.addEventListener('click', (event) => {
      if (opens) void open(options)
      for (const called of handlers) called(event)
    })
    return {
      /** @param {(event: Event) => void} called */
      onClick: (called) => {
        if (!handler.fits(called)) throw complain(`onClick: expected ${handler.what}, found ${JSON.stringify(called)}.`)
        handlers.push(called)
      },
      /** @param {Options} [more] */
      initCheckout: (more) => initCheckout({ ...options, ...more }),
      updateButtonInfo,
    }
  }

  /** @param {Options} options */
  const initCheckout = (options) => {
    check('initCheckout', options, BUTTON, [...REQUIRED, signedOption(options ?? {})])
    return open(options)
  }

  /** @param {string} selector @param {Options} options */
  const bindChangeAction = (selector, options) => {
    const bound = find(selector)
    check('bindChangeAction', options, CHANGE, Object.keys(CHANGE))
    const { amazonCheckoutSessionId, changeAction } = options
    bound.addEventListener('click', (event) => {
      event.preventDefault()
      location.assign(`${CHECKOUT}?${new URLSearchParams({ amazonCheckoutSessionId, changeAction })}`)
    })
  }

  /** Nobody stays signed in: each checkout asks who buys. */
  const signout = () => Promise.resolve()

  const page = /** @type {any} */ (window)
  page.amazon = { ...page.amazon, Pay: { renderButton, initCheckout, bindChangeAction, signout } }
})()
