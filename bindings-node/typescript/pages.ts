/** Lists that come in pages: iterate over the items, or over the pages. */
import { type Answered, answered } from './answer.js'
import { encode } from './encode.js'
import { type CallOptions, OPERATIONS, type Operation, type OperationName } from './operation.js'
import { encodeOptions } from './options.js'
import type { Caller } from './resource.js'

/**
 * A list that is read a page at a time while it is iterated; each iteration begins anew.
 *
 * ```ts
 * for await (const report of pay.reports.list()) …
 * for await (const page of pay.reports.list().pages()) …
 * ```
 */
export class Pages<Page, Item> implements AsyncIterable<Item> {
  readonly #caller: Caller
  readonly #name: OperationName
  readonly #operation: Operation
  readonly #query: string | undefined
  readonly #options: string | undefined
  readonly #signal: AbortSignal | undefined

  /**
   * Both are checked now, so that a mistake shows where the list is asked for and not where it is first read.
   *
   * @internal
   */
  constructor(
    caller: Caller,
    name: OperationName,
    query: object | undefined,
    options: CallOptions | undefined,
  ) {
    this.#caller = caller
    this.#name = name
    this.#operation = OPERATIONS[name]
    this.#query = this.#operation.query === undefined ? undefined : encode(this.#operation.query, query ?? {})
    this.#options = encodeOptions(options)
    this.#signal = options?.signal
  }

  /** The items of all pages. Each page is a call, which throws what calls throw. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    const name = this.#operation.items
    for await (const page of this.pages()) {
      const items = name === undefined ? undefined : (page as Record<string, unknown>)[name]
      if (Array.isArray(items)) yield* items as Item[]
    }
  }

  /** The pages, each with its `meta` and its `nextToken`, by which the list can be gone on with later. */
  async *pages(): AsyncGenerator<Answered<Page>, void, undefined> {
    let query = this.#query
    for (;;) {
      const answer = await this.#caller.execute(this.#name, [], query, undefined, this.#options, this.#signal)
      const following = this.#caller.nextPage(this.#name, query, answer.object)
      yield answered<Page>(this.#operation.response, answer)
      if (following === undefined) return
      query = following
    }
  }

  /** All items in one array. */
  async toArray(): Promise<Item[]> {
    const items: Item[] = []
    for await (const item of this) items.push(item)
    return items
  }
}
