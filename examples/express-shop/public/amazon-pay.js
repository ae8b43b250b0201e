// Has Amazon's script draw the cart's button, and lead from the review page back to Amazon.

/** Loads Amazon's script; the page's policy lets a script that it trusts load others. */
function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.onload = resolve
    script.onerror = () => reject(new Error('Amazon’s script did not load.'))
    document.head.append(script)
  })
}

const answer = await fetch('/amazon-pay/button')
const { scriptUrl, config } = await answer.json()
await load(scriptUrl)

// The very text that was signed: it is handed on as it came.
if (document.querySelector('#amazon-pay-button')) amazon.Pay.renderButton('#amazon-pay-button', config)

for (const { id, dataset } of document.querySelectorAll('[data-change-action]')) {
  amazon.Pay.bindChangeAction(`#${id}`, {
    amazonCheckoutSessionId: dataset.checkoutSessionId,
    changeAction: dataset.changeAction,
  })
}
