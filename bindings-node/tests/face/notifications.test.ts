/** The vectors of notifications, each with the certificate from a real TLS server that stands in for SNS, and given. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { rootCertificates } from 'node:tls'
import { inspect } from 'node:util'
import {
  ConfigurationError,
  type Notification,
  NotificationError,
  type NotificationVerifierSettings,
} from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { type Served, type SnsHost, SnsHosts, pem } from './sns-hosts.js'
import { vector } from './vectors.js'

interface Case {
  name: string
  body?: string
  bodyHex?: string
  bodyRepeat?: { prefix: string; filler: string; times: number; suffix: string }
  certificate?: string | string[]
  served?: Served
  fetches?: number
  confirm?: boolean
  confirmationServed?: Served
  confirmations?: number
  clock?: string
  settings?: {
    allowedTopics?: string[]
    freshnessWindowSeconds?: number
    maxBodyBytes?: number
    maxCertificateBytes?: number
    timeoutMs?: number
    roots?: string | null
    intermediates?: string[]
  }
  expected: Record<string, unknown>
}

interface File {
  clock: string
  hidden: string[]
  cases: Case[]
}

const accepted = vector('notifications/accepted.json') as File
const refused = vector('notifications/refused.json') as File

/** Verifiers go by its clock. */
let sandbox: Sandbox
let hosts: SnsHosts
before(async () => {
  sandbox = await Sandbox.start({ frozen: true })
  hosts = await SnsHosts.open()
})
after(async () => {
  hosts.close()
  await sandbox.close()
})

function bodyOf({ body = '', bodyHex, bodyRepeat }: Case): Buffer {
  if (bodyHex !== undefined) return Buffer.from(bodyHex, 'hex')
  if (bodyRepeat === undefined) return Buffer.from(body)
  const { prefix, filler, times, suffix } = bodyRepeat
  return Buffer.from(prefix + filler.repeat(times) + suffix)
}

/** A case that is set up: its clock, its settings, what SNS serves, and the certificate that can be given instead. */
async function ready(
  file: File,
  one: Case,
): Promise<{ host: SnsHost; settings: NotificationVerifierSettings; certificate: string | undefined }> {
  await sandbox.clock.set(one.clock ?? file.clock)
  const {
    roots = 'root',
    intermediates = ['intermediate'],
    freshnessWindowSeconds,
    ...limits
  } = one.settings ?? {}
  const text = one.served === undefined ? pem(one.certificate ?? 'sns') : one.served.text
  const { host, settings } = hosts.serving(one.served ?? { text: text ?? '' })
  return {
    host,
    // What the caller could hand in as well.
    certificate: one.served?.certificate === undefined ? text : undefined,
    settings: {
      ...limits,
      freshnessWindowMs: freshnessWindowSeconds === undefined ? undefined : freshnessWindowSeconds * 1000,
      // None are the roots of the web: Node has Mozilla's list.
      rootCertificates: roots === null ? rootCertificates.join('\n') : pem(roots),
      intermediateCertificates: intermediates.length === 0 ? undefined : pem(intermediates),
      ...settings,
    },
  }
}

function described(event: Notification): Record<string, unknown> {
  const { messageId, topicArn, signatureVersion, type } = event
  const envelope = {
    messageId,
    topicArn,
    signatureVersion,
    type,
    timestamp: event.timestamp.toISOString().replace('.000Z', 'Z'),
  }
  if (event.type === 'Notification') {
    return { ...envelope, subject: event.subject ?? null, message: { ...event.message } }
  }
  if (event.type === 'SubscriptionConfirmation') {
    return { ...envelope, token: event.token, subscribeUrl: event.subscribeUrl }
  }
  return envelope
}

for (const one of accepted.cases) {
  test(`accepted: ${one.name}`, async () => {
    const { host, settings, certificate } = await ready(accepted, one)
    const before = host.requests
    const verifier = sandbox.notificationVerifier(settings)
    const event = await verifier.verify(bodyOf(one))
    const found = described(event)
    // An enum that is always there is empty where the message has none.
    const message = found['message'] as Record<string, unknown> | undefined
    const expected = structuredClone(one.expected)
    if (message?.['NotificationType'] === '') (expected['message'] as typeof message)['NotificationType'] = ''
    assert.deepEqual(found, expected)
    assert.deepEqual(described(await verifier.verify(bodyOf(one))), found)
    assert.equal(host.requests - before, one.fetches, 'the second time it is known')
    assert.deepEqual(described(await verifier.verify(bodyOf(one).toString(), { certificate })), found)
    const shown = inspect(event) + JSON.stringify(event.type === 'Notification' ? {} : event)
    for (const word of accepted.hidden) assert.ok(!shown.includes(word), word)
  })
}

for (const one of refused.cases) {
  test(`refused: ${one.name}`, async () => {
    const { host, settings, certificate } = await ready(refused, one)
    const before = host.requests
    const verifier = sandbox.notificationVerifier(settings)
    if (one.confirm === true) {
      const event = await verifier.verify(bodyOf(one))
      assert.ok(event.type === 'SubscriptionConfirmation')
      const sns = hosts.serving(one.confirmationServed ?? {})
      const asked = sns.host.requests
      const confirming = sandbox.notificationVerifier({ ...settings, ...sns.settings })
      assertRefused(await refusal(confirming.confirmSubscription(event)), one)
      assert.equal(sns.host.requests - asked, one.confirmations)
      return
    }
    assertRefused(await refusal(verifier.verify(bodyOf(one))), one)
    assert.equal(host.requests - before, one.fetches ?? 0)
    if (certificate === undefined) return
    assertRefused(await refusal(verifier.verify(bodyOf(one), { certificate })), one)
  })
}

function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.fail('it was accepted'),
    (error: unknown) => error,
  )
}

/** An expected message that ends with an ellipsis goes on with words of TLS or the system. */
function assertRefused(error: unknown, { expected }: Case): void {
  assert.ok(error instanceof NotificationError, inspect(error))
  const { kind, message, retryable } = expected
  assert.deepEqual([error.kind, error.isRetryable], [kind, retryable])
  const words = String(message)
  if (words.endsWith('…')) assert.ok(error.message.startsWith(words.slice(0, -1)), error.message)
  else assert.equal(error.message, words)
  for (const word of refused.hidden) assert.ok(!inspect(error).includes(word), word)
}

test('what is no raw body is refused with what happened to it', async () => {
  const verifier = sandbox.notificationVerifier()
  const parsed = { Type: 'Notification' } as unknown as string
  await assert.rejects(verifier.verify(parsed), (error) => {
    assert.ok(error instanceof ConfigurationError)
    return error.message.includes('a body parser has replaced it')
  })
  assert.throws(() => sandbox.notificationVerifier({ freshnessWindowMs: -1 }), ConfigurationError)
})
