/** Runs the programs of a page, for the tests beside it: `node run-page.js FOLDER`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout } from 'node:timers/promises'
import { format } from 'node:util'
import { Sandbox } from 'amazonpay/testing'
import { type Ordering, completed } from '../face/shop.js'

const [, , folder = ''] = process.argv
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, string>
/** How long a page's last words are waited for, in milliseconds. */
const LONGEST = 10_000
const reached = new Set<string>()

/** Prints, and compares with what the page says is printed. */
function $printed(line: number): (...values: unknown[]) => void {
  return (...values) => {
    const found = format(...values)
    console.log(found)
    const wanted = expected[line] ?? ''
    if (!pattern(wanted).test(oneLine(found))) {
      throw new Error(`line ${line}: the page says\n  ${wanted}\nand there was printed\n  ${found}`)
    }
    reached.add(String(line))
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** `…` stands for anything. */
function pattern(wanted: string): RegExp {
  const parts = oneLine(wanted).split('…')
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
}

const sandbox = await Sandbox.start()
const placeOrder = (ordering?: Ordering): Promise<object> => completed(sandbox, sandbox.client(), ordering)
Object.assign(globalThis, { sandbox, placeOrder, $printed })
Object.assign(process.env, sandbox.environment)
writeFileSync(join(folder, 'private.pem'), sandbox.credentials.privateKey)
process.chdir(folder)
const [page, script] = [join(folder, 'page.js'), join(folder, 'script.run.cjs')]
if (existsSync(page)) await import(pathToFileURL(page).href)
if (existsSync(script)) await createRequire(import.meta.url)(script)
const unreached = (): string[] => Object.keys(expected).filter((line) => !reached.has(line))
// What is printed when something else happens, such as a notification that comes.
for (const end = Date.now() + LONGEST; unreached().length > 0 && Date.now() < end;) await setTimeout(10)
const missing = unreached()
for (const line of missing) console.error(`line ${line}: was never reached`)
// A page may leave a server running, as a shop does.
process.exit(missing.length === 0 ? 0 : 1)
