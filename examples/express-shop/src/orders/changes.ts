/** Who wants to know when an order changes: the pages that show it. */

/** Told that the order may have changed. */
export type Listener = () => void

export class OrderChanges {
  readonly #listeners = new Map<string, Set<Listener>>()

  /** Tells of each change of an order, until what it gives is called. */
  watch(number: string, listener: Listener): () => void {
    const those = this.#listeners.get(number) ?? new Set()
    this.#listeners.set(number, those.add(listener))
    return () => {
      those.delete(listener)
      if (those.size === 0 && this.#listeners.get(number) === those) this.#listeners.delete(number)
    }
  }

  /** An order has changed. */
  tell(number: string): void {
    for (const listener of [...(this.#listeners.get(number) ?? [])]) listener()
  }

  /** Any order may have changed, for nothing was heard for a while. */
  tellAll(): void {
    for (const number of [...this.#listeners.keys()]) this.tell(number)
  }
}
