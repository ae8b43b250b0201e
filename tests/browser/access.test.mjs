// The pages for those who can't see, have no mouse, no script or a narrow window, in both languages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccess, open, press } from './browser.mjs'

const { sandbox, shop, page } = await open()

/** Opens the button without the script. @param {any} config @param {string} [checkoutLanguage] */
async function opened(config, checkoutLanguage) {
  const { publicKeyId, createCheckoutSessionConfig, productType } = config
  const button = { publicKeyId, productType, ...createCheckoutSessionConfig }
  const answer = await fetch(`${sandbox.ready.url}/_sandbox/checkout/open`, {
    method: 'POST',
    body: JSON.stringify({ button, checkoutLanguage }),
  })
  assert.equal(answer.status, 200)
  return new URL(/** @type {any} */ (await answer.json()).nextUrl, sandbox.ready.url).href
}

const LANGUAGES = {
  en_GB: { lang: 'en', go: 'Continue to the shop', address: 'Change address', card: 'Change card', back: 'Back' },
  ja_JP: { lang: 'ja', go: 'ショップに進む', address: '住所を変更', card: 'カードを変更', back: '戻る' },
}

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`axe finds nothing on any page and each fits into a narrow window: ${language}`, async () => {
    const restricted = shop.reviewed({
      deliverySpecifications: { addressRestrictions: { type: 'Allowed', restrictions: { AT: {} } } },
      merchantMetadata: { merchantStoreName: 'W'.repeat(50), merchantReferenceId: '9'.repeat(256) },
    })
    for (const [buyer, payload] of /** @type {const} */ ([
      [/Wolfeschlegel/, restricted],
      [/Jürgen/, shop.reviewed()],
    ])) {
      const [visited, complaints] = await page()
      await visited.goto(await opened(shop.button(payload), language))
      assert.equal(await visited.locator('html').getAttribute('lang'), words.lang)
      const name = (/** @type {string} */ what) => `${what}, ${words.lang}, ${buyer.source}`
      await checkAccess(visited, name('sign in'))
      await press(visited, buyer)
      await visited.getByRole('link', { name: words.card }).waitFor()
      await checkAccess(visited, name('checkout'))
      for (const step of [words.address, words.card]) {
        await visited.getByRole('link', { name: step }).click()
        await visited.getByRole('radio').first().waitFor()
        await checkAccess(visited, name(step))
        await visited.getByRole('link', { name: words.back, exact: true }).click()
      }
      // Nobody goes on to an address that is not delivered to.
      assert.equal(await visited.getByRole('button', { name: words.go }).count(), payload === restricted ? 0 : 1)
      await visited.goto(`${sandbox.ready.url}/_sandbox/checkout?amazonCheckoutSessionId=unknown`)
      await checkAccess(visited, name('problem'))
      assert.deepEqual(
        complaints.filter((complaint) => !complaint.includes('404')),
        [],
      )
      await visited.context().close()
    }
  })
}

test('a buyer without script goes to the review page, by keyboard alone', async () => {
  const [visited] = await page({ javaScriptEnabled: false })
  await visited.goto(await opened(shop.button(shop.reviewed())))
  for (const name of [/María/, 'Continue to the shop']) await visited.getByRole('button', { name }).press('Enter')
  await visited.waitForURL(`${shop.url}/review**`)
  assert.match((await visited.locator('#address').textContent()) ?? '', /Ramírez de Prado/)
  await visited.context().close()
})

test('what a merchant or a form says is text and no mark-up, and leads to the merchant alone', async () => {
  const evil = '"><script>document.title="run"</script><img src=x onerror=alert(1)>'
  const [visited] = await page()
  await visited.goto(
    await opened(shop.button(shop.reviewed({ merchantMetadata: { merchantStoreName: evil.slice(0, 50) } }))),
  )
  await press(visited, /Jürgen/)
  const order = visited.getByRole('region', { name: 'Your order' })
  assert.ok(((await order.textContent()) ?? '').includes(evil.slice(0, 50)))
  assert.equal(await visited.locator('main script, main img').count(), 0)
  const answer = await visited.reload()
  const policy = (await answer?.allHeaders())?.['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.deepEqual(policy.split('form-action ')[1]?.split(' '), ["'self'", new URL(shop.url).origin])
  await visited.context().close()
})

test('a page of another site can not act as the buyer', async () => {
  const url = await opened(shop.button(shop.reviewed()))
  const id = new URL(url).searchParams.get('amazonCheckoutSessionId')
  const answer = await fetch(`${sandbox.ready.url}/_sandbox/checkout/${id}/cancel`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  })
  assert.equal(answer.status, 403)
  const { statusDetails } = await shop.call('GET', `checkoutSessions/${id}`)
  assert.equal(statusDetails.state, 'Open')
})

test('the pages are light and quick', async () => {
  const [visited] = await page()
  await visited.goto(await opened(shop.button(shop.reviewed())))
  const paint = await visited.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries()[0]?.startTime)).observe({
          type: 'paint',
          buffered: true,
        })
      }),
  )
  assert.ok(Number(paint) < 300, `first paint after ${paint} ms`)
  const sizes = await visited.evaluate(() =>
    ['navigation', 'resource'].flatMap((kind) =>
      performance.getEntriesByType(kind).map((entry) => /** @type {any} */ (entry).encodedBodySize),
    ),
  )
  const script = (await (await fetch(`${sandbox.ready.url}/checkout.js`)).arrayBuffer()).byteLength
  const weight = sizes.reduce((sum, size) => sum + size, script)
  assert.ok(weight > 5_000 && weight < 200_000, `${weight} bytes`)
  await visited.context().close()
})
