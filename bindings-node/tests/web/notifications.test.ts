/** The endpoint of notifications: a sandbox posts to a real server of each framework, as SNS does. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import express from 'express'
import { type AmazonPay, ConfigurationError, type Ipn } from 'amazonpay'
import { route } from 'amazonpay/express'
import { MemoryInbox } from 'amazonpay/inbox'
import type { Sandbox } from 'amazonpay/testing'
import { type NotificationHandlerSettings, type NotificationHooks, notificationHandler } from 'amazonpay/web'
import { FRAMEWORKS, type Framework, authorized, listen, open, serve } from './shop.js'

const PATH = '/amazon-pay/notifications'

interface Endpoint {
  sandbox: Sandbox
  pay: AmazonPay
  topic: string
  url: string
  /** What the hook for charges was called with. */
  heard: string[]
  reports: string[]
}

type More = Partial<NotificationHandlerSettings> & { freshnessWindowMs?: number }

function settings(
  { sandbox, pay, topic }: Pick<Endpoint, 'sandbox' | 'pay' | 'topic'>,
  on: NotificationHooks,
  { freshnessWindowMs, ...more }: More,
): NotificationHandlerSettings {
  const verifier = sandbox.notificationVerifier({ allowedTopics: [topic], freshnessWindowMs })
  return { pay, topics: [topic], inbox: new MemoryInbox(), on, verifier, ...more }
}

async function endpoint(t: TestContext, framework: Framework, more: More = {}): Promise<Endpoint> {
  const shop = await open(t)
  const heard: string[] = []
  const reports: string[] = []
  const on: NotificationHooks = {
    charge: (charge, ipn) => {
      heard.push(`${charge.chargeId} ${charge.statusDetails.state} ${ipn.message.ObjectType}`)
    },
  }
  const report = (text: string): void => void reports.push(text)
  const handler = notificationHandler(settings(shop, on, { report, ...more }))
  const url = (await serve(t, framework, { [`POST ${PATH}`]: handler })) + PATH
  await shop.sandbox.merchants.setIpnUrls(shop.sandbox.merchantId, [url])
  return { ...shop, url, heard, reports }
}

async function statuses(sandbox: Sandbox): Promise<number[]> {
  const sent = await sandbox.notifications.list()
  const attempts = sent.flatMap((each) => each.deliveries).flatMap((delivery) => delivery.attempts)
  return [...new Set(attempts.map(({ status }) => status ?? 0))].sort((one, other) => one - other)
}

