/** The blocks of code of a page. */

/** The languages whose blocks are run: the others are left alone. */
export type Language = 'ts' | 'js'

/** One block of a page. */
export interface Block {
  readonly language: Language
  /** The line of the page where its text begins, from 1. */
  readonly line: number
  readonly text: string
  /** Whether it is checked only. */
  readonly notRun: boolean
  /** The file that it is written to, beside the page's program. */
  readonly file: string | undefined
}

/** A page that can't be read. The text names the line. */
export class PageError extends Error {}

const FENCE = /^```(?<info>.*)$/
const HIDDEN = /^<!--\s*(?<info>(?:ts|js)\b.*)$/
const LANGUAGES: readonly string[] = ['ts', 'js']

/** The blocks of a page in TypeScript and JavaScript, hidden ones among them, in order. */
export function blocksOf(page: string): Block[] {
  const lines = page.split('\n')
  const found: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const fence = FENCE.exec(line)
    const info = (fence ?? HIDDEN.exec(line))?.groups?.['info']
    if (info === undefined) {
      at += 1
      continue
    }
    const end = fence === null ? '-->' : '```'
    const last = lines.findIndex((text, number) => number > at && text.trimEnd() === end)
    if (last === -1) throw new PageError(`line ${at + 1}: the block has no end, ${end}`)
    const block = blockOf(info, at, lines.slice(at + 1, last))
    if (block !== undefined) found.push(block)
    at = last + 1
  }
  return found
}

function blockOf(info: string, at: number, lines: string[]): Block | undefined {
  const [language = '', ...options] = info.trim().split(/\s+/)
  if (!LANGUAGES.includes(language)) return undefined
  let notRun = false
  let file: string | undefined
  for (const option of options) {
    if (option === 'not-run') notRun = true
    else if (/^file=\w[\w./[\]-]*$/.test(option) && !option.includes('..'))
      file = option.slice('file='.length)
    else throw new PageError(`line ${at + 1}: expected not-run or file=…, found ${option}`)
  }
  return { language: language as Language, line: at + 2, text: lines.join('\n'), notRun, file }
}

/** The servers that a page needs, by a line such as `<!-- needs postgres redis -->`. */
export function needsOf(page: string): string[] {
  return [...page.matchAll(/^<!--\s*needs\s+([\w ]+?)\s*-->$/gm)].flatMap(
    (found) => found[1]?.split(' ') ?? [],
  )
}
