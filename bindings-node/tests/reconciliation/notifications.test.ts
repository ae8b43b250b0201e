/** Notifications that are handed over to the queue: the sandbox posts them, workers read the objects. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MemoryInbox, RedisInbox } from 'amazonpay/inbox'
import { Reconciler, type ReconcilerSettings } from 'amazonpay/reconciliation'
import { type QueuedNotificationHandlerSettings, notificationHandler } from 'amazonpay/web'
import { serve } from '../web/shop.js'
import {
  NEEDS_REDIS,
  type Shop,
  connection,
  open,
  ordered,
  pending,
  readings,
  settled,
  until,
} from './shop.js'

const PATH = '/amazon-pay/notifications'
const PRICE = { amount: '12.34', currencyCode: 'EUR' }

interface Endpoint extends Shop {
  topic: string
}

async function endpoint(
  t: TestContext,
  more: Partial<ReconcilerSettings> = {},
  handler: Partial<QueuedNotificationHandlerSettings> = {},
): Promise<Endpoint> {
  const shop = await open(t, more)
  const { sandbox, reconciler, reports } = shop
  const topic = `arn:aws:sns:eu-west-1:000000000000:${sandbox.merchantId}`
  const notifications = notificationHandler({
    topics: [topic],
    verifier: sandbox.notificationVerifier({ allowedTopics: [topic] }),
    queue: reconciler,
    report: (text) => void reports.push(text),
    ...handler,
  })
  const url = (await serve(t, 'express', { [`POST ${PATH}`]: notifications })) + PATH
  await sandbox.merchants.setIpnUrls(sandbox.merchantId, [url])
  return { ...shop, topic }
}

async function statuses({ sandbox }: Shop): Promise<(number | null | undefined)[]> {
  const sent = await sandbox.notifications.list()
  const attempts = sent.flatMap((each) => each.deliveries).flatMap((delivery) => delivery.attempts)
  return [...new Set(attempts.map(({ status }) => status))]
}

test('a notification is answered before anybody works, and none is lost', NEEDS_REDIS, async (t) => {
  const shop = await endpoint(t)
  const { sandbox, pay, reconciler, told } = shop
  const { chargeId = '', chargePermissionId = '' } = await pay.checkoutSessions.complete(
    await ordered(sandbox, pay),
    { chargeAmount: PRICE },
  )
  await sandbox.notifications.settled()
  assert.deepEqual(await statuses(shop), [200])
  assert.deepEqual([told, [...(await readings(sandbox))]], [[], []])
  reconciler.run({ concurrency: 2 })
  await until('both were told', () => told.length === 2)
  await settled(reconciler.queue)
  assert.deepEqual(told.sort(), [
    `charge ${chargeId}:  → Authorized`,
    `chargePermission ${chargePermissionId}:  → Chargeable`,
  ])
  // Now they are watched: the next notification has the charge read at once, though its time had not come.
  await pay.charges.capture(chargeId, { captureAmount: PRICE })
  await sandbox.notifications.settled()
  await until('the capture was told', () => told.includes(`charge ${chargeId}: Authorized → Captured`))
})

test(
  'a notification that comes again tells nothing again, with an inbox or without',
  NEEDS_REDIS,
  async (t) => {
    for (const inbox of [
      undefined,
      new MemoryInbox(),
      new RedisInbox(connection(t), { prefix: `${t.name}:` }),
    ]) {
      const shop = await endpoint(t, {}, { inbox })
      const { sandbox, pay, reconciler, told } = shop
      await sandbox.notifications.faults.add({ twice: true })
      await pay.checkoutSessions.complete(await ordered(sandbox, pay), { chargeAmount: PRICE })
      reconciler.run({ concurrency: 2 })
      await sandbox.notifications.settled()
      await until('both were told', () => told.length === 2)
      await settled(reconciler.queue)
      const before = [...(await readings(sandbox)).values()]
      for (const sent of await sandbox.notifications.list()) await sandbox.notifications.replay(sent)
      await sandbox.notifications.settled()
      await settled(reconciler.queue)
      assert.equal(told.length, 2)
      if (inbox !== undefined) assert.deepEqual([...(await readings(sandbox)).values()], before)
      await reconciler.close()
    }
  },
)

test('what changes while the object is being read is read after that', NEEDS_REDIS, async (t) => {
  const told: string[] = []
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const shop = await endpoint(t, {
    on: {
      charge: async ({ statusDetails }) => {
        told.push(statusDetails.state)
        if (told.length > 1) return
        begin()
        await ended
      },
    },
  })
  const { sandbox, pay, reconciler } = shop
  reconciler.run({ concurrency: 2 })
  const { chargeId } = await pending(sandbox, pay)
  await begun
  // The worker has read it as pending, and is not through with it yet.
  await sandbox.clock.advance({ minutes: 1 })
  await sandbox.notifications.settled()
  assert.deepEqual([told, await statuses(shop)], [['AuthorizationInitiated'], [200]])
  end()
  await until('the decline was told', () => told.length === 2)
  await settled(reconciler.queue)
  assert.deepEqual(told, ['AuthorizationInitiated', 'Declined'])
  // Once more than needed when the worker takes the job before the endpoint, which has just added it, has seen it wait.
  const reads = (await readings(sandbox)).get(chargeId) ?? 0
  assert.ok(reads === 2 || reads === 3, `read ${reads} times`)
})

test('a notification of what is final already is read once more, and is no news', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await endpoint(t)
  reconciler.run()
  const { chargeId } = await pending(sandbox, pay)
  await sandbox.clock.advance({ minutes: 1 })
  await sandbox.notifications.settled()
  const declined = (): boolean => told.some((line) => line.includes('Declined HardDeclined'))
  await until('the decline was told', declined)
  await settled(reconciler.queue)
  const [before, count] = [[...told], (await readings(sandbox)).get(chargeId) ?? 0]
  const [sent] = await sandbox.notifications.list({ objectId: chargeId })
  assert.ok(sent)
  await sandbox.notifications.replay(sent)
  await until('it was read again', async () => ((await readings(sandbox)).get(chargeId) ?? 0) > count)
  await settled(reconciler.queue)
  assert.deepEqual(told, before)
})

test('disputes are watched from their notification on, until they are resolved', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await endpoint(t)
  const { chargeId = '' } = await pay.checkoutSessions.complete(await ordered(sandbox, pay), {
    chargeAmount: PRICE,
  })
  await pay.charges.capture(chargeId, { captureAmount: PRICE })
  const { disputeId } = await sandbox.buyer.chargeback(chargeId)
  assert.ok(disputeId)
  reconciler.run()
  await sandbox.notifications.settled()
  await until('the dispute was told', () => told.includes(`dispute ${disputeId}:  → ActionRequired`))
  // From here on no notification comes.
  await sandbox.merchants.setIpnUrls(sandbox.merchantId, [])
  await sandbox.buyer.withdrawChargeback(disputeId)
  await settled(reconciler.queue)
  await reconciler.queue.promoteJobs()
  await until('its end was told', () =>
    told.some((line) => line.startsWith(`dispute ${disputeId}: ActionRequired → `)),
  )
})

test(
  'without a hook for its kind a notification is answered, and nothing is read',
  NEEDS_REDIS,
  async (t) => {
    const shop = await endpoint(t, { on: { refund: () => undefined } })
    const { sandbox, pay, reconciler } = shop
    reconciler.run()
    await pay.checkoutSessions.complete(await ordered(sandbox, pay), { chargeAmount: PRICE })
    await sandbox.notifications.settled()
    assert.deepEqual(await statuses(shop), [200])
    assert.equal((await reconciler.queue.getJobCountByTypes()) > 0, false)
  },
)

test(
  'what could not be handed over is to come again, and its claim is given back',
  NEEDS_REDIS,
  async (t) => {
    const shop = await open(t)
    const away = new Reconciler({
      pay: shop.pay,
      connection: connection(t, '/nowhere/redis'),
      on: { charge: () => undefined, chargePermission: () => undefined },
      redisTimeoutMs: 50,
      report: () => undefined,
    })
    let queue = away
    const inbox = new MemoryInbox()
    const topic = `arn:aws:sns:eu-west-1:000000000000:${shop.sandbox.merchantId}`
    const verifier = shop.sandbox.notificationVerifier({ allowedTopics: [topic] })
    const report = (text: string): void => void shop.reports.push(text)
    const handler = (request: Request): Promise<Response> =>
      notificationHandler({ topics: [topic], verifier, queue, inbox, report })(request)
    const url = (await serve(t, 'fastify', { [`POST ${PATH}`]: handler })) + PATH
    await shop.sandbox.merchants.setIpnUrls(shop.sandbox.merchantId, [url])
    await shop.pay.checkoutSessions.complete(await ordered(shop.sandbox, shop.pay), { chargeAmount: PRICE })
    await shop.sandbox.notifications.settled()
    assert.deepEqual(await statuses(shop), [503])
    assert.match(shop.reports[0] ?? '', /was not worked through, Amazon is asked to repeat it/)
    queue = shop.reconciler
    await shop.sandbox.clock.advance({ days: 1 })
    await shop.sandbox.notifications.settled()
    shop.reconciler.run({ concurrency: 2 })
    await until('both were told', () => shop.told.length === 2)
  },
)

test('hooks belong to the queue when there is one', NEEDS_REDIS, async (t) => {
  const { reconciler } = await open(t)
  const settings = { topics: ['arn:aws:sns:eu-west-1:123456789012:shop'], queue: reconciler }
  assert.throws(() => notificationHandler({ ...settings, on: {} } as never), { field: 'on' })
})
