/** A process of its own that reconciles: `start` of processes.ts runs it. */
import { Redis } from 'ioredis'
import { AmazonPay } from 'amazonpay'
import { Reconciler } from 'amazonpay/reconciliation'
import type { Begin, Told } from './processes.js'
import { every } from './shop.js'

const tell = (message: Told): void => void process.send?.(message)

process.once('message', (begin: Begin) => {
  const { client, redis, prefix, pauseMs, backoffMs, hangs, options } = begin
  const connection = new Redis(redis, { maxRetriesPerRequest: null })
  const reconciler = new Reconciler({
    pay: new AmazonPay(client),
    connection,
    prefix,
    schedule: every(pauseMs),
    backoff: () => backoffMs,
    report: (text, error) => {
      tell({ report: `${text}: ${String(error)}` })
    },
    on: {
      charge: ({ chargeId, statusDetails: { state, reasonCode } }) => {
        tell({ id: chargeId, state, reasonCode })
        return hangs === true ? new Promise<void>(() => undefined) : undefined
      },
    },
  })
  const worker = reconciler.run(options)
  worker.on('ready', () => {
    tell({ ready: true })
  })
  process.once('SIGTERM', () => {
    void reconciler.close().then(() => {
      connection.disconnect()
      process.disconnect()
    })
  })
})
