// Loads the native module: the one that was built in this clone, or the one of the platform's package. It is CommonJS, since
// only `require` loads such a module.
import fs = require('node:fs')
import path = require('node:path')

const ROOT = path.join(__dirname, '..', '..')

/** The name of what is built for this machine, such as linux-x64-gnu. */
function platformName(): string {
  const { platform, arch } = process
  if (platform === 'linux') return `linux-${arch}-${isMusl() ? 'musl' : 'gnu'}`
  if (platform === 'win32') return `win32-${arch}-msvc`
  return `${platform}-${arch}`
}

/**
 * Whether this program runs on musl, as on Alpine. Its first bytes name what links it. Asking Node for a report takes
 * longer than all the rest, and trying which module loads is no answer: musl loads some of what is built for glibc.
 */
function isMusl(): boolean {
  const head = Buffer.alloc(4096)
  try {
    const program = fs.openSync(process.execPath, 'r')
    try {
      fs.readSync(program, head, 0, head.length, 0)
    } finally {
      fs.closeSync(program)
    }
  } catch {
    return false
  }
  return head.includes('/ld-musl-')
}

function load(): unknown {
  const platform = platformName()
  const built = path.join(ROOT, 'native', `amazonpay.${platform}.node`)
  try {
    if (fs.existsSync(built)) return require(built)
    // Each stands here in full: what bundles a program, or finds the files that it needs, looks for these texts.
    switch (platform) {
      case 'linux-x64-gnu':
        return require('amazonpay-linux-x64-gnu')
      case 'linux-x64-musl':
        return require('amazonpay-linux-x64-musl')
      case 'linux-arm64-gnu':
        return require('amazonpay-linux-arm64-gnu')
      case 'linux-arm64-musl':
        return require('amazonpay-linux-arm64-musl')
      case 'darwin-x64':
        return require('amazonpay-darwin-x64')
      case 'darwin-arm64':
        return require('amazonpay-darwin-arm64')
      case 'win32-x64-msvc':
        return require('amazonpay-win32-x64-msvc')
      case 'win32-arm64-msvc':
        return require('amazonpay-win32-arm64-msvc')
    }
  } catch (cause) {
    throw new Error(why(platform, cause), { cause })
  }
  throw new Error(`amazonpay has no native module for ${platform}. Its platforms: ${published().join(', ')}.`)
}

/** What is the matter with the native module of a platform that has one. */
function why(platform: string, cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown }
  if (code !== 'MODULE_NOT_FOUND') return `amazonpay could not load its native module: ${String(message)}`
  if (published().length === 0)
    return `amazonpay has no native module for ${platform} in this clone: scripts/node_tests.sh builds it.`
  return (
    `amazonpay needs the package amazonpay-${platform}, its native module for this platform, which is not installed. ` +
    'It is an optional dependency, which package managers leave out when they are told to (--omit=optional, --no-optional), ' +
    'and sometimes with a lock file or a node_modules folder that was made on another platform. ' +
    'Install on the platform that the program runs on, without such an option; ' +
    'where that does not help, delete node_modules and the lock file before.'
  )
}

/** The packages of all platforms, by the manifest; none in a clone. */
function published(): string[] {
  try {
    const manifest = fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')
    const { optionalDependencies = {} } = JSON.parse(manifest) as { optionalDependencies?: object }
    return Object.keys(optionalDependencies).map((name) => name.replace('amazonpay-', ''))
  } catch {
    return []
  }
}

export = load()
