// The dashboard at its limits: ten thousand objects, a sandbox that is gone, its weight, its colours, other sites.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccess, open } from './browser.mjs'
import { pay } from './payment.mjs'
import { startSandbox } from '../interop/sandbox_process.mjs'

const opened = await open()
const { sandbox, shop, page } = opened
const url = sandbox.ready.url

test('the page is light, asks nobody else for anything, and its policy is strict', async () => {
  const [visited, complaints] = await page()
  let weight = 0
  /** @type {Promise<void>[]} */
  const weighed = []
  const weigh = (/** @type {import('playwright-core').Response} */ response) => {
    assert.equal(new URL(response.url()).origin, url)
    // The stream of events has no end.
    if (response.url().endsWith('/events')) return
    weighed.push(
      response.body().then((body) => {
        weight += body.byteLength
      }),
    )
  }
  visited.on('response', weigh)
  const answer = await visited.goto(url)
  await visited.getByText('Live', { exact: true }).waitFor()
  await visited.waitForLoadState('load')
  // What comes later would be read when the page is closed.
  visited.off('response', weigh)
  await Promise.all(weighed)
  assert.ok(weight > 20_000 && weight <= 200_000, `${weight} bytes`)
  const headers = (await answer?.allHeaders()) ?? {}
  assert.equal(
    headers['content-security-policy'],
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  assert.deepEqual([headers['x-content-type-options'], headers['referrer-policy']], ['nosniff', 'no-referrer'])
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('a page of another site, or of another name for this machine, gets nothing', async () => {
  for (const headers of [{ origin: 'https://evil.example' }]) {
    for (const path of ['/', '/_sandbox/dashboard/app.js', '/_sandbox/overview', '/_sandbox/events']) {
      const answer = await fetch(url + path, { headers })
      assert.equal(answer.status, 403, path)
      await answer.body?.cancel()
    }
  }
  // Whoever calls the API by the page's address is told so by the API.
  const answer = await fetch(url, { method: 'POST', body: '{}' })
  assert.equal(answer.headers.get('content-type'), 'application/json')
  assert.ok(answer.status >= 400, String(answer.status))
})

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing on an empty and on a full page: ${colorScheme}`, async () => {
    const [visited, complaints] = await page({ colorScheme, reducedMotion: 'reduce' })
    await visited.goto(url)
    await visited.getByText('Live', { exact: true }).waitFor()
    await checkAccess(visited, `dashboard, at first, ${colorScheme}`, 360)
    const { charge } = await pay(opened)
    for (const at of ['#/objects/charges', `#/objects/charges/${charge}`, '#/notifications']) {
      await visited.goto(`${url}/${at}`)
      await visited.getByRole(at.endsWith(charge) ? 'article' : 'main').waitFor()
      await checkAccess(visited, `dashboard ${at.split('/').slice(1, 3).join(' ')}, ${colorScheme}`, 360)
    }
    assert.deepEqual(complaints, [])
    await visited.context().close()
  })
}

test('by keyboard alone one comes to an object and back', async () => {
  const { charge } = await pay(opened)
  const [visited] = await page()
  await visited.goto(`${url}/#/objects/charges`)
  const link = visited.getByRole('link', { name: charge })
  await link.waitFor()
  await visited.keyboard.press('Tab')
  assert.equal(await visited.evaluate(() => document.activeElement?.textContent?.trim()), 'Skip to the list')
  await visited.keyboard.press('Enter')
  const focused = () => visited.evaluate(() => document.activeElement?.textContent)
  for (let steps = 0; steps < 10 && (await focused()) !== charge; steps += 1) await visited.keyboard.press('Tab')
  await visited.keyboard.press('Enter')
  await visited.getByRole('article').waitFor()
  await visited.waitForFunction(() => document.activeElement?.id === 'detail-title')
  await visited.keyboard.press('Escape')
  await visited.getByRole('article').waitFor({ state: 'detached' })
  await visited.waitForFunction((id) => document.activeElement?.textContent === id, charge)
  await visited.context().close()
})

test('ten thousand objects stay usable', async () => {
  const [visited, complaints] = await page()
  await visited.goto(`${url}/#/objects/checkoutSessions`)
  await visited.getByText('Live', { exact: true }).waitFor()
  const body = {
    storeId: sandbox.ready.store_id,
    webCheckoutDetails: { checkoutReviewReturnUrl: `${shop.url}/review` },
  }
  const wanted = 10_000
  let left = wanted
  let last = ''
  // The page is open while they come.
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (left-- > 0) last = (await shop.call('POST', 'checkoutSessions', body)).checkoutSessionId
    }),
  )
  const option = visited.getByRole('combobox', { name: 'State' }).locator('option').first()
  await visited.waitForFunction(
    (least) =>
      Number(/[\d,]+/.exec(document.querySelector('main option')?.textContent ?? '')?.[0].replaceAll(',', '')) >= least,
    wanted,
    { timeout: 60_000 },
  )
  assert.match((await option.textContent()) ?? '', /All states \(10,\d+\)/)
  const rows = visited.locator('.list').getByRole('row')
  const elements = await visited.evaluate(() => document.querySelectorAll('*').length)
  assert.equal(await rows.count(), 51)
  assert.ok(elements < 3_000, `${elements} elements`)

  await visited.getByRole('searchbox').fill(last.slice(-12))
  await visited.getByText(/^1 to 1 of 1\D/).waitFor()
  await visited.getByRole('main').getByRole('link', { name: last }).waitFor()
  await visited.getByRole('searchbox').fill('')
  await visited.getByText(/^1 to 50 of 10,/).waitFor()
  await visited.getByRole('button', { name: 'Older' }).click()
  await visited.getByText(/^51 to 100 of 10,/).waitFor()
  await visited.getByRole('combobox', { name: 'State' }).selectOption('Completed')
  await visited.getByText(/^1 to \d of \d/).waitFor()
  // The timeline is bounded as well.
  await visited
    .getByRole('navigation')
    .getByRole('link', { name: /^Requests/ })
    .click()
  await visited.getByRole('heading', { name: 'Requests', level: 2 }).waitFor()
  assert.ok((await rows.count()) <= 101, `${await rows.count()} rows`)
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('a sandbox that is gone is told of, and the page recovers when it is back', async () => {
  const first = await startSandbox()
  const port = new URL(first.ready.url).port
  const [visited, complaints] = await page()
  await visited.goto(first.ready.url)
  await visited.getByText('Live', { exact: true }).waitFor()
  await first.stop()
  await visited.getByText('Not connected').waitFor()
  await visited.getByText('The sandbox does not answer.').waitFor()
  const second = await startSandbox({}, port)
  await visited.getByText('Live', { exact: true }).waitFor()
  await visited.getByText('Not connected').waitFor({ state: 'detached' })
  // What happens there is shown again.
  await fetch(`${second.ready.url}/v2/charges/S00-1`)
  await visited.getByRole('row').filter({ hasText: '/v2/charges/S00-1' }).waitFor()
  await second.stop()
  // The browser itself tells of each connection that was refused.
  assert.deepEqual(
    complaints.filter((complaint) => !/ERR_|net::/.test(complaint)),
    [],
  )
  await visited.context().close()
})
