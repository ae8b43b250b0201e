/** The tests of the pages fail when a page is wrong, and say where. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { join } from 'node:path'
import { blocksOf, needsOf } from './blocks.js'
import { PACKAGE, type Run, check, run, write } from './workshop.js'

const FENCE = '```'

/** Checks and runs a page of this text. */
async function tried(
  name: string,
  ...lines: string[]
): Promise<{ types: string[]; run: () => Promise<Run> }> {
  const page = join(PACKAGE, 'build', `${name}.md`)
  const written = write(page, lines.join('\n') + '\n', 'tried-pages')
  const types = check([written]).get(page) ?? []
  return Promise.resolve({
    types: types.map((told) => told.replace(page, 'page.md')),
    run: () => run(written),
  })
}

test('blocks are found with their lines and options', () => {
  const page = [
    '# A page',
    `${FENCE}ts`,
    'const a = 1',
    FENCE,
    '<!-- ts',
    'void a',
    '-->',
    `${FENCE}sh`,
    '$ ls',
    FENCE,
    `${FENCE}ts file=app/api/[id]/route.ts`,
    'export const b = 1',
    FENCE,
    `${FENCE}js not-run`,
    'throw 1',
    FENCE,
    '<!-- needs postgres redis -->',
  ].join('\n')
  const found = blocksOf(page).map(({ language, line, text, notRun, file }) => [
    language,
    line,
    text,
    notRun,
    file,
  ])
  assert.deepEqual(found, [
    ['ts', 3, 'const a = 1', false, undefined],
    ['ts', 6, 'void a', false, undefined],
    ['ts', 12, 'export const b = 1', false, 'app/api/[id]/route.ts'],
    ['js', 15, 'throw 1', true, undefined],
  ])
  assert.deepEqual(needsOf(page), ['postgres', 'redis'])
})

test('a block that cannot be read is an error', () => {
  assert.throws(() => blocksOf(`${FENCE}ts\nconst a = 1`), { message: 'line 1: the block has no end, ```' })
  assert.throws(
    () => blocksOf(`\n${FENCE}ts notrun\n${FENCE}`),
    /line 2: expected not-run or file=…, found notrun/,
  )
  assert.throws(() => blocksOf(`${FENCE}ts file=../out.ts\n${FENCE}`), /found file=..\/out.ts/)
  const written = (...lines: string[]) =>
    write(join(PACKAGE, 'build', 'unread.md'), lines.join('\n'), 'tried-pages')
  assert.throws(
    () => written(`${FENCE}ts`, 'export const a = 1', FENCE),
    /line 2: only a block with file=… can export/,
  )
  assert.throws(
    () => written(`${FENCE}ts`, 'const a = 1 // => 1', FENCE),
    /line 2: no console.log stands before/,
  )
  assert.throws(
    () => written(`${FENCE}ts`, "import { a } from 'b'", FENCE, `${FENCE}ts`, "import { a } from 'c'", FENCE),
    /line 5: a is imported from 'b' too/,
  )
})

test('a wrong type is told with the line of the page', async () => {
  const { types } = await tried(
    'wrong-type',
    '# Title',
    '',
    `${FENCE}ts`,
    "import { Money } from 'amazonpay'",
    '',
    'console.log(Money.of(12.34, "EUR"))',
    FENCE,
    `${FENCE}ts file=file.ts`,
    'export const count: number = "1"',
    FENCE,
    `${FENCE}ts not-run`,
    'sandbox.buyer.aprove("x")',
    FENCE,
    `${FENCE}ts`,
    'void sandbox.buyer.aproved',
    FENCE,
    `${FENCE}js`,
    "const { AmazonPay } = require('amazonpay')",
    'void new AmazonPay({ publicKey: "x" })',
    FENCE,
  )
  assert.deepEqual(
    types.map((told) => told.split(':').slice(0, 2).join(':')),
    ['page.md:9', 'page.md:6', 'page.md:12', 'page.md:15', 'page.md:19'],
    types.join('\n'),
  )
})

test('a mistake when it runs is told with the line of the page', async () => {
  const { types, run } = await tried(
    'wrong-run',
    '# Title',
    `${FENCE}ts`,
    'interface Padding { field: string }',
    'const padding: Padding = { field: "" }',
    'if (padding.field === "") throw new Error("wrong")',
    FENCE,
  )
  assert.deepEqual(types, [])
  const { code, output } = await run()
  assert.equal(code, 1)
  assert.match(output, /Error: wrong\n.*wrong-run\.md:5:/)
})

test('what is printed is compared with what the page says', async () => {
  const wrong = await tried('wrong-print', '# Title', `${FENCE}ts`, 'console.log(1 + 1) // => 3', FENCE)
  const { code, output } = await wrong.run()
  assert.equal(code, 1)
  assert.match(output, /line 3: the page says\n {2}3\nand there was printed\n {2}2\n/)

  const unreached = await tried(
    'unreached',
    '# Title',
    `${FENCE}ts`,
    'try {',
    '  await sandbox.clock.now()',
    '} catch (error) {',
    '  console.log(error) // => SandboxError: …',
    '}',
    FENCE,
  )
  const run = await unreached.run()
  assert.deepEqual([run.code, run.output.trim()], [1, 'line 6: was never reached'])
})

test('a page awaits, shares what its blocks declare, and finds its account', async () => {
  const { types, run } = await tried(
    'right',
    '# Title',
    '<!-- ts',
    "import assert from 'node:assert/strict'",
    '-->',
    `${FENCE}ts`,
    "import { AmazonPay, type Settings } from 'amazonpay'",
    'const settings: Settings = { privateKey: "private.pem" }',
    'const pay = AmazonPay.fromEnv(settings)',
    "console.log(pay.environment, { region: pay.region, more: 'x'.repeat(70) })",
    '// => sandbox {',
    "//      region: 'eu',",
    "//      more: 'xxx…' }",
    FENCE,
    `${FENCE}ts`,
    "import { AmazonPay, NotFound } from 'amazonpay'",
    "import { twice } from './twice.js'",
    'const settings = twice(2)',
    'await assert.rejects(pay.charges.get("S01-0000000-0000000-C000000"), NotFound)',
    'console.log((await sandbox.requests())[0]?.status, settings) // => 404 4',
    'if (settings === 4) console.log("even"); // => even',
    'else throw new Error("odd")',
    FENCE,
    `${FENCE}ts file=twice.ts`,
    'export const twice = (count: number): number => 2 * count',
    FENCE,
    `${FENCE}ts not-run`,
    'const pay = new AmazonPay({ publicKeyId: "LIVE-1", region: "eu" })',
    FENCE,
    `${FENCE}js`,
    "const { AmazonPay } = require('amazonpay')",
    'const again = AmazonPay.fromEnv()',
    'console.log(await Promise.resolve(again.region)) // => eu',
    FENCE,
  )
  assert.deepEqual(types, [])
  const { code, output } = await run()
  assert.equal(code, 0, output)
})
