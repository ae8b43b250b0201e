// Packs what is published: `node scripts/pack.mjs OUT PART...`, where a part is `main`, after `npm run build`, or a
// platform's name with its native module: `linux-x64-gnu=../target/wheel/libamazonpay_node.so`. Each package is laid into
// a folder of OUT and packed beside it.
//
// package.json in git does not name the platforms' packages: it could not be installed before they are published.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PLATFORMS } from './platforms.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const [out, ...parts] = process.argv.slice(2)
if (parts.length === 0) fail('node scripts/pack.mjs OUT main|PLATFORM=NATIVE_MODULE...')
checkVersions()
for (const part of parts) {
  const [name, module] = part.split('=')
  pack(name === 'main' ? layMain() : layPlatform(name, module))
}

function layMain() {
  const folder = emptied(manifest.name)
  for (const name of ['dist', 'docs', 'README.md'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  const { devDependencies, scripts, imports, files, ...published } = manifest
  const optionalDependencies = Object.fromEntries(PLATFORMS.map((each) => [each.package, manifest.version]))
  return finish(folder, {
    ...published,
    ...repository(),
    typesVersions: typesVersions(),
    optionalDependencies,
  })
}

/** The types of each entry for TypeScript's older `moduleResolution: node`, which does not read `exports`. */
function typesVersions() {
  const entries = Object.entries(manifest.exports).filter(([name, entry]) => name !== '.' && entry.require)
  return { '*': Object.fromEntries(entries.map(([name, entry]) => [name.slice(2), [entry.require.types]])) }
}

function layPlatform(name, module) {
  const platform = PLATFORMS.find((each) => each.name === name)
  if (platform === undefined) fail(`${name} is none of ${PLATFORMS.map((each) => each.name).join(', ')}`)
  if (module === undefined) fail(`${name}=NATIVE_MODULE: the file that was built for ${platform.target}`)
  const folder = emptied(platform.package)
  copyFileSync(module, join(folder, platform.module))
  const { version, license, engines } = manifest
  const libc = platform.libc && `, with ${platform.libc}`
  const what = `${platform.os} on ${platform.cpu}${libc ?? ''}`
  writeFileSync(
    join(folder, 'README.md'),
    `# ${platform.package}\n\nThe native module of [amazonpay](https://www.npmjs.com/package/amazonpay) for ${what}. ` +
      `It is installed with \`amazonpay\` and of no use without.\n\nThis project is not affiliated with, endorsed by or ` +
      `supported by Amazon. Licensed under Apache-2.0.\n`,
  )
  return finish(folder, {
    name: platform.package,
    version,
    description: `The native module of amazonpay for ${what}`,
    license,
    ...repository(),
    main: platform.module,
    engines,
    os: [platform.os],
    cpu: [platform.cpu],
    ...(platform.libc && { libc: [platform.libc] }),
  })
}

function emptied(name) {
  const folder = resolve(out, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

function finish(folder, packageJson) {
  copyFileSync(join(root, '..', 'LICENSE'), join(folder, 'LICENSE'))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`)
  return folder
}

/** Where the sources are, which is known where a release is made; the registry refuses provenance without. */
function repository() {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env
  return server && name
    ? { repository: { type: 'git', url: `git+${server}/${name}.git`, directory: 'bindings-node' } }
    : {}
}

function pack(folder) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const options = { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' }
  const [told] = JSON.parse(execFileSync(npm, ['pack', '--json', '--pack-destination', '..'], options))
  console.log(`${told.filename}: ${told.size} bytes, ${told.unpackedSize} unpacked, ${told.entryCount} files`)
}

/** One version everywhere: the workspace's in Rust, package.json's, and what requests name. */
function checkVersions() {
  const found = {
    'Cargo.toml': /^\[workspace\.package\]\s*version = "(.+)"/m.exec(
      readFileSync(join(root, '..', 'Cargo.toml'), 'utf8'),
    )?.[1],
    'typescript/version.ts': /VERSION = '(.+)'/.exec(
      readFileSync(join(root, 'typescript', 'version.ts'), 'utf8'),
    )?.[1],
  }
  for (const [file, version] of Object.entries(found)) {
    if (version !== manifest.version)
      fail(`package.json is of version ${manifest.version}, ${file} of ${version}`)
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
