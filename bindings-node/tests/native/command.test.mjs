import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const NATIVE = import.meta.resolve('#dist/native')

function run(...args) {
  const program = `
    import { sandboxCommand } from ${JSON.stringify(NATIVE)}
    const command = sandboxCommand(['amazonpay-sandbox', ...${JSON.stringify(args)}])
    process.once('SIGINT', () => command.stop())
    process.exitCode = await command.promise
  `
  return spawn(process.execPath, ['--input-type=module', '--eval', program])
}

test('the command line of the sandbox says how it ended', async () => {
  const [version] = await once(run('--version'), 'close')
  assert.equal(version, 0)
  const [refused] = await once(run('serve', '--port', 'none'), 'close')
  assert.equal(refused, 2)
})

test('a sandbox on the command line serves until it is told to stop', async () => {
  const child = run('serve', '--port', '0')
  let said = ''
  const url = await new Promise((resolve) => {
    const listen = (text) => {
      said += text
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
  })
  assert.equal((await fetch(`${url}/_sandbox/health`)).status, 200)
  child.kill('SIGINT')
  const [code, signal] = await once(child, 'close')
  assert.deepEqual([code, signal], [0, null])
})
