// The Node half of `make bench`: makes calls as it is told in lines of JSON, and answers in lines of JSON what they took.
//
// The other half (tests/bench/node.rs) starts one of these for each client, lets them take turns, and judges.
//
//   worker.mjs CLIENT FOLDER ENDPOINT KEY_FILE AUTHORITY_FILE
//
// CLIENT is a file beside this one without its ending, FOLDER is where the package that it measures is installed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import process from 'node:process'

const [client, folder, endpoint, keyFile, authorityFile] = process.argv.slice(2)
const { makeCapture } = await import(`./${client}.mjs`)
/** Captures a charge and resolves to the id in the answer. */
const capture = makeCapture({
  require: createRequire(join(folder, 'package.json')),
  endpoint,
  publicKeyId: 'SANDBOX-AEXAMPLEEXAMPLEEXAMPLE',
  privateKey: readFileSync(keyFile, 'utf8'),
  rootCertificate: readFileSync(authorityFile, 'utf8'),
})
const CHARGE = 'S02-9876543-1234567-C123456'

/** Makes `count` calls, so many at a time, each as soon as one has its answer. */
async function makeCalls(count, inFlight) {
  let left = count
  const oneAfterAnother = async () => {
    while (left > 0) {
      left -= 1
      const chargeId = await capture(CHARGE)
      if (chargeId !== CHARGE) throw new Error(`expected ${CHARGE}, found ${chargeId}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, oneAfterAnother))
}

/** Does what is ordered: the process's processor time and the time on the clock, in seconds. */
async function take({ count, inFlight }) {
  const began = performance.now()
  const used = process.cpuUsage()
  await makeCalls(count, inFlight)
  const { user, system } = process.cpuUsage(used)
  return { clock: (performance.now() - began) / 1e3, cpu: (user + system) / 1e6 }
}

/** How late a timer of one millisecond is meanwhile, in milliseconds. */
async function watch(work) {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  await work()
  delays.disable()
  const late = (percent) => delays.percentile(percent) / 1e6 - 1
  return { median: late(50), p99: late(99), most: late(100) }
}

const answers = {
  calls: take,
  eventLoop: ({ count, inFlight }) => watch(() => makeCalls(count, inFlight)),
  idleEventLoop: ({ milliseconds }) =>
    watch(() => new Promise((resolve) => setTimeout(resolve, milliseconds))),
  memory: () => {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    return { resident: rss, peak: process.resourceUsage().maxRSS * 1024, heap: heapUsed }
  },
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
say({ node: process.versions.node })
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line)
  say(await answers[order.work](order))
}
