/**
 * Reconciliation: no change of a payment is lost when its notification does not come.
 *
 * Needs `bullmq`, and Redis.
 *
 * @packageDocumentation
 */
export {
  Reconciler,
  type Change,
  type ReconcilerSettings,
  type ReconciliationHooks,
  type RunOptions,
} from './reconciler.js'
export { nextAttempt, nextReading, type Backoff, type Observed, type Schedule } from './schedule.js'
export type { Kind, Watch } from './watch.js'
export type { Changing, Subjects } from '../web/subjects.js'
