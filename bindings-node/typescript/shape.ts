/** What objects consist of, read from the generated table when an object of a kind is first met. */
import { SHAPES } from './generated/shapes.js'

/** How a value is written in JSON. */
export type Kind =
  | { readonly form: 'date' | 'unix' | 'text' | 'flag' | 'number' }
  | { readonly form: 'list' | 'map'; readonly of: Kind }
  | { readonly form: 'object'; readonly name: string }

/** A field. */
export interface Field {
  readonly name: string
  /** Whether its value is not shown. */
  readonly isRedacted: boolean
  /** Whether there is an empty value where the wire has none. */
  readonly isAlwaysThere: boolean
  /** None for what stands in JSON as it is in JavaScript. */
  readonly kind: Kind | undefined
}

/** An object's fields. */
export interface Shape {
  readonly name: string
  readonly fields: ReadonlyMap<string, Field>
  /** Those that are not the same in JSON. */
  readonly special: readonly Field[]
  readonly hasRedacted: boolean
}

const read = new Map<string, Shape>()

/** The shape of the objects of a model; none for a name that is no model's. */
export function shapeOf(name: string): Shape | undefined {
  const known = read.get(name)
  if (known !== undefined) return known
  if (!Object.hasOwn(SHAPES, name)) return undefined
  const fields = (SHAPES[name] ?? '').split(' ').filter(Boolean).map(field)
  const shape: Shape = {
    name,
    fields: new Map(fields.map((field) => [field.name, field])),
    special: fields.filter((field) => field.kind !== undefined),
    hasRedacted: fields.some((field) => field.isRedacted),
  }
  read.set(name, shape)
  return shape
}

function field(text: string): Field {
  const [, name = '', marks = '', kindText] = /^(\w+)([*!]*)(?::(.*))?$/.exec(text) ?? []
  return {
    name,
    isRedacted: marks.includes('*'),
    isAlwaysThere: marks.includes('!'),
    kind: kindText === undefined ? undefined : kind(kindText),
  }
}

function kind(text: string): Kind {
  if (text.startsWith('[]')) return { form: 'list', of: kind(text.slice(2)) }
  if (text.startsWith('{}')) return { form: 'map', of: kind(text.slice(2)) }
  switch (text) {
    case 'date':
    case 'unix':
    case 'text':
    case 'flag':
    case 'number':
      return { form: text }
    default:
      return { form: 'object', name: text }
  }
}
