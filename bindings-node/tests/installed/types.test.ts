/** What TypeScript makes of the installed package, in programs of every kind. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { PACKAGE, entries, skip } from './package.js'

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const FOLDER = join(dirname(PACKAGE), '..', 'build', 'typed-programs')

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: 'es2022',
  lib: ['es2022'],
  types: ['node'],
  outDir: 'built',
}

/** Imports all entries, uses them, and is refused what is wrong. */
const SHOP = `
${entries()
  .map(([name], at) => `import * as entry${at} from '${name}'`)
  .join('\n')}
import { AmazonPay, type Charge, type CheckoutSession, Money, NotFound } from 'amazonpay'
import { WebStoreClient } from 'amazonpay/compat'
import { Sandbox } from 'amazonpay/testing'
import type { Handler } from 'amazonpay/web'

export const all: object[] = [${entries()
  .map((_, at) => `entry${at}`)
  .join(', ')}]

export async function captured(pay: AmazonPay, id: string): Promise<string | undefined> {
  const charge: Charge = await pay.charges.capture(id, { captureAmount: { amount: '1.00', currencyCode: 'EUR' } })
  // @ts-expect-error what Amazon does not send has no name
  charge.captureAmmount
  return charge.captureAmount && Money.add(charge.captureAmount, charge.captureAmount).amount
}

export async function refused(pay: AmazonPay): Promise<CheckoutSession> {
  // @ts-expect-error an amount is a text
  await pay.charges.capture('id', { captureAmount: { amount: 1, currencyCode: 'EUR' } })
  // @ts-expect-error a session has an id
  return pay.checkoutSessions.get()
}

export const handle = async (handler: Handler, request: Request): Promise<Response> => handler(request)
export const official = (settings: ConstructorParameters<typeof WebStoreClient>[0]) => new WebStoreClient(settings)

export async function run(): Promise<void> {
  const sandbox = await Sandbox.start()
  try {
    await sandbox.client().charges.get('S01-1234567-1234567-C123456')
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    const status: number | undefined = error.status
    console.log(status, all.every((entry) => Object.keys(entry).length > 0))
  } finally {
    await sandbox.close()
  }
}

void run()
`

const KINDS = {
  'an ES module of Node': { file: 'shop.mts', options: { module: 'node16' } },
  'CommonJS of Node': { file: 'shop.cts', options: { module: 'node16' } },
  'a bundled program': { file: 'shop.mts', options: { module: 'esnext', moduleResolution: 'bundler' } },
  'CommonJS as it used to be': {
    file: 'shop.ts',
    manifest: '{ "type": "commonjs" }',
    options: { module: 'commonjs', moduleResolution: 'node10' },
  },
}

for (const [kind, { file, options, ...more }] of Object.entries(KINDS)) {
  test(`the types hold in ${kind}`, { skip }, () => {
    const folder = join(FOLDER, kind.replaceAll(' ', '-'))
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), 'manifest' in more ? more.manifest : '{}')
    writeFileSync(join(folder, file), SHOP)
    const config = { compilerOptions: { ...STRICT, ...options }, files: [file] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    run(folder, tsc, '--project', '.')
    const built = join('built', file.replace('ts', 'js'))
    assert.equal(run(folder, built), '404 true\n')
  })
}

function run(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  return stdout
}
