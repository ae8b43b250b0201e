// What somebody does with the dashboard: the clock, faults, notifications, the reset.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { checkAccess, open, press } from './browser.mjs'
import { pay } from './payment.mjs'

const opened = await open()
const { sandbox, shop, page } = opened
const url = sandbox.ready.url

/** Where the merchant's notifications go. @type {any[]} */
const received = []
const endpoint = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  received.push(JSON.parse(text))
  response.end()
})
endpoint.listen(0, '127.0.0.1')
await once(endpoint, 'listening')
after(() => {
  endpoint.closeAllConnections()
  endpoint.close()
})
const port = /** @type {import('node:net').AddressInfo} */ (endpoint.address()).port
await sandbox.control('POST', `merchants/${sandbox.ready.merchant_id}/ipnUrls`, {
  ipnUrls: [`http://127.0.0.1:${port}/`],
})

async function dashboard(at = '') {
  const [visited, complaints] = await page()
  await visited.goto(`${url}/${at}`)
  await visited.getByText('Live', { exact: true }).waitFor()
  return { visited, complaints }
}

test('the buttons move the clock, and what was forecast comes true', async () => {
  const { visited, complaints } = await dashboard()
  await press(visited, 'Pause')
  const clock = visited.getByRole('region', { name: 'Clock' })
  await clock.getByText('paused').waitFor()
  assert.equal((await sandbox.control('GET', 'clock')).frozen, true)

  const { charge } = await pay(opened)
  await visited.goto(`${url}/#/objects/charges/${charge}`)
  const forecast = visited
    .getByRole('region', { name: 'What will happen' })
    .getByRole('listitem')
    .filter({ hasText: charge })
  await forecast.first().waitFor()
  const told = (await forecast.first().textContent()) ?? ''
  assert.match(told, /in \d+ days/)
  const [, days] = /in (\d+) days/.exec(told) ?? []

  const before = (await sandbox.control('GET', 'clock')).now
  await clock.getByRole('button', { name: '+1 hour' }).click()
  await visited.getByText(/The clock was moved to/).waitFor()
  const later = (await sandbox.control('GET', 'clock')).now
  assert.equal(Date.parse(later) - Date.parse(before), 3_600_000)
  await clock.getByText(later.slice(0, 19).replace('T', ' ')).waitFor()
  assert.equal((await shop.call('GET', `charges/${charge}`)).statusDetails.state, 'Authorized')

  // The button that reaches what was forecast says so before it is pressed.
  const reaching = Number(days) < 8 ? /^\+8 days.*events? until then/ : /^\+180 days.*events? until then/
  await clock.getByRole('button', { name: reaching }).click()
  await visited.getByRole('article').locator('.box.present[data-state="Canceled"]').waitFor()
  await forecast.first().waitFor({ state: 'detached' })
  await press(visited, 'Real time')
  await clock.getByText('paused').waitFor({ state: 'detached' })
  assert.equal((await sandbox.control('GET', 'clock')).frozen, false)
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('a fault is switched on, met by the next call, and spent; another is switched off again', async () => {
  const { visited, complaints } = await dashboard()
  const { charge } = await pay(opened)
  const faults = visited.getByRole('region', { name: 'Faults' })
  await faults.getByRole('combobox', { name: 'Whom it meets' }).selectOption('charges.get')
  const button = faults.getByRole('button', { name: '500', exact: true })
  await button.click()
  await faults.getByText('answers 500: charges.get').waitFor()
  assert.equal(await button.getAttribute('aria-pressed'), 'true')
  assert.equal((await shop.call('GET', `charges/${charge}`)).status, 500)
  await faults.getByText('spent').waitFor()
  assert.equal(await button.getAttribute('aria-pressed'), 'false')
  assert.notEqual((await shop.call('GET', `charges/${charge}`)).status, 500)
  await visited.getByRole('row').filter({ hasText: 'fault: status' }).filter({ hasText: '500' }).first().waitFor()

  // A cut connection, for good and off again.
  await faults.getByRole('combobox', { name: 'How often' }).selectOption('Until switched off')
  const cut = faults.getByRole('button', { name: 'Cut connection' })
  await cut.click()
  await faults.getByText('cuts the connection: charges.get').waitFor()
  for (let time = 0; time < 2; time += 1) await assert.rejects(shop.call('GET', `charges/${charge}`))
  await faults.getByText('met 2').waitFor()
  await cut.click()
  await faults.getByText('cuts the connection: charges.get').waitFor({ state: 'detached' })
  assert.equal((await shop.call('GET', `charges/${charge}`)).chargeId, charge)
  await faults.getByRole('button', { name: 'Remove: answers 500: charges.get' }).click()
  await faults.getByText('Armed').waitFor({ state: 'detached' })
  assert.deepEqual(await sandbox.control('GET', 'faults'), { faults: [] })
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('notifications are shown with their deliveries, and delivered again by a button', async () => {
  const { visited, complaints } = await dashboard('#/notifications')
  const { charge } = await pay(opened)
  const row = visited.getByRole('main').getByRole('row').filter({ hasText: charge })
  await row.getByText('delivered').first().waitFor()
  const ofTheCharge = () => received.filter(({ Message }) => JSON.parse(Message).ObjectId === charge)
  assert.equal(ofTheCharge().length, 1)
  await row.getByRole('button', { name: /Replay/ }).click()
  await visited.getByText(/is delivered once more/).waitFor()
  await row.getByText('delivered').nth(1).waitFor()
  const [first, again] = ofTheCharge()
  assert.equal(again.MessageId, first.MessageId)
  await row.getByRole('link').first().click()
  const detail = visited.getByRole('article')
  await detail.getByText(first.MessageId).waitFor()
  assert.match((await detail.getByRole('listitem').filter({ hasText: 'replay' }).textContent()) ?? '', /200/)
  await checkAccess(visited, 'dashboard, notification', 360)

  // And twice by a fault.
  await visited.getByRole('group', { name: 'Notifications' }).getByRole('button', { name: 'Twice' }).click()
  await visited.getByText('notification twice').waitFor()
  const next = await pay(opened, { intent: 'AuthorizeWithCapture' })
  await visited.getByText('fault: twice').or(visited.getByText('spent')).first().waitFor()
  assert.ok(next.charge !== charge)
  await sandbox.control('DELETE', 'notifications/faults')
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('the ledger adds up, and a reset empties all, once it is confirmed', async () => {
  const { visited, complaints } = await dashboard()
  await press(visited, 'Reset…')
  const dialog = visited.getByRole('dialog', { name: 'Reset the sandbox?' })
  await dialog.getByRole('button', { name: 'Keep everything' }).click()
  assert.ok((await sandbox.control('GET', 'health')).objects > 0)
  const reset = async () => {
    await press(visited, 'Reset…')
    await dialog.getByRole('button', { name: 'Reset', exact: true }).click()
    await visited.getByText('No request yet.').waitFor()
    assert.equal((await sandbox.control('GET', 'health')).objects, 0)
  }
  await reset()

  const { permission, charge } = await pay(opened)
  await pay(opened, { amount: { amount: '1500', currencyCode: 'JPY' } })
  const eur = (/** @type {string} */ amount) => ({ amount, currencyCode: 'EUR' })
  await shop.call('POST', `charges/${charge}/capture`, { captureAmount: eur('10.00') })
  await shop.call('POST', 'refunds', { chargeId: charge, refundAmount: eur('2.50') })
  const { ledger } = await sandbox.control('GET', 'overview')
  const table = visited.getByRole('region', { name: 'Ledger' }).getByRole('table')
  await table.getByRole('row', { name: /Captured.*10\.00/ }).waitFor()
  for (const row of ledger) {
    const column = (await table.getByRole('columnheader').allTextContents()).indexOf(row.currencyCode)
    assert.ok(column >= 0, row.currencyCode)
    for (const [name, index] of [
      ['Authorized', 0],
      ['Captured', 1],
      ['Refunded', 2],
      ['Disputed', 3],
      ['Net', 4],
    ]) {
      const cells = table.locator('tbody tr').nth(Number(index)).locator('td')
      assert.equal(
        await cells.nth(column).textContent(),
        row[String(name).toLowerCase()],
        `${name} ${row.currencyCode}`,
      )
    }
  }
  assert.equal(ledger.find((/** @type {any} */ row) => row.currencyCode === 'EUR').captured, '10.00')
  assert.ok(permission !== undefined)
  await checkAccess(visited, 'dashboard', 360)
  await reset()
  assert.deepEqual(complaints, [])
  await visited.context().close()
})
