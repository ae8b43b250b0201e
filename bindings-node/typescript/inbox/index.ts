/**
 * Inboxes: each notification is acted on once, whichever process it comes to.
 *
 * Clients of databases are passed in; nothing is imported.
 *
 * @packageDocumentation
 */
export type { Delivery, Inbox, InboxSettings, Taken } from './inbox.js'
export { MemoryInbox } from './memory.js'
export { PostgresInbox, type PostgresInboxSettings, type PostgresPool } from './postgres.js'
export { RedisInbox, type RedisClient, type RedisInboxSettings } from './redis.js'
