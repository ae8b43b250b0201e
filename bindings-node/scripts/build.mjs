// Compiles the package twice, as ES modules and as CommonJS, out of the same sources.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const compile = (project) =>
  execFileSync(process.execPath, [tsc, '--project', project], { cwd: root, stdio: 'inherit' })

rmSync(join(root, 'dist'), { recursive: true, force: true })
compile('tsconfig.esm.json')

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
compile(join(staging, 'tsconfig.json'))
writeFileSync(join(root, 'dist', 'cjs', 'package.json'), '{ "type": "commonjs" }\n')
