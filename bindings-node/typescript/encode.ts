/** From what callers give to JSON. */
import { ConfigurationError } from './errors.js'
import { type Kind, shapeOf } from './shape.js'

/**
 * The JSON text of an object of a model. What is undefined is left out.
 *
 * @throws {@link ConfigurationError} when a time is none, or an amount is a number.
 */
export function encode(model: string, value: unknown): string {
  return JSON.stringify(encodeObject(model, value, ''))
}

function encodeObject(model: string, value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const fields = value as Record<string, unknown>
  if (model === 'Money' && typeof fields['amount'] === 'number') {
    throw new ConfigurationError(
      `${path}amount: expected a text such as '12.34', found the number ${String(fields['amount'])}, for a number ` +
        'holds 0.1 only nearly; write it as a text',
      { field: 'amount' },
    )
  }
  const shape = shapeOf(model)
  let changed: Record<string, unknown> | undefined
  for (const field of shape?.special ?? []) {
    const given = fields[field.name]
    if (given === undefined || given === null || field.kind === undefined) continue
    const encoded = encodeValue(field.kind, given, path + field.name)
    if (encoded !== given) {
      changed ??= { ...fields }
      changed[field.name] = encoded
    }
  }
  return changed ?? fields
}

function encodeValue(kind: Kind, value: unknown, path: string): unknown {
  switch (kind.form) {
    case 'date':
      return value instanceof Date ? checked(value, path).toISOString() : value
    case 'unix':
      return value instanceof Date ? Math.floor(checked(value, path).getTime() / 1000) : value
    case 'list':
      if (!Array.isArray(value)) return value
      return value.map((item: unknown, index) => encodeValue(kind.of, item, `${path}[${String(index)}]`))
    case 'map':
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, encodeValue(kind.of, item, `${path}.${key}`)]),
      )
    case 'object':
      return encodeObject(kind.name, value, `${path}.`)
    default:
      return value
  }
}

function checked(date: Date, path: string): Date {
  if (Number.isNaN(date.getTime())) {
    throw new ConfigurationError(`${path}: expected a moment, found an invalid Date; parse its text anew`, {
      field: path,
    })
  }
  return date
}
