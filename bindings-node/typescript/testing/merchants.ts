/** Merchants of the sandbox. */
import type { ListedMerchant, NewCredentials, NewMerchant, Tokens } from '../generated/sandbox.js'
import { type Control, segment } from './control.js'

/** Who may call the sandbox: `sandbox.merchants`. */
export class Merchants {
  readonly #control: Control

  /** @internal */
  constructor(control: Control) {
    this.#control = control
  }

  /** The merchants and the ids of their keys. */
  async list(): Promise<ListedMerchant[]> {
    return ((await this.#control.get('merchants')) as { merchants: ListedMerchant[] }).merchants
  }

  /**
   * Registers a merchant, or another key of one; a key pair is made unless a public key is given.
   *
   * ```ts
   * const other = await sandbox.merchants.add('A1OTHERSHOP', { region: 'jp' })
   * ```
   */
  async add(merchantId: string, more: NewMerchant = {}): Promise<NewCredentials> {
    return (await this.#control.post('merchants', { merchantId, ...more })) as NewCredentials
  }

  /** Sets where a merchant's notifications go, in place of the endpoints that it had; none ends them. */
  async setIpnUrls(merchantId: string, ipnUrls: readonly string[]): Promise<void> {
    await this.#control.post(`merchants/${segment(merchantId)}/ipnUrls`, { ipnUrls })
  }

  /** The tokens by which a solution provider acts for a merchant. */
  async tokens(merchantId: string): Promise<Tokens> {
    return (await this.#control.get(`merchants/${segment(merchantId)}/tokens`)) as Tokens
  }

  /** The merchant takes over an account that a partner created. */
  async claimAccount(merchantAccountId: string): Promise<void> {
    await this.#control.post(`merchantAccounts/${segment(merchantAccountId)}/claim`)
  }
}
