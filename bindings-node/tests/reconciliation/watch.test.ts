/** What is watched, and what hooks are told: a sandbox, a real Redis, and workers in this process. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AmazonPay, type Charge } from 'amazonpay'
import { Reconciler } from 'amazonpay/reconciliation'
import {
  HOUR,
  NEEDS_REDIS,
  connection,
  every,
  open,
  ordered,
  pending,
  readings,
  round,
  settled,
  subscription,
  until,
} from './shop.js'

/** A pause counts as more jobs than this; without it what has begun in this second counts too. */
const A_PAUSE = 1_000_000_000
const CENT = { amount: '0.01', currencyCode: 'EUR' }
const PRICE = { amount: '12.34', currencyCode: 'EUR' }

test(
  'a charge that is declined later is told with its reason, once, and is watched no more',
  NEEDS_REDIS,
  async (t) => {
    const { sandbox, pay, reconciler, told } = await open(t)
    const charge = await pending(sandbox, pay)
    await reconciler.watch('charge', charge)
    reconciler.run()
    await round(reconciler)
    assert.deepEqual(told, [], 'it is as it was when it was given')
    await sandbox.clock.advance({ minutes: 1 })
    await round(reconciler)
    const { chargeId } = charge
    assert.deepEqual(told, [`charge ${chargeId}: AuthorizationInitiated → Declined HardDeclined`])
    await round(reconciler)
    assert.deepEqual([...(await readings(sandbox))], [[chargeId, 2]])
    const [job] = await reconciler.queue.getCompleted()
    assert.deepEqual([job?.id, job?.returnvalue], [`charge-${chargeId}`, 'Declined'])
  },
)

test('an object is watched once, whoever asks for it and how often', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await open(t)
  const { chargeId } = await pending(sandbox, pay)
  const other = new Reconciler({
    pay,
    connection: connection(t),
    prefix: reconciler.queue.opts.prefix,
    on: { charge: () => undefined },
  })
  t.after(() => other.close())
  const asked = Array.from({ length: 10 }, () =>
    [reconciler, other].map((one) => one.watch('charge', chargeId)),
  )
  await Promise.all(asked.flat())
  reconciler.run({ concurrency: 4 })
  await settled(reconciler.queue)
  await other.watch('charge', chargeId)
  await settled(reconciler.queue)
  assert.deepEqual([...(await readings(sandbox))], [[chargeId, 1]])
  await sandbox.clock.advance({ minutes: 1 })
  await round(reconciler)
  await reconciler.watch('charge', chargeId)
  await settled(reconciler.queue)
  assert.deepEqual([...(await readings(sandbox))], [[chargeId, 2]])
  assert.deepEqual(told, [
    `charge ${chargeId}:  → AuthorizationInitiated`,
    `charge ${chargeId}: AuthorizationInitiated → Declined HardDeclined`,
  ])
})

test('what is watched is read by its schedule, until it is final', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await open(t, { schedule: every(20) })
  const { chargeId } = await pending(sandbox, pay)
  reconciler.run()
  await reconciler.watch('charge', chargeId)
  await until('it was read five times', async () => ((await readings(sandbox)).get(chargeId) ?? 0) >= 5)
  assert.equal(told.length, 1)
  await sandbox.clock.advance({ minutes: 1 })
  await until('the watch has ended', async () => (await reconciler.queue.getCompletedCount()) === 1)
  assert.equal(told.length, 2)
})

test('a session that was completed has its charge and its permission watched', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await open(t)
  const id = await ordered(sandbox, pay, '0701')
  await reconciler.watch('checkoutSession', id)
  reconciler.run()
  await settled(reconciler.queue)
  const { chargeId, chargePermissionId } = await pay.checkoutSessions.complete(id, { chargeAmount: PRICE })
  await round(reconciler)
  await settled(reconciler.queue)
  assert.deepEqual(told.slice(0, 2), [
    `checkoutSession ${id}:  → Open`,
    `checkoutSession ${id}: Open → Completed`,
  ])
  assert.deepEqual(
    told.slice(2).sort(),
    [
      `charge ${chargeId ?? ''}:  → AuthorizationInitiated`,
      `chargePermission ${chargePermissionId ?? ''}:  → NonChargeable`,
    ].sort(),
  )
  told.length = 0
  await sandbox.clock.advance({ minutes: 1 })
  await round(reconciler)
  assert.deepEqual(
    told.sort(),
    [
      `charge ${chargeId ?? ''}: AuthorizationInitiated → Authorized`,
      `chargePermission ${chargePermissionId ?? ''}: NonChargeable → Chargeable`,
    ].sort(),
  )
})

