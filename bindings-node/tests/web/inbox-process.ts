/** A server of notifications in a process of its own: inbox-processes.test.ts starts several. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appendFileSync } from 'node:fs'
import express from 'express'
import { Redis } from 'ioredis'
import pg from 'pg'
import { AmazonPay, NotificationVerifier, type NotificationVerifierSettings, type Settings } from 'amazonpay'
import { route } from 'amazonpay/express'
import { type Inbox, PostgresInbox, RedisInbox } from 'amazonpay/inbox'
import { notificationHandler } from 'amazonpay/web'

/** What such a process is told to begin with. */
export interface Begin {
  client: Settings
  verifier: NotificationVerifierSettings
  topic: string
  /** Where its inbox is: the table's name, or Redis's address and the keys' prefix. */
  inbox: { table: string } | { redis: string; prefix: string }
  /** Where hooks write a line. */
  log: string
}

/** What it tells once it listens. */
export interface Listening {
  port: number
}

process.once('message', (begin: Begin) => void serve(begin))
// It ends with the test.
process.once('disconnect', () => process.exit())

async function serve({ client, verifier, topic, inbox, log }: Begin): Promise<void> {
  const notifications = notificationHandler({
    pay: new AmazonPay(client),
    topics: [topic],
    verifier: new NotificationVerifier(verifier),
    inbox: await inboxAt(inbox),
    // Written at once and whole, whichever process writes.
    on: {
      charge: (charge, ipn) => {
        appendFileSync(log, `${process.pid} ${charge.chargeId} ${ipn.messageId}\n`)
      },
    },
  })
  const app = express()
  app.post('/', route(notifications))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.send?.({ port: (server.address() as AddressInfo).port } satisfies Listening)
}

async function inboxAt(place: Begin['inbox']): Promise<Inbox> {
  if ('redis' in place) return new RedisInbox(new Redis(place.redis), { prefix: place.prefix })
  const inbox = new PostgresInbox(new pg.Pool(), { table: place.table })
  // Each of them does, as in a deployment.
  await inbox.createTable()
  return inbox
}
