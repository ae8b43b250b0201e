/** From JSON to the objects that callers see. */
import { REDACTED, showAs } from './inspect.js'
import { type Kind, type Shape, shapeOf } from './shape.js'

type Fields = Record<string, unknown>

/**
 * Makes an object of a model out of its JSON: times become `Date`s, what is always there is there, and what is not to be
 * shown is not. Fields that this version does not know stay as they came.
 */
export function decode(model: string, json: unknown): unknown {
  return decodeObject(model, json)
}

function decodeObject(model: string, json: unknown): unknown {
  const shape = shapeOf(model)
  if (shape === undefined || !isObject(json)) return json
  let known = 0
  for (const name in json) if (shape.fields.has(name)) known += 1
  const hasUnknown = known < Object.keys(json).length
  for (const field of shape.special) {
    const value = json[field.name]
    if (value === undefined || value === null) {
      if (field.isAlwaysThere && field.kind !== undefined) json[field.name] = empty(field.kind)
    } else if (field.kind !== undefined) {
      json[field.name] = decodeValue(field.kind, value)
    }
  }
  if (shape.hasRedacted || hasUnknown) showAs(json, model, (object) => view(shape, object as Fields))
  return json
}

function decodeValue(kind: Kind, value: unknown): unknown {
  switch (kind.form) {
    case 'date':
      return typeof value === 'string' ? moment(value) : value
    case 'unix':
      return typeof value === 'number' ? new Date(value * 1000) : value
    case 'list':
      if (!Array.isArray(value)) return value
      return value.map((item: unknown) => decodeValue(kind.of, item))
    case 'map': {
      if (!isObject(value)) return value
      const entries = Object.entries(value).map(([key, item]) => [key, decodeValue(kind.of, item)] as const)
      return Object.fromEntries(entries)
    }
    case 'object':
      return decodeObject(kind.name, value)
    default:
      return value
  }
}

function empty(kind: Kind): unknown {
  switch (kind.form) {
    case 'flag':
      return false
    case 'number':
      return 0
    case 'list':
      return []
    case 'map':
      return {}
    case 'object':
      return decodeObject(kind.name, {})
    default:
      return ''
  }
}

const MOMENT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** A moment as the API writes it, `20261124T101500Z`, or as RFC 3339 does. Text that is neither stays text. */
function moment(text: string): Date | string {
  const date = new Date(text.replace(MOMENT, '$1-$2-$3T$4:$5:$6Z'))
  return Number.isNaN(date.getTime()) ? text : date
}

/** What is shown of an object. The names alone of unknown fields, whose values may be a buyer's. */
function view(shape: Shape, object: Fields): Fields {
  const shown: Fields = {}
  for (const [name, value] of Object.entries(object)) {
    const field = shape.fields.get(name)
    shown[name] = field === undefined || field.isRedacted ? REDACTED : value
  }
  return shown
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
