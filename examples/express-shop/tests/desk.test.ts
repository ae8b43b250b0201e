/** The clerk at the desk. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Browser, fieldsOf } from './browser.js'
import { chargesOf, clerk, clerkAt, open, orderNumber, paid } from './shop.js'

const shop = await open()

async function shipped(): Promise<{ desk: Browser; number: string }> {
  const number = orderNumber(await paid(shop))
  const desk = await clerkAt(shop, number)
  await desk.press('Ship, and capture 93.90 €')
  return { desk, number }
}

test('a reserved order is canceled', async () => {
  const buyer = await paid(shop)
  const number = orderNumber(buyer)
  const desk = await clerkAt(shop, number)
  assert.match(
    await desk.press('Cancel the order'),
    /The order is canceled\. .*Charge: Canceled \(MerchantCanceled\)/,
  )
  assert.equal((await chargesOf(shop, number))[0]?.statusDetails.state, 'Canceled')
  assert.match(await buyer.get(`/orders/${number}`), new RegExp(`${number}: canceled`))
})

test('a form that is sent twice captures once, and gives back once', async () => {
  const number = orderNumber(await paid(shop))
  const desk = await clerkAt(shop, number)
  const capture = desk.form('Ship, and capture')
  for (let times = 0; times < 2; times += 1) assert.match(await desk.send(capture), /93\.90 € captured\./)
  const refund = desk.form('Give back')
  for (let times = 0; times < 2; times += 1) {
    assert.match(await desk.send(refund, { amount: '10.00' }), /Refund of 10\.00 € started\./)
  }
  const [charge] = await chargesOf(shop, number)
  const refunds = (await shop.sandbox.objects('refunds')).filter(
    ({ chargeId }) => chargeId === charge?.chargeId,
  )
  assert.deepEqual(
    refunds.map(({ refundAmount }) => refundAmount?.amount),
    ['10.00'],
  )
})

for (const amount of ['', 'much', '-1', '0', 'NaN', '1e3', '4.567']) {
  test(`"${amount}" is no amount to give back`, async () => {
    const { desk } = await shipped()
    assert.match(await desk.press('Give back', { amount }), /the amount is a number such as 4\.50/)
    assert.equal(desk.status, 200)
  })
}

test('what Amazon refuses is told to the clerk, with what to do', async () => {
  const number = orderNumber(await paid(shop))
  const desk = await clerkAt(shop, number)
  const stale = desk.form('Cancel the order')
  await desk.press('Ship, and capture 93.90 €')
  assert.match(await desk.send(stale), /InvalidChargeStatus.*Read the object/)
  assert.match(desk.text, /shipped/)
})

test('a capture that fails can be tried again', async () => {
  const number = orderNumber(await paid(shop))
  const desk = await clerkAt(shop, number)
  await shop.sandbox.faults.add({
    operation: 'charges.capture',
    status: 422,
    reasonCode: 'SoftDeclined',
    count: 1,
  })
  assert.match(await desk.press('Ship, and capture 93.90 €'), /SoftDeclined/)
  assert.match(await desk.press('Ship, and capture 93.90 €'), /93\.90 € captured\./)
})

test('a capture long after the authorization takes a while, and a notification ends it', async () => {
  const number = orderNumber(await paid(shop))
  await shop.sandbox.clock.advance({ days: 8 })
  const desk = await clerkAt(shop, number)
  assert.match(await desk.press('Ship, and capture 93.90 €'), /shipped, payment being taken/)
  await shop.sandbox.clock.advance({ hours: 1 })
  await shop.sandbox.notifications.settled()
  assert.match(
    await desk.get(`/desk/orders/${number}`),
    /Charge: CaptureInitiated.*Charge: Captured, 93\.90 € notification/,
  )
})

test('a refund that Amazon declines can be given again', async () => {
  const { desk, number } = await shipped()
  const [charge] = await chargesOf(shop, number)
  assert.ok(charge)
  await shop.sandbox
    .client()
    .refunds.create(
      { chargeId: charge.chargeId, refundAmount: { amount: '93.90', currencyCode: 'EUR' } },
      { simulationCode: 'ProcessingFailure' },
    )
    .catch(() => undefined)
  await shop.sandbox.clock.advance({ minutes: 1 })
  await shop.sandbox.notifications.settled()
  await desk.get(`/desk/orders/${number}`)
  assert.equal(fieldsOf(desk.form('Give back'))['amount'], '93.90')
})

test('only the clerk comes to the desk', async () => {
  const { number } = await shipped()
  const stranger = new Browser(shop.url)
  for (const path of ['/desk', `/desk/orders/${number}`]) {
    await stranger.get(path)
    assert.equal(new URL(stranger.url).pathname, '/desk/login')
  }
  // With a token of his own.
  const token = fieldsOf(stranger.form('Log in'))['csrfToken'] ?? ''
  await stranger.post(
    `/desk/orders/${number}/refund`,
    new URLSearchParams({ csrfToken: token, amount: '1.00' }),
  )
  assert.equal(new URL(stranger.url).pathname, '/desk/login')
})

test('who has logged out, or changes the cookie, is no clerk', async () => {
  const desk = await clerk(shop)
  await desk.press('Log out')
  await desk.get('/desk')
  assert.equal(new URL(desk.url).pathname, '/desk/login')
  const made = Buffer.from(JSON.stringify({ clerkUntil: Date.now() + 60_000 })).toString('base64')
  const answer = await fetch(`${shop.url}/desk`, {
    headers: { cookie: `shop=${made}; shop.sig=x` },
    redirect: 'manual',
  })
  assert.equal(answer.headers.get('location'), '/desk/login')
})

test('who guesses the password is stopped', async () => {
  const guesser = new Browser(shop.url)
  await guesser.get('/desk/login')
  const statuses: number[] = []
  for (let times = 0; times < 11; times += 1) {
    const form = guesser.forms[0]
    if (form === undefined) break
    await guesser.send(form, { password: `guess ${times}` })
    statuses.push(guesser.status)
  }
  assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429])
})
