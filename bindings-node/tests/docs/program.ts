/** Programs made of a page's blocks, each line of code on the line that it has in the page. */
import ts from 'typescript'
import { type Block, type Language, PageError } from './blocks.js'

/** A program of a page. */
export interface Program {
  readonly text: string
  /** What is to be printed, by the line of the page. */
  readonly expected: Readonly<Record<string, string>>
}

/**
 * Makes one program of all blocks of a language that are no files: each block in the scope of the one before, so that a
 * later one can declare anew what an earlier one has. Imports of all blocks become the program's.
 *
 * @param which blocks that are only checked are left out of what is run.
 */
export function programOf(blocks: readonly Block[], language: Language, which: 'checked' | 'run'): Program {
  const own = blocks.filter((block) => block.language === language && block.file === undefined)
  const imports = new Imports()
  const expected: Record<string, string> = {}
  const lines: string[] = []
  let open = 0
  for (const block of own) {
    if (block.notRun && which === 'run') continue
    const text = withExpectations(language === 'ts' ? imports.takeFrom(block) : block.text, block, expected)
    while (lines.length < block.line - 2) lines.push('')
    // Where the fence is in the page.
    lines.push('{', ...text.split('\n'))
    if (block.notRun) lines.push('}')
    else open += 1
  }
  const ends = '}'.repeat(open)
  if (language === 'ts') lines[0] = `${imports.text()}${lines[0] ?? ''}`
  else lines[0] = `module.exports = (async () => {${lines[0] ?? ''}`
  lines.push(language === 'ts' ? `${ends}\nexport {}` : `${ends}})()`, '')
  return { text: lines.join('\n'), expected }
}

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile('block.ts', text, ts.ScriptTarget.ES2022, true)
}

/** The imports of all blocks, each name once. */
class Imports {
  /** By the local name: how it is imported, and whether it is a type alone. */
  readonly #names = new Map<string, { clause: string; module: string; isType: boolean }>()
  readonly #modules = new Set<string>()

  /** Takes the imports out of a block's text, which keeps its lines. */
  takeFrom(block: Block): string {
    const { text } = block
    const file = parsed(text)
    let left = text
    for (const statement of file.statements) {
      const line = block.line + file.getLineAndCharacterOfPosition(statement.getStart()).line
      if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || isExported(statement)) {
        throw new PageError(`line ${line}: only a block with file=… can export`)
      }
      if (!ts.isImportDeclaration(statement)) continue
      this.#add(statement, line)
      const [start, end] = [statement.getStart(), statement.getEnd()]
      left = left.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + left.slice(end)
    }
    return left
  }

  #add({ importClause: clause, moduleSpecifier }: ts.ImportDeclaration, line: number): void {
    const module = moduleSpecifier.getText()
    if (clause === undefined) {
      this.#modules.add(module)
      return
    }
    const isType = clause.phaseModifier === ts.SyntaxKind.TypeKeyword
    if (clause.name !== undefined) this.#put(clause.name.text, 'default', module, isType, line)
    const bindings = clause.namedBindings
    if (bindings === undefined) return
    if (ts.isNamespaceImport(bindings)) {
      this.#put(bindings.name.text, '*', module, isType, line)
    } else {
      for (const { name, propertyName, isTypeOnly } of bindings.elements) {
        this.#put(name.text, propertyName?.text ?? name.text, module, isType || isTypeOnly, line)
      }
    }
  }

  #put(local: string, clause: string, module: string, isType: boolean, line: number): void {
    const known = this.#names.get(local)
    if (known !== undefined && (known.module !== module || known.clause !== clause)) {
      throw new PageError(`line ${line}: ${local} is imported from ${known.module} too, by an earlier block`)
    }
    this.#names.set(local, { clause, module, isType: isType && (known?.isType ?? true) })
  }

  /** On one line. */
  text(): string {
    const statements = [...this.#names].map(([local, { clause, module, isType }]) => {
      const kind = isType ? 'import type' : 'import'
      if (clause === '*') return `${kind} * as ${local} from ${module};`
      return `${kind} { ${clause === local ? local : `${clause} as ${local}`} } from ${module};`
    })
    return [...[...this.#modules].map((module) => `import ${module};`), ...statements].join(' ')
  }
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

const COMMENT = /\/\/ => ?(.*)$/
const CONTINUED = /^\s*\/\/ {4,}(.*)$/

/** Lets each `console.log(…) // => text` compare what it prints. */
function withExpectations(text: string, block: Block, expected: Record<string, string>): string {
  const file = parsed(text)
  const lines = text.split('\n')
  const prints = printsOf(file)
  const changes: { at: number; line: number }[] = []
  for (const [index, source] of lines.entries()) {
    const comment = COMMENT.exec(source)
    if (comment === null) continue
    const line = block.line + index
    const at = file.getPositionOfLineAndCharacter(index, comment.index)
    // What ends on this line, or where the comment has a line of its own, before it.
    const print = prints.filter((call) => call.getEnd() <= at).at(-1)
    const between = print === undefined ? 'nothing' : text.slice(print.getEnd(), at)
    if (print === undefined || !/^[\s;)}]*$/.test(between)) {
      throw new PageError(`line ${line}: no console.log stands before // =>`)
    }
    const told = [comment[1] ?? '']
    for (let next = index + 1; ; next += 1) {
      const more = CONTINUED.exec(lines[next] ?? '')
      if (more === null) break
      told.push(more[1] ?? '')
    }
    expected[line] = told.join('\n')
    changes.push({ at: print.expression.getStart(), line })
  }
  let changed = text
  for (const { at, line } of changes.reverse()) {
    changed = `${changed.slice(0, at)}$printed(${line})${changed.slice(at + 'console.log'.length)}`
  }
  return changed
}

function printsOf(file: ts.SourceFile): ts.CallExpression[] {
  const found: ts.CallExpression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'console.log') found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}
