/** The shop with a sandbox beside it: `npm run sandbox -- --port 3000`. Both end together, and forget everything. */
import { parseArgs } from 'node:util'
import { openSandboxShop } from './sandbox-shop.js'
import { openStores } from './stores.js'

const { values } = parseArgs({ options: { port: { type: 'string', default: '3000' } } })
const port = Number(values.port)

try {
  const shop = await openSandboxShop({ port, stores: await openStores(process.env['DATABASE_URL']) })
  console.log(`The shop is open at ${shop.url}/
Its desk is at ${shop.url}/desk (password clerk).
The sandbox in Amazon's stead is at ${shop.sandbox.url}/. Ctrl+C ends both.`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shop.close())
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
  console.error(`Port ${port} is taken; give another: --port 8080`)
  process.exitCode = 1
}
