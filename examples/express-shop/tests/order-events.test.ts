/** An order's page hears of what becomes of its payment. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { openStores } from '#shop/stores.js'
import { Browser } from './browser.js'
import { clerkAt, open, orderNumber, paid } from './shop.js'
import { eachStore, ownDatabase } from './stores.js'

/** Reads what an order's page is sent, message by message. */
async function* messages(url: string, browser: Browser): AsyncGenerator<string, undefined> {
  const ending = new AbortController()
  const answer = await fetch(`${url}/events`, { headers: { cookie: browser.cookie }, signal: ending.signal })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  assert.ok(answer.body)
  // The types of Node and of browsers differ here.
  const decoded: ReadableStream<string> = answer.body.pipeThrough(new TextDecoderStream())
  const reader = decoded.getReader()
  try {
    let text = ''
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return undefined
      const parts = (text + value).split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) if (part.startsWith('data: ')) yield part
    }
  } finally {
    ending.abort()
  }
}

/** The first message that has what is looked for; what stands in it besides is the order's alone. */
async function heard(told: AsyncGenerator<string, undefined>, wanted: RegExp): Promise<string> {
  for (;;) {
    const next = await told.next()
    assert.ok(next.done !== true, 'the shop ended the messages')
    if (wanted.test(next.value)) return next.value
  }
}

for (const [store, stores] of await eachStore()) {
  const shop = await open({ stores })

  test(`${store}: the status of an order is sent at once, and whenever a notification changes it`, async () => {
    const buyer = await paid(shop, '0701')
    const told = messages(buyer.url, buyer)
    assert.match(await heard(told, /payment being checked/), /data-live/)
    await shop.sandbox.clock.advance({ seconds: 31 })
    // Two changes of one notification may come as one message.
    const reserved = await heard(told, /paid, to be shipped/)
    assert.match(reserved, /id="order-state"/)
    const noted = /notification/
    assert.match(noted.test(reserved) ? reserved : await heard(told, noted), /Authorized/)
    const desk = await clerkAt(shop, orderNumber(buyer))
    await desk.press('Ship, and capture 93.90 €')
    await heard(told, />shipped</)
    await told.return(undefined)
  })
}

const shop = await open()

test('nobody else hears of an order', async () => {
  const buyer = await paid(shop)
  const answer = await fetch(`${buyer.url}/events`, { headers: { cookie: new Browser(shop.url).cookie } })
  assert.equal(answer.status, 404)
  await answer.arrayBuffer()
})

const database = process.env['SHOP_TEST_DATABASE_URL']
test(
  'a change that another process makes is heard of',
  { skip: database === undefined && 'there is no PostgreSQL' },
  async (t) => {
    const own = await ownDatabase(database ?? '')
    const [one, other] = [await openStores(own), await openStores(own)]
    t.after(() => Promise.all([one.close(), other.close()]))
    const number = `events-${process.pid}`
    const nothing = { amount: '1.00', currencyCode: 'EUR' } as const
    await one.orders.place({
      number,
      checkoutSessionId: number,
      lines: [],
      shipping: nothing,
      total: nothing,
      shipTo: [],
    })
    const changed = new EventTarget()
    const unwatch = one.orders.watch(number, () => changed.dispatchEvent(new Event('change')))
    const heardOf = once(changed, 'change')
    assert.equal(await other.orders.move(number, 'canceled'), true)
    await heardOf
    unwatch()
  },
)
