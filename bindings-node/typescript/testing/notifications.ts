/** Notifications that the sandbox sends. */
import type { NativeSandbox } from '../border.js'
import type {
  IpnSubscription,
  NotificationFilter,
  SentNotification,
  SettingsChange,
  ShownSettings,
} from '../generated/sandbox.js'
import type { Control } from './control.js'
import { NotificationFaults } from './faults.js'

/** What the sandbox told to whom, and how: `sandbox.notifications`. */
export class Notifications {
  /** What goes wrong with notifications on demand. */
  readonly faults: NotificationFaults
  readonly #control: Control
  readonly #native: NativeSandbox

  /** @internal */
  constructor(control: Control, native: NativeSandbox) {
    this.#control = control
    this.#native = native
    this.faults = new NotificationFaults(control)
  }

  /** The latest notifications, newest first, with each attempt to deliver them. */
  async list(filter: NotificationFilter = {}): Promise<SentNotification[]> {
    const found = (await this.#control.get('notifications', { ...filter })) as {
      notifications: SentNotification[]
    }
    return found.notifications
  }

  /** Delivers a notification once more, with the same message id, to each endpoint it went to. */
  async replay(notification: number | { readonly id: number }): Promise<SentNotification> {
    const number = typeof notification === 'number' ? notification : notification.id
    return (await this.#control.post(`notifications/${String(number)}/replay`)) as SentNotification
  }

  /**
   * Waits until all that is due by the clock has happened and each notification of it was delivered or is waiting for a
   * later moment. A test moves the clock, waits for this and looks.
   *
   * An endpoint that does not answer is waited for; aborting `signal` ends that, and this rejects with its reason.
   */
  async settled(options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#native.notificationsSettled(options.signal)
  }

  /** The endpoints of all merchants, and whether they are confirmed. */
  async subscriptions(): Promise<IpnSubscription[]> {
    const found = (await this.#control.get('notifications/subscriptions')) as {
      subscriptions: IpnSubscription[]
    }
    return found.subscriptions
  }

  /** Sends a SubscriptionConfirmation to an endpoint, which gets nothing else until it has confirmed. */
  async askForConfirmation(question: { merchantId: string; url: string }): Promise<SentNotification> {
    return (await this.#control.post('notifications/subscriptions', question)) as SentNotification
  }

  /** Sets how notifications are sent. */
  async set(settings: SettingsChange): Promise<ShownSettings> {
    return (await this.#control.post('notifications/settings', settings)) as ShownSettings
  }

  /** The certificate that notifications are signed with, PEM, for a verifier that takes a given one. */
  async certificatePem(): Promise<string> {
    return this.#control.text('notifications/certificate')
  }
}
