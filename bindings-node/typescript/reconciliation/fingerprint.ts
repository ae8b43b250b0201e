/** What counts as a change of an object. */
import { createHash } from 'node:crypto'

/** When the state last changed; reading it again with the same state is no news. */
const TIME_OF_CHANGE = 'lastUpdatedTimestamp'

/**
 * A short digest of what a hook may care about: the status with its reason, amounts wherever they are, dates, and the ids
 * of what the object belongs to or has led to. Nothing of the buyer goes into it. Equal digests are no news. @internal
 */
export function fingerprint(object: object): string {
  const facts: [string, unknown][] = []
  for (const [name, value] of Object.entries(object) as [string, unknown][]) {
    if (name === 'statusDetails' || name.endsWith('Id') || value instanceof Date)
      facts.push([name, inOrder(value)])
    else addAmounts(facts, name, value)
  }
  // Amazon promises no order.
  facts.sort(byName)
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22)
}

function addAmounts(facts: [string, unknown][], path: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if ('amount' in value && 'currencyCode' in value) {
    facts.push([path, `${String(value.amount)} ${String(value.currencyCode)}`])
    return
  }
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    addAmounts(facts, `${path}.${name}`, inner)
  }
}

/** Without the time of the change; fields by name, and lists sorted, for a list of reasons is a set. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(inOrder(one))).sort()
  const fields = Object.entries(value).filter(([name]) => name !== TIME_OF_CHANGE)
  return fields.map(([name, inner]) => [name, inOrder(inner)] as const).sort(byName)
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
