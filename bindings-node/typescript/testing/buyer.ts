/** The buyer, who clicks what a test has nobody to click. */
import type { Button, Money } from '../generated/models.js'
import type { BuyerOutcome, DisputeState, Visit } from '../generated/sandbox.js'
import { type Control, idOf } from './control.js'

/** A button as the page has it: what `pay.button` gave, or the fields of its configuration. */
export type ButtonOnPage = Button | Readonly<Record<string, unknown>>

const BUTTON_FIELDS = [
  'publicKeyId',
  'payloadJSON',
  'signature',
  'algorithm',
  'productType',
  'sandbox',
  'region',
] as const

/** What the sandbox said, with what has to be in it. */
type With<Said, Names extends keyof Said> = Omit<Said, Names> & {
  readonly [Name in Names]-?: NonNullable<Said[Name]>
}

/** What became of a session that the buyer visited. */
export type VisitedSession = With<BuyerOutcome, 'checkoutSessionId' | 'state'>

/** What a sign-in gave. */
export type SignedIn = With<BuyerOutcome, 'buyerToken' | 'nextUrl'>

/** A dispute that the buyer has opened or taken back. */
export type FiledDispute = With<DisputeState, 'disputeId' | 'state'>

/** What the buyer does on Amazon's pages and with the bank: `sandbox.buyer`. */
export class Buyer {
  readonly #control: Control

  /** @internal */
  constructor(control: Control) {
    this.#control = control
  }

  /**
   * Opens a button or a session, chooses card and address, and approves, cancels or stays. For a button that signs in
   * there is {@link signIn}.
   *
   * `target` is a Checkout Session, its id, or a button: what `pay.button` gave to the page, or its JSON. A button's
   * signature is verified as Amazon verifies it when it is clicked.
   *
   * ```ts
   * const visit = await sandbox.buyer.checkout(await pay.button({ … }), { card: '1111' })
   * ```
   *
   * Rejects with a {@link SandboxError} when the session is not open, or the card, the address or the button will not do.
   */
  async checkout(
    target: string | { readonly checkoutSessionId: string } | ButtonOnPage,
    visit: Visit = {},
  ): Promise<VisitedSession> {
    const outcome = await this.#visit(target, visit)
    if (hasAll(outcome, ['checkoutSessionId', 'state'])) return outcome
    throw new TypeError('this button signs in and starts no checkout: use sandbox.buyer.signIn')
  }

  /**
   * Clicks a button that signs in; `pay.buyers.get` reads who it is by the token that this gives.
   *
   * Rejects with a {@link SandboxError} when the button will not do.
   */
  async signIn(target: string | ButtonOnPage): Promise<SignedIn> {
    const outcome = await this.#visit(target, {})
    if (hasAll(outcome, ['buyerToken', 'nextUrl'])) return outcome
    throw new TypeError('this button starts a checkout: use sandbox.buyer.checkout')
  }

  async #visit(target: unknown, visit: Visit): Promise<BuyerOutcome> {
    return (await this.#control.post('buyer/checkout', { ...opened(target), ...visit })) as BuyerOutcome
  }

  /** Presses the button of the session's page. */
  async approve(session: string | { readonly checkoutSessionId: string }): Promise<VisitedSession> {
    return (await this.#control.post(
      `buyer/sessions/${idOf(session, 'checkoutSessionId')}/approve`,
    )) as VisitedSession
  }

  /** Leaves the session's page. */
  async cancel(session: string | { readonly checkoutSessionId: string }): Promise<VisitedSession> {
    return (await this.#control.post(
      `buyer/sessions/${idOf(session, 'checkoutSessionId')}/cancel`,
    )) as VisitedSession
  }

  /** Chooses another card for a Charge Permission, by its last four digits, as after a decline. */
  async changeCard(
    permission: string | { readonly chargePermissionId: string },
    card: string,
  ): Promise<BuyerOutcome> {
    const id = idOf(permission, 'chargePermissionId')
    return (await this.#control.post(`buyer/chargePermissions/${id}/card`, { card })) as BuyerOutcome
  }

  /** Asks the bank for the money of a captured charge, which opens a dispute. */
  async chargeback(
    charge: string | { readonly chargeId: string },
    options: { amount?: Money; filingReason?: string } = {},
  ): Promise<FiledDispute> {
    return (await this.#control.post(
      `buyer/charges/${idOf(charge, 'chargeId')}/chargeback`,
      options,
    )) as FiledDispute
  }

  /** Takes a chargeback back. */
  async withdrawChargeback(dispute: string | { readonly disputeId: string }): Promise<FiledDispute> {
    return (await this.#control.post(`buyer/disputes/${idOf(dispute, 'disputeId')}/withdraw`)) as FiledDispute
  }
}

function hasAll<Said, Names extends keyof Said>(
  said: Said,
  names: readonly Names[],
): said is Said & With<Said, Names> {
  return names.every((name) => said[name] !== undefined && said[name] !== null)
}

function opened(target: unknown): object {
  if (typeof target === 'string' && !target.startsWith('{')) return { checkoutSessionId: target }
  const fields: unknown = typeof target === 'string' ? JSON.parse(target) : target
  if (typeof fields !== 'object' || fields === null) {
    throw new TypeError('expected a Checkout Session, its id, or a button as pay.button gives it')
  }
  const given = fields as Record<string, unknown>
  if (typeof given['checkoutSessionId'] === 'string') return { checkoutSessionId: given['checkoutSessionId'] }
  return { button: button(given) }
}

/** What a button's click tells Amazon, out of what was handed to the page's script. */
function button(fields: Record<string, unknown>): object {
  const config = (fields['config'] ?? fields) as Record<string, unknown>
  const merged: Record<string, unknown> = {
    ...config,
    ...(config['createCheckoutSessionConfig'] as object | undefined),
    ...(config['signInConfig'] as object | undefined),
  }
  const known = BUTTON_FIELDS.filter((name) => merged[name] !== undefined)
  return Object.fromEntries(known.map((name) => [name, merged[name]]))
}
