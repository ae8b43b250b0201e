// Builds the dashboard into ../assets/dashboard, which is checked in and compiled into the sandbox. With --check nothing is
// written, and what is checked in has to be what the source gives.
import { readFile, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'

const assets = new URL('../assets/dashboard/', import.meta.url)
const source = new URL('src/', import.meta.url)

const { outputFiles } = await build({
  absWorkingDir: new URL('.', import.meta.url).pathname,
  entryPoints: { app: 'src/main.tsx', style: 'src/app.css' },
  outdir: 'out',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // A licence stands in the file that it is for.
  legalComments: 'inline',
  banner: {
    js: '/*! Preact, MIT, Copyright (c) 2015-present Jason Miller: https://github.com/preactjs/preact */',
  },
  charset: 'utf8',
  write: false,
})
const built = Object.fromEntries(
  outputFiles.map(({ path, text }) => [path.endsWith('.js') ? 'app.js' : 'app.css', text]),
)
built['index.html'] = await readFile(new URL('index.html', source), 'utf8')

const stale = []
for (const [name, text] of Object.entries(built)) {
  const present = await readFile(new URL(name, assets), 'utf8').catch(() => undefined)
  if (present === text) continue
  stale.push(name)
  if (!process.argv.includes('--check')) await writeFile(new URL(name, assets), text)
}
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(
    `sandbox/assets/dashboard: ${stale.join(', ')} not as the source gives it: run scripts/dashboard_build.sh`,
  )
  process.exit(1)
}
for (const name of stale) console.error(`wrote sandbox/assets/dashboard/${name}`)
