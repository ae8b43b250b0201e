/** Workers that are processes of their own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Settings } from 'amazonpay'
import type { RunOptions } from 'amazonpay/reconciliation'
import { until } from './shop.js'

/** What such a process is told to begin with. */
export interface Begin {
  client: Settings
  redis: string
  prefix: string
  pauseMs: number
  backoffMs: number
  /** Whether its hook never comes to an end. */
  hangs?: boolean
  options: RunOptions
}

/** What it tells. */
export type Told =
  { ready: true } | { report: string } | { id: string; state: string; reasonCode: string | undefined }

/** A worker in a process of its own, and what its hook was told. */
export interface WorkerProcess {
  child: ChildProcess
  told: { id: string; state: string; reasonCode: string | undefined }[]
  reports: string[]
}

const WORKER = fileURLToPath(new URL('worker-process.js', import.meta.url))

/** Starts a process, and waits until it works. It ends with the test. */
export async function start(t: TestContext, begin: Begin): Promise<WorkerProcess> {
  const child = fork(WORKER)
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const process: WorkerProcess = { child, told: [], reports: [] }
  let ready = false
  child.on('message', (message: Told) => {
    if ('ready' in message) ready = true
    else if ('report' in message) process.reports.push(message.report)
    else process.told.push(message)
  })
  child.send(begin)
  await until('the process works', () => {
    if (child.exitCode !== null) throw new Error(`it has ended with ${child.exitCode}`)
    return ready
  })
  return process
}

/** Has a process end after what it is working on; gives its exit code. */
export async function end({ child }: WorkerProcess): Promise<unknown> {
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  return (await exit)[0]
}

/** Ends a process at once, whatever it is doing. */
export async function kill({ child }: WorkerProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
