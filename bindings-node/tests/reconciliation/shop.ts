/** A shop on a sandbox that reconciles through a real Redis. */
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { Redis } from 'ioredis'
import type { AmazonPay, Charge } from 'amazonpay'
import {
  Reconciler,
  type ReconcilerSettings,
  type ReconciliationHooks,
  type Schedule,
  nextReading,
} from 'amazonpay/reconciliation'
import { Sandbox } from 'amazonpay/testing'

export const REDIS = process.env['AMAZONPAY_TEST_REDIS']?.replace('redis+socket://', '')
export const NEEDS_REDIS = {
  skip: REDIS === undefined && 'Redis is not here: scripts/node_tests.sh starts one',
}

const CENT = { amount: '0.01', currencyCode: 'EUR' }
const PRICE = { amount: '12.34', currencyCode: 'EUR' }

/** Its own schedule's end, but one pause for all. */
export function every(milliseconds: number): Schedule {
  return (observed) => (nextReading(observed) === undefined ? undefined : milliseconds)
}

/** So long that what is to be read is read because a test asks for it. */
export const HOUR = 3_600_000

export interface Shop {
  sandbox: Sandbox
  pay: AmazonPay
  reconciler: Reconciler
  /** What hooks were called with: kind, id, state before, state, reason. */
  told: string[]
  reports: string[]
}

/** A shop whose hooks write down what they are told. */
export async function open(t: TestContext, more: Partial<ReconcilerSettings> = {}): Promise<Shop> {
  const sandbox = await Sandbox.start({ requestLogCapacity: 100_000 })
  t.after(() => sandbox.close())
  return openOn(t, sandbox, more)
}

/** The same on a sandbox that was there before. */
export function openOn(t: TestContext, sandbox: Sandbox, more: Partial<ReconcilerSettings> = {}): Shop {
  const pay = sandbox.client({ maxRetries: 0 })
  const told: string[] = []
  const reports: string[] = []
  const reconciler = new Reconciler({
    pay,
    connection: connection(t),
    prefix: randomUUID(),
    on: writingDown(told),
    schedule: every(HOUR),
    report: (text) => void reports.push(text),
    ...more,
  })
  t.after(() => reconciler.close())
  return { sandbox, pay, reconciler, told, reports }
}

/** A client of Redis that ends with the test. */
export function connection(t: TestContext, address = REDIS ?? ''): Redis {
  const client = new Redis(address, { maxRetriesPerRequest: null })
  // Some tests take its server away.
  client.on('error', () => undefined)
  t.after(() => {
    client.disconnect()
  })
  return client
}

export function writingDown(told: string[]): Required<ReconciliationHooks> {
  const line = (kind: string, id: string, from: string | undefined, to: string): void =>
    void told.push(`${kind} ${id}: ${from ?? ''} → ${to}`)
  return {
    charge: ({ chargeId, statusDetails: { state, reasonCode } }, { previousState }) => {
      line('charge', chargeId, previousState, reasonCode ? `${state} ${reasonCode}` : state)
    },
    chargePermission: ({ chargePermissionId, statusDetails }, { previousState }) => {
      line('chargePermission', chargePermissionId, previousState, statusDetails.state)
    },
    refund: ({ refundId, statusDetails }, { previousState }) => {
      line('refund', refundId, previousState, statusDetails.state)
    },
    dispute: ({ disputeId, statusDetails }, { previousState }) => {
      line('dispute', disputeId, previousState, statusDetails.state)
    },
    checkoutSession: ({ checkoutSessionId, statusDetails }, { previousState }) => {
      line('checkoutSession', checkoutSessionId, previousState, statusDetails.state)
    },
  }
}

/** Resolves as soon as it holds; there is no event for everything. `standing` says how things are when it never does. */
export async function until(
  what: string,
  holds: () => unknown,
  { standing }: { standing?: () => Promise<string> } = {},
): Promise<void> {
  const withinMs = 60_000
  const end = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new Error(`not within ${withinMs} ms: ${what}; ${(await standing?.()) ?? ''}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Has everything that is watched read now, and waits until it was. */
export async function round({ queue }: Reconciler): Promise<void> {
  await queue.promoteJobs()
  await settled(queue)
}

/** Nothing is being read, and nothing is about to be. */
export async function settled(queue: Reconciler['queue']): Promise<void> {
  await until('the queue is empty', async () => {
    const { active, waiting } = await queue.getJobCounts('active', 'waiting')
    return active === 0 && waiting === 0
  })
}

/** The buyer's permission to be charged again and again, so that one has many charges. */
export async function subscription(sandbox: Sandbox, pay: AmazonPay): Promise<string> {
  const session = await pay.checkoutSessions.create({
    webCheckoutDetails: {
      checkoutReviewReturnUrl: 'https://shop.example/review',
      checkoutResultReturnUrl: 'https://shop.example/result',
    },
    storeId: sandbox.storeId,
    chargePermissionType: 'Recurring',
    recurringMetadata: { frequency: { unit: 'Variable', value: '0' }, amount: PRICE },
    paymentDetails: { paymentIntent: 'Confirm', chargeAmount: PRICE },
  })
  await sandbox.buyer.approve(session)
  await sandbox.buyer.approve(session)
  const { chargePermissionId = '' } = await pay.checkoutSessions.complete(session.checkoutSessionId, {
    chargeAmount: PRICE,
  })
  return chargePermissionId
}

/** A session that the buyer has left with an order, its amount to be authorized with this card. */
export async function ordered(sandbox: Sandbox, pay: AmazonPay, card = '1111'): Promise<string> {
  const { checkoutSessionId } = await pay.checkoutSessions.create({
    webCheckoutDetails: {
      checkoutReviewReturnUrl: 'https://shop.example/review',
      checkoutResultReturnUrl: 'https://shop.example/result',
    },
    storeId: sandbox.storeId,
    paymentDetails: { paymentIntent: 'Authorize', chargeAmount: PRICE, canHandlePendingAuthorization: true },
  })
  await sandbox.buyer.checkout(checkoutSessionId, { card })
  await sandbox.buyer.approve(checkoutSessionId)
  return checkoutSessionId
}

/** A charge whose authorization is pending, and will be declined when half a minute of the sandbox's time is over. */
export async function pending(
  sandbox: Sandbox,
  pay: AmazonPay,
  chargePermissionId?: string,
  simulationCode = 'PendingHardDeclined',
): Promise<Charge> {
  return pay.charges.create(
    {
      chargePermissionId: chargePermissionId ?? (await subscription(sandbox, pay)),
      chargeAmount: CENT,
      canHandlePendingAuthorization: true,
    },
    { simulationCode },
  )
}

/** How often each object was read, by its id. */
export async function readings(
  sandbox: Sandbox,
  operation = 'charges.get',
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const request of await sandbox.requests(100_000)) {
    if (request.operation !== operation) continue
    const id = request.path.slice(request.path.lastIndexOf('/') + 1)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}
