// The table of operations, as our client prints it: the only list of them.
import { execFileSync } from 'node:child_process'
import { BINARIES } from './sandbox_process.mjs'

/**
 * A row of the table.
 * @typedef {object} Operation
 * @property {string} name
 * @property {string} method
 * @property {string} path below the version, parameters in braces
 * @property {number[]} success the statuses that mean success
 */

/** @type {Operation[]} */
export const OPERATIONS = execFileSync(`${BINARIES}interop-client`, ['--operations'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

/** The names of all operations. */
export const OPERATION_NAMES = OPERATIONS.map(({ name }) => name)

/**
 * The operations that a request can be one of: two share a path where merchant accounts are made and changed.
 * @param {string} method
 * @param {string} path below the version, without a query
 */
export function operationsOf(method, path) {
  const segments = path.split('/')
  return OPERATIONS.filter((operation) => {
    const expected = operation.path.split('/')
    const fits = (/** @type {string} */ segment, /** @type {number} */ at) =>
      segment.startsWith('{') ? segments[at] !== '' : segment === segments[at]
    return operation.method === method && expected.length === segments.length && expected.every(fits)
  })
}
