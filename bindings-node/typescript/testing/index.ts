/**
 * Tests without an Amazon account: a sandbox of Amazon Pay in the process of the test.
 *
 * ```ts
 * import { Sandbox } from 'amazonpay/testing'
 *
 * const sandbox = await Sandbox.start()
 * const pay = sandbox.client()
 * await sandbox.clock.advance({ days: 8 })
 * ```
 *
 * @packageDocumentation
 */
export type * from '../generated/sandbox.js'
export { Buyer, type ButtonOnPage, type FiledDispute, type SignedIn, type VisitedSession } from './buyer.js'
export { Clock, type Span } from './clock.js'
export { SandboxError } from './control.js'
export { Faults, NotificationFaults } from './faults.js'
export { Merchants } from './merchants.js'
export { Notifications } from './notifications.js'
export { Credentials, Sandbox, type SandboxObjects } from './sandbox.js'
