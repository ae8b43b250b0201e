/** The shop with a sandbox in Amazon's place, both in this process. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Sandbox } from 'amazonpay/testing'
import { createApp } from './app.js'
import { type Stores, openStores } from './stores.js'

export interface SandboxShop {
  /** The shop's address. */
  readonly url: string
  readonly sandbox: Sandbox
  close(): Promise<void>
}

export interface SandboxShopSettings {
  /** The shop's port. Default: a free one. */
  port?: number
  /** Where orders are kept. Default: in this process. */
  stores?: Stores
}

/** Opens it on loopback. Rejects when the port is taken. */
export async function openSandboxShop(settings: SandboxShopSettings = {}): Promise<SandboxShop> {
  const sandbox = await Sandbox.start()
  const stores = settings.stores ?? (await openStores(undefined))
  const server = createServer()

  async function close(): Promise<void> {
    server.close()
    server.closeAllConnections()
    await sandbox.close()
    await stores.close()
  }

  try {
    server.listen(settings.port ?? 0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const topics = [`arn:aws:sns:eu-west-1:000000000000:${sandbox.merchantId}`]
    const shop = {
      pay: sandbox.client(),
      url,
      merchantId: sandbox.merchantId,
      storeId: sandbox.storeId,
      topics,
      stores,
      secret: randomBytes(32).toString('hex'),
      clerkPassword: 'clerk',
      verifier: sandbox.notificationVerifier({ allowedTopics: topics }),
    }
    server.on('request', createApp(shop))
    await sandbox.merchants.setIpnUrls(sandbox.merchantId, [`${url}/amazon-pay/notifications`])
    return { url, sandbox, close }
  } catch (error) {
    await close()
    throw error
  }
}
