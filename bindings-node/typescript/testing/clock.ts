/** The sandbox's clock. */
import type { Control } from './control.js'

/** A span of time. */
export interface Span {
  weeks?: number
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}

/**
 * Tells the sandbox's time and moves it: `sandbox.clock`.
 *
 * Everything in the sandbox that depends on time goes by it, and so do the clients that `sandbox.client` makes. What falls
 * due until the new time has happened when a move returns.
 */
export class Clock {
  readonly #control: Control

  /** @internal */
  constructor(control: Control) {
    this.#control = control
  }

  /** The sandbox's present moment. */
  async now(): Promise<Date> {
    return ((await this.#control.get('clock')) as { now: Date }).now
  }

  /** Whether the clock stands still until it is moved. */
  async isFrozen(): Promise<boolean> {
    return ((await this.#control.get('clock')) as { frozen: boolean }).frozen
  }

  /** Moves the clock on, or back when negative: `advance({ days: 8 })`. Gives the new time. */
  async advance(by: Span): Promise<Date> {
    const { weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = by
    const total = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000 + milliseconds
    if (!Number.isFinite(total)) throw new TypeError('expected a span such as { days: 8 }')
    const sign = total < 0 ? '-' : ''
    return this.#change({ advance: `${sign}PT${(Math.abs(total) / 1000).toFixed(3)}S` })
  }

  /** Sets the clock to a moment: a `Date`, or text such as `2026-11-24T17:29:18Z`. Gives the new time. */
  async set(to: Date | string): Promise<Date> {
    return this.#change({ now: to })
  }

  /** Stops the clock until it is moved or resumed. */
  async freeze(): Promise<Date> {
    return this.#change({ frozen: true })
  }

  /** Lets a stopped clock run on from where it stands. */
  async resume(): Promise<Date> {
    return this.#change({ frozen: false })
  }

  /** Puts the clock back on the machine's time. */
  async reset(): Promise<Date> {
    return this.#change({ reset: true })
  }

  async #change(change: object): Promise<Date> {
    return ((await this.#control.post('clock', change)) as { now: Date }).now
  }
}
