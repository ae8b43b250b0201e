/** The table of operations and the options of a call, in one place to import from. */
export { OPERATIONS, type Operation, type OperationName } from './generated/operations.js'
export type { CallOptions } from './generated/options.js'
