/** Runs what is written for mocha, as far as the official SDK's own tests need it, and tells how each test ended. */
import { compileFunction } from 'node:vm'

/** How a test ended: `passed`, `skipped`, or why it failed. */
export type Verdict = string

type Done = (error?: unknown) => void

interface Suite {
  readonly name: string
  readonly before: ((this: { skip(): never }) => void)[]
  readonly tests: ((verdicts: Map<string, Verdict>, skipped: boolean) => Promise<void>)[]
}

class Skipped extends Error {}

/** Runs the tests of a source text, which gets its modules from `require`. */
export async function runMocha(
  source: string,
  require: (name: string) => unknown,
): Promise<Map<string, Verdict>> {
  const root: Suite = { name: '', before: [], tests: [] }
  let current = root

  const describe = (name: string, body: (done: Done) => void): void => {
    const outer = current
    const suite: Suite = { name: `${outer.name}${name} › `, before: [], tests: [] }
    current = suite
    body(() => undefined)
    current = outer
    outer.tests.push((verdicts, skipped) => run(suite, verdicts, skipped))
  }
  const it = (name: string, body: (done: Done) => void): void => {
    const title = `${current.name}${name}`
    current.tests.push(async (verdicts, skipped) => {
      verdicts.set(title, skipped ? 'skipped' : await verdictOf(body))
    })
  }
  it.skip = (name: string): void => {
    const title = `${current.name}${name}`
    current.tests.push((verdicts) => Promise.resolve(void verdicts.set(title, 'skipped')))
  }
  const before = (body: (this: { skip(): never }) => void): void => {
    current.before.push(body)
  }

  const quiet = { error: () => undefined }
  const names = ['require', 'describe', 'it', 'before', 'console']
  const program = compileFunction(source, names) as (...given: unknown[]) => void
  program(require, describe, it, before, quiet)
  const verdicts = new Map<string, Verdict>()
  await run(root, verdicts, false)
  return verdicts
}

async function run(suite: Suite, verdicts: Map<string, Verdict>, skipped: boolean): Promise<void> {
  const skip = (): never => {
    throw new Skipped()
  }
  let skips = skipped
  for (const before of suite.before) {
    try {
      before.call({ skip })
    } catch (error) {
      if (!(error instanceof Skipped)) throw error
      skips = true
    }
  }
  for (const test of suite.tests) await test(verdicts, skips)
}

function verdictOf(body: (done: Done) => void): Promise<Verdict> {
  return new Promise((resolve) => {
    try {
      body((error) => {
        resolve(error === undefined || error === null ? 'passed' : reasonOf(error))
      })
    } catch (error) {
      resolve(reasonOf(error))
    }
  })
}

/** Why, without what differs from run to run: whether Amazon Pay refused, and what the test found. */
function reasonOf(thrown: unknown): string {
  const { response, message } = thrown as {
    response?: { status: number; data: { reasonCode?: string } }
    message?: string
  }
  return response === undefined ? `${message}` : `refused: ${response.status} ${response.data.reasonCode}`
}
