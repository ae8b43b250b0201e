// A value that components can follow.
import { useEffect, useState } from 'preact/hooks'

/** Holds a value and tells who follows it when another is set. */
export class Cell<T> {
  #value: T
  readonly #followers = new Set<(value: T) => void>()

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const follower of [...this.#followers]) follower(value)
  }

  /** Calls `follower` with each later value, until what is returned is called. */
  follow(follower: (value: T) => void): () => void {
    this.#followers.add(follower)
    return () => {
      this.#followers.delete(follower)
    }
  }
}

/** The cell's value; the component is rendered again when it changes. */
export function useCell<T>(cell: Cell<T>): T {
  const [value, setValue] = useState(cell.value)
  useEffect(() => {
    setValue(() => cell.value)
    return cell.follow((next) => {
      setValue(() => next)
    })
  }, [cell])
  return value
}
