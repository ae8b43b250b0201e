#!/usr/bin/env node
/** `npx amazonpay-sandbox`: the sandbox as a program. */
import { runSandboxCommand } from '../border.js'

const command = runSandboxCommand(['amazonpay-sandbox', ...process.argv.slice(2)])
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    command.stop()
  })
}
void command.code.then((exitCode) => {
  process.exitCode = exitCode
})
