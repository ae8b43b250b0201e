// The dashboard: what it shows of payments and requests, live and on a click.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { checkAccess, open, photograph, press } from './browser.mjs'
import { pay } from './payment.mjs'

const opened = await open()
const { sandbox, shop, page } = opened
const url = sandbox.ready.url

/** The dashboard in a page of its own. @param {string} [at] @param {import('playwright-core').BrowserContextOptions} [options] */
async function dashboard(at = '', options) {
  const [visited, complaints] = await page(options)
  await visited.goto(`${url}/${at}`)
  await visited.getByText('Live', { exact: true }).waitFor()
  return { visited, complaints }
}

const entry = (/** @type {import('playwright-core').Page} */ visited, /** @type {RegExp} */ name) =>
  visited.getByRole('navigation').getByRole('link', { name })

test('a payment appears without a reload, with its objects, its state and what will happen to it', async () => {
  const { visited, complaints } = await dashboard()
  assert.match((await visited.getByRole('banner').textContent()) ?? '', /local sandbox/)
  await entry(visited, /^Charges 0/).click()
  await visited.getByText('There is no charge yet.').waitFor()
  const { charge, permission } = await pay(opened)
  await entry(visited, /^Charges 1/).waitFor()
  await visited.getByRole('table').getByRole('link', { name: charge }).click()

  const detail = visited.getByRole('article')
  await detail.getByRole('heading', { level: 2, name: charge }).waitFor()
  assert.equal(await detail.locator('.box.present').getAttribute('data-state'), 'Authorized')
  assert.equal(await detail.locator('.box.present').count(), 1)
  assert.match((await detail.locator('figcaption').textContent()) ?? '', /Now Authorized\. It can become .*Captured/)
  assert.match((await detail.getByRole('list').first().textContent()) ?? '', /in \d+ days/)
  await checkAccess(visited, 'dashboard, charge', 360)
  await photograph(visited, 'dashboard-object', { width: 1280, height: 880 })

  // What it becomes is lit while it is looked at.
  const captured = await shop.call('POST', `charges/${charge}/capture`, {
    captureAmount: { amount: '12.34', currencyCode: 'EUR' },
  })
  assert.equal(captured.status, 200)
  await detail.locator('.box.present[data-state="Captured"]').waitFor()
  await detail.getByText('Now Captured').waitFor()
  // One comes to what belongs to it, and back.
  await detail.getByRole('link', { name: permission, exact: true }).first().click()
  await detail.getByRole('heading', { level: 2, name: permission }).waitFor()
  await visited.goBack()
  await detail.getByRole('heading', { level: 2, name: charge }).waitFor()
  await visited.keyboard.press('Escape')
  await detail.waitFor({ state: 'detached' })
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('a request is shown with its canonical request, and as code of each language', async () => {
  const { visited, complaints } = await dashboard('', {
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: { width: 1280, height: 900 },
  })
  const { permission } = await pay(opened, { intent: 'Confirm' })
  const order = {
    chargePermissionId: permission,
    chargeAmount: { amount: '1.00', currencyCode: 'EUR' },
    captureNow: false,
  }
  // One key, two requests: the second is answered from the store.
  for (let time = 0; time < 2; time += 1) await shop.call('POST', 'charges', order, { key: 'dashboard-1' })
  const rows = visited.getByRole('table').getByRole('row').filter({ hasText: 'charges.create' })
  await rows.filter({ hasText: 'replayed' }).filter({ hasText: 'attempt 2' }).getByRole('link').click()

  const detail = visited.getByRole('article')
  const canonical = detail.getByRole('list', { name: 'Canonical request' })
  await canonical.waitFor()
  const lines = await canonical.getByRole('listitem').allTextContents()
  assert.deepEqual(lines.slice(0, 2), ['POST', '/v2/charges'])
  assert.ok(lines.includes('x-amz-pay-idempotency-key:dashboard-1'), lines.join('\n'))
  await detail.getByText('valid', { exact: true }).waitFor()

  const copied = async (/** @type {string} */ name) => {
    await press(visited, name)
    await detail.getByRole('region', { name: `The request as ${name}` }).waitFor()
    await visited.getByText(`on the clipboard as ${name}`).waitFor()
    return visited.evaluate(() => navigator.clipboard.readText())
  }
  // The command is the request: it is answered as that was, from the store.
  const command = await copied('curl')
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent --show-error`])
  assert.equal(JSON.parse(stdout).chargePermissionId, permission, `${command}\n${stdout}`)
  await rows.filter({ hasText: 'attempt 3' }).waitFor()

  const rust = await copied('Rust')
  assert.match(rust, /let request: CreateCharge = serde_json::from_str\(r#"\{/)
  assert.ok(rust.includes('pay.charges().create(request).idempotency_key("dashboard-1").send().await?'), rust)
  const python = await copied('Python')
  assert.ok(python.includes(`answer = pay.charges.create(\n    charge_permission_id="${permission}",\n`), python)
  assert.ok(python.includes('    charge_amount=Money("1.00", "EUR"),\n    capture_now=False,\n'), python)
  await promisify(execFile)('python3', ['-c', 'import ast, sys; ast.parse(sys.argv[1])', python])
  const typescript = await copied('TypeScript')
  assert.ok(typescript.startsWith('const answer = await pay.charges.create({\n  chargePermissionId: '), typescript)
  assert.ok(typescript.includes('idempotencyKey: "dashboard-1"'), typescript)
  await checkAccess(visited, 'dashboard, request', 360)
  assert.deepEqual(complaints, [])
  await visited.context().close()
})

test('a wrong signature is shown with the line in which the two sides differ', async () => {
  const { visited } = await dashboard()
  const refused = await shop.call('GET', 'charges/S00-0', undefined, {
    sign: (canonical) => canonical.replace('x-amz-pay-region:eu', 'x-amz-pay-region:EU'),
  })
  assert.equal(refused.reasonCode, 'InvalidRequestSignature')
  await visited.getByRole('row').filter({ hasText: 'InvalidRequestSignature' }).getByRole('link').click()
  const detail = visited.getByRole('article')
  await detail.getByRole('paragraph').filter({ hasText: 'x-amz-pay-region in another letter case' }).waitFor()
  const marked = async (/** @type {string} */ name) =>
    (await detail.getByRole('list', { name, exact: true }).locator('mark').allTextContents()).join()
  assert.match(await marked('Canonical request of the client'), /^x-amz-pay-region:EU \(/)
  assert.match(await marked('Canonical request'), /^x-amz-pay-region:eu \(/)
  assert.match(
    (await detail.getByRole('table', { name: /differs/ }).textContent()) ?? '',
    /Client signed.*EU.*expects.*eu/,
  )
  await checkAccess(visited, 'dashboard, refused signature', 360)
  await visited.keyboard.press('Escape')
  await detail.waitFor({ state: 'detached' })
  await photograph(visited, 'dashboard', { width: 1280, height: 880 })
  await visited.context().close()
})

test('nothing that a merchant says is mark-up', async () => {
  const evil = '<img src=x onerror=alert(1)>'
  const { visited, complaints } = await dashboard()
  const { permission } = await pay(opened, { metadata: { merchantStoreName: evil, merchantReferenceId: evil } })
  await fetch(`${url}/v2/charges/${encodeURIComponent(evil)}`)
  // A row, an object's JSON and a request's path and answer.
  await visited.getByRole('row').filter({ hasText: '%3Cimg' }).getByRole('link').click()
  const detail = visited.getByRole('article')
  await detail.getByRole('region', { name: 'Answer' }).waitFor()
  await visited.goto(`${url}/#/objects/chargePermissions/${permission}`)
  const json = detail.getByRole('region', { name: 'The object as JSON' })
  await json.waitFor()
  assert.ok(((await json.textContent()) ?? '').includes(evil))
  await visited.goto(`${url}/#/objects/${encodeURIComponent(evil)}/${encodeURIComponent(evil)}`)
  await detail.getByRole('heading', { level: 2, name: evil }).waitFor()
  assert.equal(await visited.locator('img').count(), 0)
  // The browser itself tells that there is no such kind.
  assert.deepEqual(
    complaints.filter((complaint) => !/40[04]/.test(complaint)),
    [],
  )
  await visited.context().close()
})
