/** The package as these tests have it: installed from its tarball by scripts/node_tests.sh, or in place. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, posix, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { REPOSITORY } from '../repository.js'

/** A built file of the package, by how it is asked for. */
export interface Entry {
  import: { types: string; default: string }
  require: { types: string; default: string }
}

export interface Manifest {
  name: string
  version: string
  license: string
  main: string
  engines: { node: string }
  os?: string[]
  cpu?: string[]
  libc?: string[]
  exports: Record<string, Entry | string>
  bin: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** A platform that the native module is built for. */
export interface Platform {
  name: string
  target: string
  os: string
  cpu: string
  libc?: string
  package: string
  module: string
}

const require = createRequire(import.meta.url)
const list = pathToFileURL(join(REPOSITORY, 'bindings-node', 'scripts', 'platforms.mjs')).href
export const { PLATFORMS } = (await import(list)) as { PLATFORMS: Platform[] }

export const PACKAGE = dirname(require.resolve('amazonpay/package.json'))
export const MANIFEST = manifestOf(PACKAGE)

export const isInstalled = basename(dirname(PACKAGE)) === 'node_modules'
/** Why a test of what is installed is left out. */
export const skip = isInstalled
  ? false
  : 'the package is used in place: scripts/node_tests.sh tests it installed'

/** The package of this machine's platform, where it is installed. */
export function nativePackage(): { folder: string; platform: Platform } {
  for (const platform of PLATFORMS) {
    try {
      return { folder: dirname(require.resolve(platform.package)), platform }
    } catch {
      // It is another platform's.
    }
  }
  throw new Error('no package of a platform is installed')
}

/** The native module of this machine. */
export function nativeModule(): string {
  if (isInstalled) {
    const { folder, platform } = nativePackage()
    return join(folder, platform.module)
  }
  const folder = join(PACKAGE, 'native')
  const module = readdirSync(folder).find((name) => PLATFORMS.some((platform) => platform.module === name))
  assert.ok(module, `${folder} has no native module`)
  return join(folder, module)
}

/** What package.json says. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The names that the package can be imported by, each with its files. */
export function entries(): [name: string, entry: Entry][] {
  return Object.entries(MANIFEST.exports).flatMap(([name, entry]): [string, Entry][] =>
    typeof entry === 'string' ? [] : [[posix.join('amazonpay', name), entry]],
  )
}

/** All files below a folder, as paths within it with slashes. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)).split(sep).join('/'))
    .sort()
}
