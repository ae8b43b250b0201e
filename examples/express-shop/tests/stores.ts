/** The stores that orders can be kept in, for tests that hold each of them to the same. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Stores, openStores } from '#shop/stores.js'

/** Where databases can be made; none where there is no PostgreSQL. */
const SERVER = process.env['SHOP_TEST_DATABASE_URL']

/** A database that nobody else is in: files of tests run beside each other. It ends with the server. */
export async function ownDatabase(server: string): Promise<string> {
  const name = `shop_${randomBytes(8).toString('hex')}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** One of each, empty, by name. Whoever asks closes them. */
export async function eachStore(): Promise<[name: string, stores: Stores][]> {
  const memory: [string, Stores] = ['memory', await openStores(undefined)]
  if (SERVER === undefined) return [memory]
  return [memory, ['postgres', await openStores(await ownDatabase(SERVER))]]
}
