/** The vectors of notifications, with the certificate given: none of them fetches anything. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test, { after, before } from 'node:test'
import { inspect } from 'node:util'
import {
  ConfigurationError,
  type Notification,
  NotificationError,
  type NotificationVerifier,
} from 'amazonpay'
import { Sandbox } from 'amazonpay/testing'
import { vector, vectors } from './vectors.js'

interface Case {
  name: string
  body?: string
  bodyHex?: string
  bodyRepeat?: { prefix: string; filler: string; times: number; suffix: string }
  certificate?: string | string[]
  served?: object
  confirm?: boolean
  clock?: string
  settings?: {
    allowedTopics?: string[]
    freshnessWindowSeconds?: number
    maxBodyBytes?: number
    maxCertificateBytes?: number
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

let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.start({ frozen: true })
})
after(() => sandbox.close())

const pem = (names: string | string[]): string =>
  [names]
    .flat()
    .map((name) => readFileSync(vectors(`notifications/certificates/${name}.pem`), 'utf8'))
    .join('')

function bodyOf({ body = '', bodyHex, bodyRepeat }: Case): Buffer {
  if (bodyHex !== undefined) return Buffer.from(bodyHex, 'hex')
  if (bodyRepeat === undefined) return Buffer.from(body)
  const { prefix, filler, times, suffix } = bodyRepeat
  return Buffer.from(prefix + filler.repeat(times) + suffix)
}

async function verifierOf(file: File, { clock, settings = {} }: Case): Promise<NotificationVerifier> {
  await sandbox.clock.set(clock ?? file.clock)
  const { roots = 'root', intermediates = ['intermediate'], freshnessWindowSeconds, ...limits } = settings
  return sandbox.notificationVerifier({
    allowedTopics: limits.allowedTopics,
    maxBodyBytes: limits.maxBodyBytes,
    maxCertificateBytes: limits.maxCertificateBytes,
    freshnessWindowMs: freshnessWindowSeconds === undefined ? undefined : freshnessWindowSeconds * 1000,
    rootCertificates: pem(roots ?? 'root'),
    intermediateCertificates: intermediates.length === 0 ? undefined : pem(intermediates),
  })
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

for (const one of accepted.cases.filter(({ served }) => served === undefined)) {
  test(`accepted: ${one.name}`, async () => {
    const verifier = await verifierOf(accepted, one)
    const event = await verifier.verify(bodyOf(one), { certificate: pem(one.certificate ?? 'sns') })
    const found = described(event)
    // An enum that is always there is empty where the message has none.
    const message = found['message'] as Record<string, unknown> | undefined
    const expected = structuredClone(one.expected)
    if (message?.['NotificationType'] === '') (expected['message'] as typeof message)['NotificationType'] = ''
    assert.deepEqual(found, expected)
    const shown = inspect(event) + JSON.stringify(event.type === 'Notification' ? {} : event)
    for (const word of accepted.hidden) assert.ok(!shown.includes(word), word)
  })
}

for (const one of refused.cases.filter(
  (it) => it.served === undefined && it.confirm === undefined && it.settings?.roots !== null,
)) {
  test(`refused: ${one.name}`, async () => {
    const verifier = await verifierOf(refused, one)
    const error = await verifier.verify(bodyOf(one), { certificate: pem(one.certificate ?? 'sns') }).then(
      () => assert.fail('it was accepted'),
      (error: unknown) => error,
    )
    assert.ok(error instanceof NotificationError, inspect(error))
    const { kind, message, retryable } = one.expected
    assert.deepEqual([error.kind, error.isRetryable], [kind, retryable])
    const words = String(message)
    if (words.endsWith('…')) assert.ok(error.message.startsWith(words.slice(0, -1)))
    else assert.equal(error.message, words)
    for (const word of refused.hidden) assert.ok(!inspect(error).includes(word), word)
  })
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
