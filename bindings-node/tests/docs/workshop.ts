/** Where pages become programs: their folder, their types, their runs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { type Block, blocksOf } from './blocks.js'
import { programOf } from './program.js'

/** The package's folder. */
export const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
const RUNNER = join(dirname(fileURLToPath(import.meta.url)), 'run-page.js')

const GLOBALS = `/** A sandbox that runs. */
declare const sandbox: import('amazonpay/testing').Sandbox
/** An order that a buyer has placed, of 12.34 EUR, which are reserved, unless said. */
declare function placeOrder(ordering?: {
  amount?: string
  paymentIntent?: import('amazonpay').PaymentIntent
  card?: string
  pending?: boolean
}): Promise<import('amazonpay').CheckoutSession & { chargeId: string; chargePermissionId: string }>
declare function $printed(line: number): (...values: unknown[]) => void
`

/** A page whose blocks have become files. */
export interface Written {
  /** The page. */
  readonly page: string
  /** Where its programs are; in the package, so that they import it as a shop does. */
  readonly folder: string
  readonly blocks: readonly Block[]
  /** What is checked. */
  readonly files: readonly string[]
}

/** Writes the programs of a page. `workshop` is a folder below the package's `build`. */
export function write(page: string, text: string, workshop: string): Written {
  const blocks = blocksOf(text)
  const name = relative(join(PACKAGE, '..'), page).replace(/\W+/g, '-')
  const folder = join(PACKAGE, 'build', workshop, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files: string[] = []
  const put = (name: string, content: string): string => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }
  for (const { file, line, text: content } of blocks) {
    if (file === undefined) continue
    files.push(put(file, content + '\n'))
    if (/\.tsx?$/.test(file) && !file.endsWith('.d.ts')) {
      const emitted = emit('\n'.repeat(line - 1) + content, page)
      put(file.replace(/\.tsx?$/, '.js'), emitted)
    }
  }
  // One for all pages, which are checked together.
  const globals = join(PACKAGE, 'build', workshop, 'globals.d.ts')
  writeFileSync(globals, GLOBALS)
  files.push(globals)
  const expected: Record<string, string> = {}
  for (const language of ['ts', 'js'] as const) {
    if (!blocks.some((block) => block.language === language && block.file === undefined)) continue
    files.push(put(language === 'ts' ? 'page.ts' : 'script.cjs', programOf(blocks, language, 'checked').text))
    const run = programOf(blocks, language, 'run')
    Object.assign(expected, run.expected)
    put(language === 'ts' ? 'page.js' : 'script.run.cjs', language === 'ts' ? emit(run.text, page) : run.text)
  }
  put('expected.json', JSON.stringify(expected))
  return { page, folder, blocks, files }
}

/** JavaScript whose stack traces name the page's lines. */
function emit(text: string, page: string): string {
  const { outputText, sourceMapText = '{}' } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
    fileName: 'page.ts',
  })
  const map = { ...(JSON.parse(sourceMapText) as object), sources: [pathToFileURL(page).href] }
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
  return outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, `//# sourceMappingURL=${url}\n`)
}

/** Checks pages as strictly as the package itself, and gives what is wrong by the page. */
export function check(pages: readonly Written[]): ReadonlyMap<string, string[]> {
  const { config } = ts.readConfigFile(join(PACKAGE, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object
  }
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, PACKAGE)
  const program = ts.createProgram(
    pages.flatMap(({ files }) => files.filter((file) => /\.(?:[cm]?ts|tsx|cjs)$/.test(file))),
    {
      ...options,
      // The package's declarations, as a shop has them.
      paths: {},
      allowJs: true,
      checkJs: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
  )
  const wrong = new Map<string, string[]>()
  for (const written of pages) {
    const told = written.files.flatMap((file) => {
      const source = program.getSourceFile(file)
      if (source === undefined) return []
      const offset = offsetOf(written, file)
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ start = 0, messageText }) => {
          const line = source.getLineAndCharacterOfPosition(start).line + 1 + offset
          return `${written.page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
        },
      )
    })
    wrong.set(written.page, told)
  }
  return wrong
}

function offsetOf({ folder, blocks }: Written, file: string): number {
  const own = blocks.find((block) => block.file !== undefined && join(folder, block.file) === file)
  return own === undefined ? 0 : own.line - 1
}

/** What came of a run. */
export interface Run {
  readonly code: number | null
  readonly output: string
}

/** The longest that a page may run, in milliseconds. */
const LONGEST = 120_000

/** Runs a page's programs in a process of their own, with a sandbox in Amazon's place. */
export async function run({ folder }: Written): Promise<Run> {
  // A reader has none of the variables by which these tests run.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:NODE_TEST|AMAZON|FORCE_COLOR)/.test(name)),
  )
  const redis = process.env['AMAZONPAY_TEST_REDIS']?.replace('redis+socket://', '')
  const child = spawn(process.execPath, ['--enable-source-maps', RUNNER, folder], {
    cwd: folder,
    env: { ...environment, NO_COLOR: '1', PORT: '0', ...(redis === undefined ? {} : { REDIS_URL: redis }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (output += piece))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
