/** What is in the packages: all that is needed, and nothing of the machine that made them. */
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, posix } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY } from '../repository.js'
import { MANIFEST, PACKAGE, PLATFORMS, entries, filesOf, manifestOf, nativePackage, skip } from './package.js'

const CLONE = join(REPOSITORY, 'bindings-node')

test('the package has what is built of its sources, its pages and its licence', { skip }, () => {
  const sources = filesOf(join(CLONE, 'typescript')).flatMap((source) => {
    const [, name = '', kind = ''] = /^(.+)\.([cm]?)ts$/.exec(source) ?? []
    return [`dist/cjs/${name}.${kind}js`, `dist/cjs/${name}.d.${kind}ts`]
  })
  const modules = entries().flatMap(([, entry]) => {
    const module = entry.import.default
    return [module, module.replace(/\.js$/, '.cjs'), entry.import.types]
  })
  assert.deepEqual(
    filesOf(PACKAGE),
    [
      'LICENSE',
      'README.md',
      'package.json',
      'dist/cjs/package.json',
      ...filesOf(join(CLONE, 'docs')).map((page) => `docs/${page}`),
      ...sources,
      ...modules.map((file) => posix.normalize(file)),
    ].sort(),
  )
})

test('what the manifest names is there', { skip }, () => {
  const named = entries().flatMap(([, entry]) => [
    ...Object.values(entry.import),
    ...Object.values(entry.require),
  ])
  assert.ok(named.length > 30, named.join())
  for (const file of [...named, MANIFEST.main]) assert.ok(statSync(join(PACKAGE, file)).isFile(), file)
  assert.deepEqual(Object.keys(MANIFEST.bin), ['amazonpay-sandbox'])
  const [program = ''] = Object.values(MANIFEST.bin)
  assert.match(readFileSync(join(PACKAGE, program), 'utf8'), /^#!\/usr\/bin\/env node\n/)
})

test('the manifest brings the platforms, and runs nothing', { skip }, () => {
  const expected = Object.fromEntries(PLATFORMS.map((each) => [each.package, MANIFEST.version]))
  assert.deepEqual(MANIFEST.optionalDependencies, expected)
  for (const field of ['scripts', 'dependencies', 'devDependencies', 'imports']) {
    assert.ok(!(field in MANIFEST), field)
  }
})

test('the package of the platform has the native module, and is for no other', { skip }, () => {
  const { folder, platform } = nativePackage()
  assert.deepEqual(filesOf(folder), ['LICENSE', 'README.md', platform.module, 'package.json'].sort())
  const { name, version, license, main, engines, os, cpu, libc } = manifestOf(folder)
  assert.deepEqual(
    { name, version, license, main, engines, os, cpu, libc },
    {
      name: platform.package,
      version: MANIFEST.version,
      license: MANIFEST.license,
      main: platform.module,
      engines: MANIFEST.engines,
      os: [process.platform],
      cpu: [process.arch],
      libc: platform.libc && [platform.libc],
    },
  )
})

test('nothing tells of the machine that it was made on, and no key is in it', { skip }, () => {
  const secrets = [REPOSITORY, ...(homedir().length > 1 ? [`${homedir()}/`] : [])]
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/
  let read = 0
  for (const folder of [PACKAGE, nativePackage().folder]) {
    for (const file of filesOf(folder)) {
      const text = readFileSync(join(folder, file), 'latin1')
      read += text.length
      for (const secret of secrets) {
        const at = text.indexOf(secret)
        assert.equal(at, -1, `${file}: ${text.slice(at, at + 120)}`)
      }
      assert.doesNotMatch(text, key, file)
    }
  }
  assert.ok(read > 1_000_000)
})
