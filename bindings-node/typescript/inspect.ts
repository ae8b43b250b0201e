/** What `util.inspect`, and so `console.log`, shows of objects that hold secrets or a buyer's data. */
import type { InspectOptions } from 'node:util'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

interface Styling extends InspectOptions {
  stylize?: (text: string, style: string) => string
}

type Inspect = (value: unknown, options: Styling) => string

/** Stands where a value is that is not shown. */
class Hidden {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  [INSPECT](_depth: number, options: Styling): string {
    return options.stylize?.(this.#text, 'special') ?? this.#text
  }
}

/** Stands where a secret or a buyer's data is. */
export const REDACTED: object = new Hidden('[redacted]')

/** Shows fields under the name of a class, as if they were an instance of it. */
export function show(
  name: string,
  fields: object,
  depth: number,
  options: Styling,
  inspect: Inspect,
): string {
  if (depth < 0) {
    const text = `[${name}]`
    return options.stylize?.(text, 'special') ?? text
  }
  const shown = inspect(fields, options)
  return name === 'Object' ? shown : `${name} ${shown}`
}

/** Lets an object be shown as `view` says, and changes nothing else about it: no enumeration and no JSON has it. */
export function showAs(object: object, name: string, view: (object: object) => object): void {
  Object.defineProperty(object, INSPECT, {
    configurable: true,
    enumerable: false,
    value: (depth: number, options: Styling, inspect: Inspect) =>
      show(name, view(object), depth, options, inspect),
  })
}
