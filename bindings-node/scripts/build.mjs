// Compiles the package as CommonJS and lays one ES module over each entry of package.json's `exports`. Both give the same
// classes, so that `instanceof` holds in a program whose parts import one and require the other.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'cjs-module-lexer'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

rmSync(join(root, 'dist'), { recursive: true, force: true })
compile()
for (const entry of Object.values(entries)) {
  if (typeof entry === 'object') layOver(entry)
}

function compile() {
  // Under "nodenext" the nearest package.json says which kind of module is made, so CommonJS is compiled in a folder that
  // has another one.
  const staging = join(root, 'build', 'cjs')
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  cpSync(join(root, 'typescript'), join(staging, 'typescript'), { recursive: true })
  writeFileSync(join(staging, 'package.json'), '{ "type": "commonjs" }\n')
  writeFileSync(
    join(staging, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: false, declaration: true, rootDir: 'typescript', outDir: '../../dist/cjs' },
      include: ['typescript'],
    }),
  )
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'))
  execFileSync(process.execPath, [tsc, '--project', join(staging, 'tsconfig.json')], { stdio: 'inherit' })
  writeFileSync(join(root, 'dist', 'cjs', 'package.json'), '{ "type": "commonjs" }\n')
}

/** Writes the ES module of an entry. It names all that it exports, which every bundler can read. */
function layOver(entry) {
  const module = join(root, entry.import.default)
  const source = posix.relative(posix.dirname(entry.import.default), entry.require.default)
  const names = exportedNames(join(root, entry.require.default))
  const named = names.filter((name) => name !== 'default')
  // In between, for Node looks through all of what is imported for names, which here takes longer than to load it.
  const between = module.replace(/\.js$/, '.cjs')
  const lines = [
    `import { all } from './${basename(between)}'`,
    `export const {\n${named.map((name) => `  ${name},\n`).join('')}} = all`,
  ]
  const types = [`export * from '${source}'`]
  if (names.length > named.length) {
    lines.push('export default all.default')
    types.push(
      `import all from '${source}'`,
      'type Default<All> = All extends { default: infer Own } ? Own : All',
      'declare const own: Default<typeof all>',
      'export default own',
    )
  }
  mkdirSync(dirname(module), { recursive: true })
  writeFileSync(between, `exports.all = require('${source}')\n`)
  writeFileSync(module, `${lines.join('\n')}\n`)
  writeFileSync(join(root, entry.import.types), `${types.join('\n')}\n`)
}

/** The names that a CommonJS module exports, with those of the modules that it passes on. */
function exportedNames(module) {
  const { exports, reexports } = parse(readFileSync(module, 'utf8'))
  const passedOn = reexports.flatMap((name) => exportedNames(join(dirname(module), name)))
  return [...new Set([...exports, ...passedOn.filter((name) => name !== 'default')])]
    .filter((name) => name !== '__esModule')
    .sort()
}