test('a refund is told, and the charge whose refunded amount it changes', NEEDS_REDIS, async (t) => {
  const refunded: unknown[] = []
  const { sandbox, pay, reconciler, told } = await open(t, {
    on: {
      charge: (charge, { previousState }) =>
        void refunded.push([charge.refundedAmount?.amount, previousState, charge.statusDetails.state]),
      refund: (refund) => void told.push(refund.statusDetails.state),
    },
  })
  const { chargeId = '' } = await pay.checkoutSessions.complete(await ordered(sandbox, pay), {
    chargeAmount: PRICE,
  })
  const charge: Charge = await pay.charges.capture(chargeId, { captureAmount: PRICE })
  const refund = await pay.refunds.create({ chargeId, refundAmount: { amount: '2.00', currencyCode: 'EUR' } })
  await reconciler.watch('charge', charge)
  await reconciler.watch('refund', refund)
  reconciler.run()
  await settled(reconciler.queue)
  assert.deepEqual([told, refunded], [[], []])
  await sandbox.clock.advance({ minutes: 1 })
  await round(reconciler)
  await until('the charge was read once more', () => refunded.length > 0)
  assert.deepEqual(told, ['Refunded'])
  assert.deepEqual(refunded, [['2.00', 'Captured', 'Captured']])
})

test('a permission that the buyer closes is told, and its amounts before', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await open(t)
  const id = await subscription(sandbox, pay)
  await reconciler.watch('chargePermission', await pay.chargePermissions.get(id))
  reconciler.run()
  await round(reconciler)
  assert.deepEqual(told, [])
  await pay.chargePermissions.close(id, { closureReason: 'no more' })
  await round(reconciler)
  assert.deepEqual(told, [`chargePermission ${id}: Chargeable → Closed`])
  assert.equal(await reconciler.queue.getCompletedCount(), 1)
})

test(
  'an object that Amazon Pay does not know ends its watch with a report; asked for again, it is read again',
  NEEDS_REDIS,
  async (t) => {
    const { sandbox, reconciler, told, reports } = await open(t)
    const id = 'S02-1234567-1234567-C123456'
    reconciler.run()
    await reconciler.watch('charge', id)
    await until('it failed', async () => (await reconciler.queue.getFailedCount()) === 1)
    assert.match(reports[0] ?? '', new RegExp(`^The charge ${id} is not watched any more`))
    assert.match((await reconciler.queue.getFailed())[0]?.failedReason ?? '', /^not_found: ResourceNotFound/)
    await reconciler.watch('charge', id)
    await until('it was read twice', async () => (await readings(sandbox)).get(id) === 2)
    assert.deepEqual(told, [])
  },
)

test('what can’t be read now is read later, and nothing is lost', NEEDS_REDIS, async (t) => {
  const paused: number[] = []
  const { sandbox, pay, reconciler, told, reports } = await open(t, {
    backoff: (failures) => {
      paused.push(failures)
      return 20
    },
  })
  const { chargeId } = await pending(sandbox, pay)
  await sandbox.faults.add({ operation: 'charges.get', status: 503, count: 4 })
  await sandbox.faults.add({ operation: 'charges.get', cut: 'answer', count: 2 })
  reconciler.run()
  await reconciler.watch('charge', chargeId)
  await until('it was read', () => told.length === 1)
  // Each attempt is made twice.
  assert.deepEqual(paused, [1, 2, 3])
  assert.match(
    reports[2] ?? '',
    new RegExp(`^The charge ${chargeId} is tried again in 20 ms, .* \\(3 times in a row\\)$`),
  )
  await settled(reconciler.queue)
  assert.equal((await reconciler.queue.getDelayed())[0]?.data.failures, undefined)
})

test('a hook that fails is called again, and its error is not written to Redis', NEEDS_REDIS, async (t) => {
  let calls = 0
  const { sandbox, pay, reconciler } = await open(t, {
    backoff: () => 10,
    on: {
      charge: () => {
        calls += 1
        if (calls < 4) throw new Error('no mail to Jane Roe')
      },
    },
  })
  const { chargeId } = await pending(sandbox, pay)
  reconciler.run()
  await reconciler.watch('charge', chargeId)
  await until(
    'the hook was through',
    async () => calls === 4 && (await reconciler.queue.getDelayedCount()) === 1,
  )
  await round(reconciler)
  assert.equal(calls, 4)
  assert.doesNotMatch(await everythingIn(connection(t), reconciler), /Jane/)
})

