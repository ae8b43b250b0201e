/** The examples do what they say, each in a process of its own. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { constants, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Sandbox } from 'amazonpay/testing'

const EXAMPLES = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'examples')
/** The longest that an example may run, in milliseconds. */
const LONGEST = 60_000

/** What a reader's process has: none of the variables by which these tests run. */
function environment(own: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:NODE_TEST|AMAZON|AWS_)/.test(name))
  return { ...Object.fromEntries(kept), ...own }
}

async function outputOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => (output += piece))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

async function run(name: string, own: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [join(EXAMPLES, `${name}.js`)], {
    env: environment(own),
    timeout: LONGEST,
  })
  const { code, output } = await outputOf(child)
  assert.equal(code, 0, output)
  return output
}

test('first-payment tells the whole story, and its ledger adds up', async () => {
  const output = await run('first-payment')
  const story = [...output.matchAll(/^(?:button|clock|fault|notification|\w+\.\w+)(?= )/gm)].map(
    ([step]) => step,
  )
  assert.deepEqual(story, [
    'button',
    'checkoutSessions.get',
    'checkoutSessions.update',
    'checkoutSessions.complete',
    'charges.create',
    'clock',
    'charges.capture',
    'charges.get',
    'refunds.get',
    'charges.create',
    'fault',
    'charges.create',
    'fault',
    'charges.create',
    'chargePermissions.close',
    'notification',
  ])
  assert.match(output, /SoftDeclined +advice: retry_later\n/)
  assert.match(output, /^total +90\.00 EUR +20\.00 EUR\n/m)
  assert.match(
    output,
    /kept 70\.00 EUR \+ refunded 20\.00 EUR \+ never charged 10\.00 EUR = order 100\.00 EUR\n/,
  )
  assert.match(output, /Every state and every amount is what it has to be\.\n$/)
})

test('subscription charges once a month, and asks for another card', async () => {
  const lines = (await run('subscription')).trim().split('\n')
  assert.match(lines.shift() ?? '', /^month 1: paid by the checkout, under B?S?\w+-/)
  assert.deepEqual(lines, [
    'month 2: Captured',
    'month 2 again: Captured',
    'month 3: HardDeclined: the buyer is asked for another card',
    'month 3, another card: Captured',
    '3 charges, 29.70 EUR',
    'the subscription is Closed',
  ])
})

test('notifications-server acts once on what is told twice', async () => {
  const lines = (await run('notifications-server', { PORT: '0' })).trim().split('\n')
  assert.equal(lines.filter((line) => /^charge \S+ is Authorized$/.test(line)).length, 1, lines.join('\n'))
  assert.equal(lines.filter((line) => line.startsWith('charge permission ')).length, 1, lines.join('\n'))
  assert.equal(lines.at(-1), 'told 2 times')
})

/** Stands in for AWS KMS, as far as its operation Sign goes. */
async function kms(t: TestContext, privateKey: string): Promise<{ url: string; asked: object[] }> {
  const asked: object[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { Message: message, ...rest } = body as { Message: string }
      asked.push({ target: request.headers['x-amz-target'], ...rest })
      const key = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      const signature = sign('sha256', Buffer.from(message, 'base64'), key).toString('base64')
      response
        .setHeader('content-type', 'application/x-amz-json-1.1')
        .end(JSON.stringify({ Signature: signature }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** The variables of an account whose private key is elsewhere. */
function withoutKey({ environment }: Sandbox): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'AMAZON_PAY_PRIVATE_KEY'))
}

/** The AWS SDK takes no older Node. */
const skip = Number(process.versions.node.split('.')[0]) < 20 && 'the AWS SDK needs Node 20'

test('kms-signer signs by KMS, and Amazon accepts it', { skip }, async (t) => {
  const sandbox = await Sandbox.start()
  t.after(() => sandbox.close())
  const { url, asked } = await kms(t, sandbox.credentials.privateKey)
  const output = await run('kms-signer', {
    ...withoutKey(sandbox),
    AMAZON_PAY_KMS_KEY: 'alias/shop',
    AWS_ENDPOINT_URL_KMS: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
  })
  assert.match(output, /^The signature was accepted by http:/m)
  assert.deepEqual(asked, [
    {
      target: 'TrentService.Sign',
      KeyId: 'alias/shop',
      MessageType: 'RAW',
      SigningAlgorithm: 'RSASSA_PSS_SHA_256',
    },
  ])
  assert.equal((await sandbox.requests(1))[0]?.status, 404)
})

test('kms-signer fails when Amazon does not accept the signature', { skip }, async (t) => {
  const sandbox = await Sandbox.start()
  t.after(() => sandbox.close())
  // Another key than the account's.
  const { url } = await kms(t, (await sandbox.merchants.add('A1OTHERSHOP')).privateKeyPem ?? '')
  const child = spawn(process.execPath, [join(EXAMPLES, 'kms-signer.js')], {
    env: environment({
      ...withoutKey(sandbox),
      AWS_ENDPOINT_URL_KMS: url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }),
    timeout: LONGEST,
  })
  const { code, output } = await outputOf(child)
  assert.equal(code, 1)
  assert.match(output, /InvalidRequestSignature/)
})
