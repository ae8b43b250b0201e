/**
 * A server that takes Amazon's notifications with Express, acts on each once, and reads the object each is about.
 *
 * With `AMAZON_PAY_TOPIC`, the `TopicArn` of your topic, and the variables that `AmazonPay.fromEnv` reads it serves an
 * account. Without, a sandbox runs in this process, and an order is placed whose charge is told twice.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { AmazonPay, type NotificationVerifier } from 'amazonpay'
import { route } from 'amazonpay/express'
import { MemoryInbox } from 'amazonpay/inbox'
import { Sandbox } from 'amazonpay/testing'
import { notificationHandler } from 'amazonpay/web'

/** Serves until the process ends, and gives the endpoint's address. */
async function serve(pay: AmazonPay, topic: string, verifier?: NotificationVerifier): Promise<string> {
  const notifications = notificationHandler({
    pay,
    topics: [topic],
    // With more than one process a PostgresInbox or a RedisInbox.
    inbox: new MemoryInbox(),
    verifier,
    on: {
      charge: ({ chargeId, statusDetails }) => {
        console.log(`charge ${chargeId} is ${statusDetails.state}`)
      },
      chargePermission: ({ chargePermissionId, statusDetails }) => {
        console.log(`charge permission ${chargePermissionId} is ${statusDetails.state}`)
      },
      refund: ({ refundId, statusDetails }) => {
        console.log(`refund ${refundId} is ${statusDetails.state}`)
      },
      dispute: ({ disputeId, merchantResponseDeadline }) => {
        console.log(
          `dispute ${disputeId} waits for you until ${merchantResponseDeadline?.toISOString() ?? ''}`,
        )
      },
    },
  })
  const app = express()
  // Before any body parser: a notification is verified as it came, byte for byte.
  app.post('/amazon-pay/notifications', route(notifications))
  const server = app.listen(Number(process.env['PORT'] ?? 3000))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/amazon-pay/notifications`
}

const topic = process.env['AMAZON_PAY_TOPIC']
if (topic !== undefined) {
  console.log(`Amazon's notifications come to ${await serve(AmazonPay.fromEnv(), topic)}`)
} else {
  const sandbox = await Sandbox.start()
  const pay = sandbox.client()
  const itsTopic = `arn:aws:sns:eu-west-1:000000000000:${sandbox.merchantId}`
  const url = await serve(pay, itsTopic, sandbox.notificationVerifier())
  await sandbox.merchants.setIpnUrls(sandbox.merchantId, [url])
  await sandbox.notifications.faults.add({ objectType: 'CHARGE', twice: true })

  const total = { amount: '12.34', currencyCode: 'EUR' }
  const { checkoutSessionId: id } = await pay.checkoutSessions.create({
    storeId: sandbox.storeId,
    webCheckoutDetails: { checkoutReviewReturnUrl: 'https://shop.example/review' },
  })
  await sandbox.buyer.checkout(id)
  await pay.checkoutSessions.update(id, {
    webCheckoutDetails: { checkoutResultReturnUrl: 'https://shop.example/result' },
    paymentDetails: { paymentIntent: 'Authorize', chargeAmount: total },
  })
  await sandbox.buyer.approve(id)
  await pay.checkoutSessions.complete(id, { chargeAmount: total })
  await sandbox.notifications.settled()
  const sent = await sandbox.notifications.list({ objectType: 'CHARGE' })
  console.log(`told ${sent.flatMap(({ deliveries }) => deliveries).length} times`)
  process.exit()
}