for (const framework of FRAMEWORKS) {
  test(`${framework}: hooks get the object, as it was read`, async (t) => {
    const { sandbox, pay, heard } = await endpoint(t, framework)
    const { chargeId = '' } = await authorized(sandbox, pay)
    await sandbox.notifications.settled()
    await pay.charges.capture(chargeId, { captureAmount: { amount: '12.34', currencyCode: 'EUR' } })
    await sandbox.notifications.settled()
    assert.deepEqual(heard, [`${chargeId} Authorized CHARGE`, `${chargeId} Captured CHARGE`])
    assert.deepEqual(await statuses(sandbox), [200])
  })

  test(`${framework}: what comes twice, or again after a day, is acted on once`, async (t) => {
    const { sandbox, pay, heard } = await endpoint(t, framework)
    await sandbox.notifications.faults.add({ twice: true })
    const { chargeId = '' } = await authorized(sandbox, pay)
    await sandbox.notifications.settled()
    await sandbox.clock.advance({ days: 1 })
    await sandbox.notifications.settled()
    for (const sent of await sandbox.notifications.list({ objectId: chargeId })) {
      await sandbox.notifications.replay(sent)
    }
    await sandbox.notifications.settled()
    assert.deepEqual(heard, [`${chargeId} Authorized CHARGE`])
  })

  for (const tampering of ['message', 'messageId', 'topicArn', 'signature', 'key', 'truncated'] as const) {
    test(`${framework}: forged (${tampering}), it is refused for good`, async (t) => {
      const { sandbox, pay, heard, reports } = await endpoint(t, framework)
      await sandbox.notifications.faults.add({ tampering })
      await authorized(sandbox, pay)
      await sandbox.notifications.settled()
      assert.deepEqual(await statuses(sandbox), [400])
      assert.deepEqual(heard, [])
      assert.match(reports[0] ?? '', /^A notification was refused \([a-z_]+\): /)
    })
  }

  test(`${framework}: what comes later than the verifier allows is refused`, async (t) => {
    const { sandbox, pay, heard, topic, url } = await endpoint(t, framework, { freshnessWindowMs: 3_600_000 })
    await authorized(sandbox, pay)
    await sandbox.notifications.settled()
    assert.equal(heard.length, 1)
    await sandbox.clock.advance({ hours: 2 })
    const [sent] = await sandbox.notifications.list({ objectType: 'CHARGE' })
    assert.ok(sent)
    await sandbox.notifications.replay(sent)
    await sandbox.notifications.settled()
    assert.ok((await statuses(sandbox)).includes(400), `${topic} at ${url}`)
    assert.equal(heard.length, 1)
  })

  test(`${framework}: what could not be worked through comes again`, async (t) => {
    let failing = true
    const heard: Ipn[] = []
    const { sandbox, pay, reports } = await endpoint(t, framework, {
      on: {
        charge: (_charge, ipn) => {
          if (failing) throw new Error('the database is away')
          heard.push(ipn)
        },
      },
    })
    const { chargeId = '' } = await authorized(sandbox, pay)
    await sandbox.notifications.settled()
    assert.ok((await statuses(sandbox)).includes(503))
    assert.match(reports[0] ?? '', /was not worked through, Amazon is asked to repeat it/)
    failing = false
    await sandbox.clock.advance({ days: 1 })
    await sandbox.notifications.settled()
    assert.deepEqual(
      heard.map((ipn) => ipn.message.ObjectId),
      [chargeId],
    )
  })

  test(`${framework}: an object that can't be read now is read when the notification comes again`, async (t) => {
    const { sandbox, pay, heard } = await endpoint(t, framework)
    const { chargeId = '' } = await (async () => {
      const session = await authorized(sandbox, pay)
      await sandbox.notifications.settled()
      return session
    })()
    heard.length = 0
    await sandbox.faults.add({ operation: 'charges.get', status: 500 })
    await pay.charges.cancel(chargeId, { cancellationReason: 'out of stock' })
    await sandbox.notifications.settled()
    assert.deepEqual(heard, [])
    await sandbox.faults.clear()
    await sandbox.clock.advance({ days: 1 })
    await sandbox.notifications.settled()
    assert.deepEqual(heard, [`${chargeId} Canceled CHARGE`])
  })

  test(`${framework}: subscriptions to the shop's own topics alone are confirmed`, async (t) => {
    const own = await endpoint(t, framework)
    const { sandbox } = own
    const question = { merchantId: sandbox.merchantId, url: own.url }
    await sandbox.notifications.askForConfirmation(question)
    await sandbox.notifications.settled()
    assert.deepEqual(
      (await sandbox.notifications.subscriptions()).map(({ confirmed }) => confirmed),
      [true],
    )
    const stranger = await endpoint(t, framework, { topics: ['arn:aws:sns:eu-west-1:000000000000:Another'] })
    await stranger.sandbox.notifications.askForConfirmation({
      merchantId: stranger.sandbox.merchantId,
      url: stranger.url,
    })
    await stranger.sandbox.notifications.settled()
    assert.deepEqual(
      (await stranger.sandbox.notifications.subscriptions()).map(({ confirmed }) => confirmed),
      [false],
    )
    assert.ok((await statuses(stranger.sandbox)).includes(403))
    assert.match(stranger.reports[0] ?? '', new RegExp(`topic ${stranger.topic} was refused`))
  })

  test(`${framework}: strangers' bodies are refused`, async (t) => {
    const { url } = await endpoint(t, framework)
    const post = async (body: string): Promise<number> => (await fetch(url, { method: 'POST', body })).status
    assert.equal(await post(''), 400)
    assert.equal(await post('{}'), 400)
    assert.equal(await post('x'.repeat(262_145)), 413)
  })
}

