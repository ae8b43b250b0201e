/** What makes a release knows the same platforms as the loader. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY } from '../repository.js'
import { PLATFORMS } from './package.js'

const NAMES = PLATFORMS.map((platform) => platform.name)
const workflow = readFileSync(join(REPOSITORY, '.github', 'workflows', 'node-packages.yml'), 'utf8')
const job = (name: string) =>
  new RegExp(`^  ${name}:\\n((?: {3,}.*\\n|\\s*\\n)+)`, 'm').exec(workflow)?.[1] ?? ''

test('a release builds every platform, and publishes when all are there', () => {
  const built = ['linux', 'macos', 'windows'].flatMap((name) =>
    [...job(name).matchAll(/- \{ platform: ([\w-]+),/g)].map(([, platform]) => platform),
  )
  assert.deepEqual(built.sort(), [...NAMES].sort())
  assert.match(job('publish'), new RegExp(String.raw`\{#tarballs\[@\]\} = ${String(NAMES.length + 1)} \]`))
})

test('a release tries every platform where it belongs', () => {
  const [, tried = ''] = /platform: \[(.+)\]/.exec(job('try')) ?? []
  // Alpine's are tried in its images.
  assert.deepEqual(tried.split(', ').sort(), NAMES.filter((name) => !name.endsWith('-musl')).sort())
  assert.match(job('try-systems'), /-alpine/)
})
