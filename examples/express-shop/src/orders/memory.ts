/** Orders in this process: for the sandbox, which forgets its payments when it ends as well. */
import { type Agreement, COMES_FROM, type Order, type OrderState, type PaymentChange } from './order.js'
import { type Listener, OrderChanges } from './changes.js'
import type { OrderStore, Payment } from './store.js'

export class MemoryOrders implements OrderStore {
  readonly #orders = new Map<string, Order>()
  readonly #claims = new Map<string, string>()
  readonly #changes = new OrderChanges()

  place(agreement: Agreement): Promise<boolean> {
    const known = this.#orders.get(agreement.number)
    if (known !== undefined && known.state !== 'open') return Promise.resolve(false)
    this.#orders.set(agreement.number, {
      ...agreement,
      state: 'open',
      createdAt: known?.createdAt ?? new Date(),
      chargeId: undefined,
      chargePermissionId: undefined,
      changes: [],
    })
    return Promise.resolve(true)
  }

  claim(number: string, checkoutSessionId: string): Promise<string> {
    const claimed = this.#claims.get(number) ?? checkoutSessionId
    this.#claims.set(number, claimed)
    return Promise.resolve(claimed)
  }

  find(number: string): Promise<Order | undefined> {
    return Promise.resolve(this.#orders.get(number))
  }

  ofCharge(chargeId: string): Promise<Order | undefined> {
    return Promise.resolve([...this.#orders.values()].find((order) => order.chargeId === chargeId))
  }

  latest(count: number): Promise<Order[]> {
    return Promise.resolve([...this.#orders.values()].reverse().slice(0, count))
  }

  move(number: string, to: OrderState, payment?: Payment): Promise<boolean> {
    const order = this.#orders.get(number)
    if (order === undefined || !COMES_FROM[to].includes(order.state)) return Promise.resolve(false)
    this.#orders.set(number, { ...order, ...payment, state: to })
    this.#changes.tell(number)
    return Promise.resolve(true)
  }

  record(number: string, change: PaymentChange): Promise<void> {
    const order = this.#orders.get(number)
    const known = order?.changes.some(
      ({ objectId, state }) => objectId === change.objectId && state === change.state,
    )
    if (order !== undefined && known === false) {
      const changes = [...order.changes, change].sort((one, other) => one.at.getTime() - other.at.getTime())
      this.#orders.set(number, { ...order, changes })
      this.#changes.tell(number)
    }
    return Promise.resolve()
  }

  watch(number: string, listener: Listener): () => void {
    return this.#changes.watch(number, listener)
  }
}