test('Redis keeps ids, kinds and states: nothing of the buyer, and no key', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await open(t)
  const id = await ordered(sandbox, pay)
  const session = await pay.checkoutSessions.get(id)
  reconciler.run()
  await reconciler.watch('checkoutSession', session)
  await pay.checkoutSessions.complete(id, { chargeAmount: PRICE })
  await round(reconciler)
  await until('session, charge and permission were told', () => told.length === 3)
  await settled(reconciler.queue)
  const kept = await everythingIn(connection(t), reconciler)
  assert.match(kept, new RegExp(id))
  const { buyer, shippingAddress } = session
  assert.ok(buyer?.name && buyer.email && shippingAddress?.addressLine1)
  const personal = [
    buyer.name,
    buyer.email,
    buyer.buyerId,
    shippingAddress.addressLine1,
    shippingAddress.postalCode,
  ]
  for (const secret of [...personal, pay.publicKeyId, 'PRIVATE KEY']) {
    assert.ok(secret && !kept.includes(secret), secret)
  }
})

test('a throttled Amazon Pay slows the whole queue down, and all is read', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told, reports } = await open(t)
  const permission = await subscription(sandbox, pay)
  const charges = await Promise.all(Array.from({ length: 12 }, () => pending(sandbox, pay, permission)))
  await Promise.all(charges.map(({ chargeId }) => reconciler.watch('charge', chargeId)))
  await sandbox.throttle({
    read: { capacity: 5, refillPerSecond: 5 },
    write: { capacity: 5, refillPerSecond: 5 },
  })
  const [one, other] = [reconciler.run({ concurrency: 2 }), reconciler.run({ concurrency: 2 })]
  let pauses = 0
  const limited = async (): Promise<boolean> =>
    (await reconciler.queue.getRateLimitTtl(A_PAUSE)) > 0 ? ++pauses > 0 : false
  await until('the queue pauses', limited)
  await until('all were read', () => told.length === 12)
  await settled(reconciler.queue)
  assert.equal(new Set(told).size, 12)
  assert.deepEqual(reports, [], 'being throttled is no failure')
  const refused = (await sandbox.requests(1000)).filter(({ status }) => status === 429).length
  assert.ok(refused > 0 && refused <= 24, `${refused} requests were refused`)
  await Promise.all([one.close(), other.close()])
})

test('a pause of the queue is every worker’s', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler, told } = await open(t)
  const { chargeId } = await pending(sandbox, pay)
  await reconciler.watch('charge', chargeId)
  // As whoever has met a 429 does, in this process or another.
  await reconciler.queue.rateLimit(1000)
  reconciler.run({ maximumRateLimitDelay: 20 })
  let looks = 0
  for (;;) {
    const read = (await readings(sandbox)).size
    if ((await reconciler.queue.getRateLimitTtl(A_PAUSE)) <= 0) break
    assert.equal(read, 0)
    looks += 1
  }
  assert.ok(looks > 0)
  await until('it was read', () => told.length === 1)
})

test('a key that Amazon Pay refuses loses no watch, and is no object’s fault', NEEDS_REDIS, async (t) => {
  const refusing: string[] = []
  const { sandbox, pay, reconciler, told } = await open(t)
  const { chargeId } = await pending(sandbox, pay)
  const stranger = await sandbox.merchants.add('A1STRANGER')
  const wrong = new AmazonPay({
    ...sandbox.clientSettings,
    publicKeyId: 'SANDBOX-UNKNOWNKEYIDUNKNOWNKEYID',
    privateKey: stranger.privateKeyPem ?? '',
  })
  const misconfigured = new Reconciler({
    pay: wrong,
    connection: connection(t),
    prefix: reconciler.queue.opts.prefix,
    on: { charge: () => undefined },
    report: (text) => void refusing.push(text),
  })
  t.after(() => misconfigured.close())
  const worker = misconfigured.run({ maximumRateLimitDelay: 100 })
  await reconciler.watch('charge', chargeId)
  await until('the reading was refused', () => refusing.length > 0)
  await worker.close()
  const [job] = await reconciler.queue.getWaiting()
  assert.deepEqual([job?.data.id, job?.data.failures], [chargeId, undefined])
  assert.ok((await reconciler.queue.getRateLimitTtl()) > 30_000)
  // With the right key, and the pause over.
  await reconciler.queue.removeRateLimitKey()
  reconciler.run()
  await until('it was read', () => told.length === 1)
})

