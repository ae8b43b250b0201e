/**
 * The examples of the README and of the guide do what the pages say. Every page of `docs/` is found by itself.
 *
 * What a page's author writes:
 *
 * - A block that begins with three back quotes and `ts` is checked by `tsc --strict` and run. All such blocks of a page are
 *   one program, in order: what a block declares, later ones have, and may declare anew. `await` stands where it is needed.
 *   Errors name the page's line.
 * - `console.log(…) // => text`, on the line or on the next, compares what is printed with the text: `…` stands for
 *   anything, spaces and line breaks count once, and lines that begin with `//` and four spaces or more go on with it. A
 *   comparison that is never reached is a failure.
 * - `js` is CommonJS: all such blocks of a page are another program, with `require`, checked and run likewise.
 * - `ts file=app/route.ts` is a module of its own, which the page can import as './app/route.js'; it alone may export.
 * - `ts not-run` is checked only: for what needs a real account, or another runtime.
 * - An HTML comment that begins with `<!-- ts` (or `<!-- js`, with the same options) in a line of its own and ends with
 *   `-->` in another is code too, unseen by readers: to prepare what the page takes for granted, or to assert what it
 *   claims. `file=types.d.ts` in one declares a module that is not installed here.
 * - `<!-- needs postgres redis -->` skips the page's run where one of these servers is not there. `new pg.Pool()` finds
 *   PostgreSQL; `process.env['REDIS_URL']` is for ioredis.
 * - Other languages (`sh`, `json`, `sql`) are left alone.
 *
 * What a page finds: a sandbox runs, as the global `sandbox`, and `placeOrder({ amount: '12.34' })` gives the session of an
 * order that its buyer has placed; the environment variables are those of an account in it, so
 * that `AmazonPay.fromEnv()` works; the working folder has `private.pem`, that account's key; `PORT` is 0. Servers that it
 * leaves running end with it.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { PageError, needsOf } from './blocks.js'
import { PACKAGE, type Written, check, run, write } from './workshop.js'

const ROOT = join(PACKAGE, '..')
const pagesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
const HAS_CODE = /^(?:```|<!-- )[tj]s\b/m
const PAGES = [
  join(PACKAGE, 'README.md'),
  ...pagesOf(join(PACKAGE, 'docs')),
  join(ROOT, 'README.md'),
  ...pagesOf(join(ROOT, 'docs')),
  join(ROOT, 'examples', 'express-shop', 'README.md'),
].filter((page) => existsSync(page) && HAS_CODE.test(readFileSync(page, 'utf8')))
const there: Readonly<Record<string, boolean>> = {
  postgres: process.env['AMAZONPAY_TEST_POSTGRES'] !== undefined,
  redis: process.env['AMAZONPAY_TEST_REDIS'] !== undefined,
}

/** A page's programs, or why there are none. */
function programs(page: string): Written | PageError {
  try {
    return write(page, readFileSync(page, 'utf8'), 'pages')
  } catch (error) {
    if (error instanceof PageError) return error
    throw error
  }
}

const written = new Map(PAGES.map((page) => [page, programs(page)]))
let wrong: ReadonlyMap<string, string[]> | undefined

for (const [page, made] of written) {
  const name = relative(ROOT, page)
  if (made instanceof PageError) {
    test(`${name} can be read`, () => {
      throw made
    })
    continue
  }
  test(`${name} has the types it should`, () => {
    wrong ??= check([...written.values()].filter((each): each is Written => !(each instanceof PageError)))
    assert.deepEqual(wrong.get(page), [])
  })

  const missing = needsOf(readFileSync(page, 'utf8')).filter((server) => there[server] !== true)
  test(
    `${name} does what it says`,
    { skip: missing.length > 0 && `needs ${missing.join(', ')}` },
    async () => {
      const { code, output } = await run(made)
      assert.equal(code, 0, output)
    },
  )
}