test('servers that share an inbox act once between them', async (t) => {
  const shop = await open(t)
  const heard: string[] = []
  const on: NotificationHooks = { charge: (charge) => void heard.push(charge.chargeId) }
  const inbox = new MemoryInbox()
  const handler = (): ReturnType<typeof notificationHandler> =>
    notificationHandler(settings(shop, on, { inbox }))
  const servers = await Promise.all(
    FRAMEWORKS.map((framework) => serve(t, framework, { [`POST ${PATH}`]: handler() })),
  )
  await shop.sandbox.merchants.setIpnUrls(
    shop.sandbox.merchantId,
    servers.map((url) => url + PATH),
  )
  const { chargeId } = await authorized(shop.sandbox, shop.pay)
  await shop.sandbox.notifications.settled()
  await shop.sandbox.clock.advance({ days: 1 })
  await shop.sandbox.notifications.settled()
  assert.deepEqual(heard, [chargeId])
})

test('a delivery that comes while another is worked on is to come again', async (t) => {
  const shop = await open(t)
  const bodies: ArrayBuffer[] = []
  const keep = async (request: Request): Promise<Response> => {
    bodies.push(await request.arrayBuffer())
    return new Response()
  }
  const url = (await serve(t, 'express', { [`POST ${PATH}`]: keep })) + PATH
  await shop.sandbox.merchants.setIpnUrls(shop.sandbox.merchantId, [url])
  await authorized(shop.sandbox, shop.pay)
  await shop.sandbox.notifications.settled()
  const body = bodies.find((one) => Buffer.from(one).includes('CHARGE\\"'))
  assert.ok(body)

  let begun = 0
  let begin = (): void => undefined
  const began = new Promise<void>((resolve) => (begin = resolve))
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const charge = async (): Promise<void> => {
    begun += 1
    begin()
    if (begun === 1) await ended
  }
  const handler = notificationHandler(settings(shop, { charge }, {}))
  const deliver = (): Promise<Response> => handler(new Request(url, { method: 'POST', body }))
  const first = deliver()
  await began
  assert.equal((await deliver()).status, 503)
  end()
  assert.equal((await first).status, 200)
  assert.equal((await deliver()).status, 200)
  assert.equal(begun, 1)
})

test('fastify: the rest of the server keeps its parsers', async (t) => {
  const { url } = await endpoint(t, 'fastify')
  const answer = await fetch(new URL('/echo', url), {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  assert.deepEqual(await answer.json(), { a: 1 })
})

test('express: a body that a parser has replaced is the shop’s mistake, and said so', async (t) => {
  const shop = await open(t)
  const errors: unknown[] = []
  const report = (_text: string, error: unknown): void => void errors.push(error)
  const app = express()
  app.use(express.json({ type: () => true }))
  app.post(PATH, route(notificationHandler(settings(shop, {}, { report }))))
  const url = (await listen(t, createServer(app))) + PATH
  assert.equal((await fetch(url, { method: 'POST', body: '{"Type":"Notification"}' })).status, 500)
  assert.ok(errors[0] instanceof ConfigurationError && errors[0].field === 'body')
})

test('express: a raw body is verified wherever it was kept', async (t) => {
  for (const keep of [
    express.raw({ type: () => true }),
    express.text({ type: () => true }),
    express.json({
      type: () => true,
      verify: (request, _response, body) => {
        Object.assign(request, { rawBody: body })
      },
    }),
  ]) {
    const shop = await open(t)
    const heard: string[] = []
    const app = express()
    app.use(keep)
    const on: NotificationHooks = { charge: (charge) => void heard.push(charge.chargeId) }
    app.post(PATH, route(notificationHandler(settings(shop, on, {}))))
    const url = (await listen(t, createServer(app))) + PATH
    await shop.sandbox.merchants.setIpnUrls(shop.sandbox.merchantId, [url])
    const { chargeId } = await authorized(shop.sandbox, shop.pay)
    await shop.sandbox.notifications.settled()
    assert.deepEqual(heard, [chargeId])
  }
})

test('a handler is refused that would listen to anybody', async (t) => {
  const { pay } = await open(t)
  const nobody = { pay, topics: [], inbox: new MemoryInbox(), on: {} }
  assert.throws(() => notificationHandler(nobody), { name: 'ConfigurationError', field: 'topics' })
})

test('other methods are refused', async (t) => {
  const shop = await open(t)
  const answer = await notificationHandler(settings(shop, {}, {}))(new Request('http://localhost/ipn'))
  assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST'])
})
