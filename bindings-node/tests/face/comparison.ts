/** Objects as callers see them, compared with JSON. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'

/**
 * Asserts that an object says what its JSON says: times are `Date`s of the same moment, everything else is the same, and
 * what is there beyond the JSON is empty, since it is always there.
 */
export function assertSays(found: unknown, json: unknown, path = 'object'): void {
  if (found instanceof Date) {
    const text = found.toISOString().replace(/[-:]|\.000/g, '')
    assert.equal(typeof json === 'number' ? found.getTime() / 1000 : text, json, path)
  } else if (Array.isArray(json)) {
    assert.ok(Array.isArray(found) && found.length === json.length, path)
    json.forEach((item, index) => {
      assertSays(found[index], item, `${path}[${String(index)}]`)
    })
  } else if (typeof json === 'object' && json !== null) {
    assert.ok(typeof found === 'object' && found !== null, `${path} is ${inspect(found)}`)
    for (const [name, value] of Object.entries(json)) {
      assertSays((found as Record<string, unknown>)[name], value, `${path}.${name}`)
    }
    for (const [name, value] of Object.entries(found)) {
      if (!Object.hasOwn(json, name)) assert.ok(isEmpty(value), `${path}.${name} is ${inspect(value)}`)
    }
  } else {
    assert.equal(found, json, path)
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty)
  return value === '' || value === 0 || value === false
}
