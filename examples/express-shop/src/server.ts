/** The shop with your own account: `npm start`. README.md lists the environment variables. */
import type { AddressInfo } from 'node:net'
import { AmazonPay } from 'amazonpay'
import { createApp } from './app.js'
import { serverSettings } from './settings.js'
import { openStores } from './stores.js'

const { databaseUrl, port, ...settings } = serverSettings(process.env)
const pay = AmazonPay.fromEnv()
// Orders that are paid with real money must outlive this process.
if (pay.environment === 'live' && databaseUrl === undefined) {
  throw new Error('DATABASE_URL: expected the address of a PostgreSQL database, for these payments are real')
}
const stores = await openStores(databaseUrl)
const closing = new AbortController()
const shop = { ...settings, pay, stores, closing: closing.signal }
const server = createApp(shop).listen(port, (error) => {
  if (error) throw error
  const { port: open } = server.address() as AddressInfo
  console.log(`The shop is open on port ${open}, as ${settings.url}/`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // What is under way is finished: somebody may be paying.
    server.close(() => void stores.close())
    closing.abort()
    server.closeIdleConnections()
  })
}
