/** Which native module is loaded, and what is said when there is none. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { MANIFEST, PACKAGE, PLATFORMS, nativeModule } from './package.js'

/** A program with amazonpay alone, of which the loader is enough here. */
class Program {
  readonly #folder = mkdtempSync(join(tmpdir(), 'amazonpay-loader-'))
  readonly package = this.#made('node_modules', 'amazonpay')

  constructor(t: TestContext) {
    t.after(() => {
      rmSync(this.#folder, { recursive: true })
    })
    this.#made('node_modules', 'amazonpay', 'dist', 'cjs')
    const loader = join('dist', 'cjs', 'addon.cjs')
    copyFileSync(join(PACKAGE, loader), join(this.package, loader))
  }

  /** Lets the package name these as its platforms, as a published one does. */
  publish(names: string[]): void {
    const optionalDependencies = Object.fromEntries(names.map((name) => [name, '1.2.3']))
    writeFileSync(
      join(this.package, 'package.json'),
      JSON.stringify({ name: 'amazonpay', optionalDependencies }),
    )
  }

  /** Installs a package whose native module is this file, or JavaScript that tells its name. */
  install(name: string, contents = `module.exports = ${JSON.stringify(name)}`, file = 'index.js'): void {
    const folder = this.#made('node_modules', name)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', main: file }))
    writeFileSync(join(folder, file), contents)
  }

  /** A file that Node may be told to be, with these bytes. */
  executable(contents: string): string {
    const path = join(this.#folder, 'executable')
    writeFileSync(path, contents)
    return path
  }

  /** What is loaded, as JSON, or why nothing is; on a machine that is told to be another. */
  load(
    machine: { platform?: string; arch?: string; execPath?: string } = {},
    what: 'addon.cjs' | 'index.js' = 'addon.cjs',
  ): string {
    const program = `
      for (const [name, value] of Object.entries(${JSON.stringify(machine)})) {
        Object.defineProperty(process, name, { value })
      }
      try {
        console.log(JSON.stringify(require('./node_modules/amazonpay/dist/cjs/${what}')))
      } catch (error) {
        console.log(error.message)
        if (error.cause) console.log('Because: ' + error.cause.code)
      }`
    const { stdout, stderr } = spawnSync(process.execPath, ['--eval', program], { cwd: this.#folder })
    assert.equal(stderr.toString(), '')
    return stdout.toString().trim()
  }

  #made(...path: string[]): string {
    const folder = join(this.#folder, ...path)
    mkdirSync(folder, { recursive: true })
    return folder
  }
}

test('each platform loads its own package', (t) => {
  const program = new Program(t)
  for (const platform of PLATFORMS) program.install(platform.package)
  for (const { os, cpu, libc, ...platform } of PLATFORMS) {
    const interpreter = libc === 'musl' ? '/lib/ld-musl-x86_64.so.1' : '/lib64/ld-linux-x86-64.so.2'
    const execPath = program.executable(`\x7fELF${'\0'.repeat(600)}${interpreter}\0`)
    assert.equal(program.load({ platform: os, arch: cpu, execPath }), JSON.stringify(platform.package))
  }
})

test('what was built in a clone comes first', (t) => {
  const program = new Program(t)
  for (const platform of PLATFORMS) program.install(platform.package, 'throw new Error("not this one")')
  mkdirSync(join(program.package, 'native'))
  symlinkSync(nativeModule(), join(program.package, 'native', basename(nativeModule())))
  assert.equal(program.load(), '{}')
})

test('a package that is not installed is named, with what leaves it out and what to do', (t) => {
  const program = new Program(t)
  program.publish(['amazonpay-linux-arm64-gnu'])
  const told = program.load({ platform: 'linux', arch: 'arm64' })
  assert.match(told, /^amazonpay needs the package amazonpay-linux-arm64-gnu, .* not installed\./)
  assert.match(told, /--omit=optional/)
  assert.match(told, /lock file .* made on another platform/)
  assert.match(told, /delete node_modules and the lock file/)
  assert.match(told, /Because: MODULE_NOT_FOUND$/)
})

test('a platform without a native module is named, with those that have one', (t) => {
  const program = new Program(t)
  program.publish(['amazonpay-linux-arm64-gnu', 'amazonpay-darwin-arm64'])
  assert.equal(
    program.load({ platform: 'freebsd', arch: 'x64' }),
    'amazonpay has no native module for freebsd-x64. Its platforms: linux-arm64-gnu, darwin-arm64.',
  )
})

test('in a clone, what builds it is named', (t) => {
  const told = new Program(t).load({ platform: 'darwin', arch: 'arm64' })
  assert.match(
    told,
    /^amazonpay has no native module for darwin-arm64 in this clone: scripts\/node_tests\.sh builds/,
  )
})

test('a native module that cannot be loaded says why', (t) => {
  const program = new Program(t)
  program.install('amazonpay-linux-arm64-gnu', 'damaged on its way', 'amazonpay.linux-arm64-gnu.node')
  const told = program.load({ platform: 'linux', arch: 'arm64' })
  assert.match(told, /^amazonpay could not load its native module: .*amazonpay\.linux-arm64-gnu\.node/)
  assert.match(told, /Because: ERR_DLOPEN_FAILED$/)
})

for (const [told, contents] of [
  ['9.9.9', "exports.version = () => '9.9.9'"],
  ['an older version', ''],
] as const) {
  test(`a native module of another version (${told}) is refused when the package is loaded`, (t) => {
    const program = new Program(t)
    cpSync(join(PACKAGE, 'dist'), join(program.package, 'dist'), { recursive: true })
    for (const platform of PLATFORMS) program.install(platform.package, contents)
    const words = `amazonpay ${MANIFEST.version} found its native module of ${told}. Both have to be of one version: `
    assert.ok(program.load({}, 'index.js').startsWith(words))
  })
}
