// The page of an order changes as notifications arrive, without being loaded anew; without scripts it is loaded anew.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { picture } from '../browser.mjs'
import { SHOP, open, state } from './shop.mjs'

const shop = await open()

for (const [card, states, heading, chargeState] of /** @type {const} */ ([
  ['0701', 'paid, to be shipped', 'Thank you for your order', 'Authorized'],
  ['4354', 'payment declined', 'Your order', 'Declined'],
])) {
  test(`a payment with …${card} that takes time becomes ${chargeState} on the page`, async () => {
    const [opened, complaints] = await shop.page()
    await shop.buy(opened, card)
    assert.match((await state(opened).textContent()) ?? '', /payment being checked/)
    // It would be gone, were the page loaded anew.
    await opened.evaluate(() => Object.assign(window, { kept: 'kept' }))
    await shop.later(31)
    await state(opened).getByText(states).waitFor()
    await opened.getByRole('heading', { name: heading, exact: true }).waitFor()
    await opened.locator('#order-timeline li', { hasText: chargeState }).first().waitFor()
    assert.equal(await opened.evaluate(() => /** @type {any} */ (window).kept), 'kept')
    if (card === '0701') await picture(opened, `${SHOP}-order`)
    assert.deepEqual(complaints, [])
    await opened.context().close()
  })
}

test('without scripts the order says how to look again', async () => {
  const [opened] = await shop.page()
  await shop.buy(opened, '0701')
  const storageState = await opened.context().storageState()
  const [plain] = await shop.page({ javaScriptEnabled: false, storageState })
  await plain.goto(opened.url())
  await plain.getByText('payment being checked').waitFor()
  await shop.later(31)
  // The live page tells when the notification has come.
  await state(opened).getByText('paid, to be shipped').waitFor()
  await plain.getByRole('link', { name: 'Look again' }).click()
  await plain.getByText('paid, to be shipped').waitFor()
  await opened.context().close()
  await plain.context().close()
})