test('closing lets what is under way end', NEEDS_REDIS, async (t) => {
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => (begin = resolve))
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  let through = false
  const { sandbox, pay, reconciler } = await open(t, {
    on: {
      charge: async () => {
        begin()
        await ended
        through = true
      },
    },
  })
  await reconciler.watch('charge', (await pending(sandbox, pay)).chargeId)
  const worker = reconciler.run()
  await begun
  const closed = worker.close()
  assert.equal(through, false)
  end()
  await closed
  assert.equal(through, true)
  const [job] = await reconciler.queue.getDelayed()
  assert.equal(job?.data.state, 'AuthorizationInitiated')
})

test('what has ended is remembered for a while, and then forgotten', NEEDS_REDIS, async (t) => {
  const { sandbox, pay, reconciler } = await open(t, { keepMs: 1000 })
  const chargePermissionId = await subscription(sandbox, pay)
  const watchCanceled = async (): Promise<string> => {
    const { chargeId } = await pay.charges.create({ chargePermissionId, chargeAmount: CENT })
    await reconciler.watch('charge', await pay.charges.cancel(chargeId, { cancellationReason: 'a test' }))
    await settled(reconciler.queue)
    return `charge-${chargeId}`
  }
  reconciler.run()
  const first = await watchCanceled()
  assert.ok(await reconciler.queue.getJob(first))
  // BullMQ looks when something ends.
  await until('it was forgotten', async () => {
    await watchCanceled()
    return (await reconciler.queue.getJob(first)) === undefined
  })
})

test('a Redis that does not answer is said so in time', NEEDS_REDIS, async (t) => {
  const { pay } = await open(t)
  const reconciler = new Reconciler({
    pay,
    connection: connection(t, '/nowhere/redis'),
    on: { charge: () => undefined },
    redisTimeoutMs: 50,
    report: () => undefined,
  })
  await assert.rejects(reconciler.watch('charge', 'S02-1234567-1234567-C123456'), {
    message: 'watch: Redis has not answered within 50 ms',
  })
})

test('what can’t be watched is refused by name', NEEDS_REDIS, async (t) => {
  const { pay, reconciler } = await open(t, { on: { charge: () => undefined } })
  await assert.rejects(reconciler.watch('refund', 'S02-1234567-1234567-R123456'), { field: 'on' })
  await assert.rejects(reconciler.watch('payment' as never, 'x'), { field: 'kind' })
  await assert.rejects(reconciler.watch('charge', 'a:b'), { field: 'charge' })
  await assert.rejects(reconciler.watch('charge', ''), { field: 'charge' })
  const settings = { pay, connection: connection(t), on: {} }
  assert.throws(() => new Reconciler({ ...settings, on: { payment: () => undefined } as never }), {
    field: 'on',
  })
  assert.throws(() => new Reconciler({ ...settings, keepMs: 0 }), { field: 'keepMs' })
  assert.throws(() => new Reconciler({ ...settings, schedule: HOUR as never }), { field: 'schedule' })
  assert.throws(() => new Reconciler({ ...settings, pay: undefined as never }), { field: 'pay' })
})

/** Every key of the queue with its value, as text. */
async function everythingIn(client: ReturnType<typeof connection>, { queue }: Reconciler): Promise<string> {
  const texts: string[] = []
  for (const key of await client.keys(`${queue.opts.prefix ?? ''}:*`)) {
    const read: Record<string, () => Promise<unknown>> = {
      string: () => client.get(key),
      hash: () => client.hgetall(key),
      list: () => client.lrange(key, 0, -1),
      set: () => client.smembers(key),
      zset: () => client.zrange(key, '0', '-1'),
      stream: () => client.xrange(key, '-', '+'),
    }
    const type = await client.type(key)
    if (type === 'none') continue
    texts.push(`${key} ${JSON.stringify(await read[type]?.())}`)
  }
  assert.ok(texts.length > 0)
  return texts.join('\n')
}
