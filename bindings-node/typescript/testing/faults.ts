/** What goes wrong on demand. */
import type { ArmedFault, ArmedNotificationFault, Fault, NotificationFault } from '../generated/sandbox.js'
import type { Control } from './control.js'

/** Faults that are armed and removed. */
class Armory<Given extends object, Armed extends { readonly id: number }> {
  readonly #control: Control
  readonly #path: string

  constructor(control: Control, path: string) {
    this.#control = control
    this.#path = path
  }

  /** Arms a fault. */
  async add(fault: Given): Promise<Armed> {
    return (await this.#control.post(this.#path, fault)) as Armed
  }

  /** The armed faults with how often each met something, in the order in which they were added. */
  async list(): Promise<Armed[]> {
    return ((await this.#control.get(this.#path)) as { faults: Armed[] }).faults
  }

  /** Removes one fault: what `add` gave, or its number. */
  async remove(fault: number | { readonly id: number }): Promise<void> {
    await this.#control.delete(`${this.#path}/${String(typeof fault === 'number' ? fault : fault.id)}`)
  }

  /** Removes all faults. */
  async clear(): Promise<void> {
    await this.#control.delete(this.#path)
  }
}

/**
 * Faults that requests of the API meet: `sandbox.faults`. Each has one of `status`, `cut` and `delayMs`, the last also
 * along with another.
 *
 * ```ts
 * await sandbox.faults.add({ status: 503, operation: 'charges.create', count: 2 })
 * ```
 */
export class Faults extends Armory<Fault, ArmedFault> {
  /** @internal */
  constructor(control: Control) {
    super(control, 'faults')
  }
}

/**
 * Faults that notifications meet: `sandbox.notifications.faults`. Each has one or more of `twice`, `delaySeconds`,
 * `outOfOrder` and `tampering`.
 */
export class NotificationFaults extends Armory<NotificationFault, ArmedNotificationFault> {
  /** @internal */
  constructor(control: Control) {
    super(control, 'notifications/faults')
  }
}
