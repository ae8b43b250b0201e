/** The endpoint of Amazon's notifications. */
import { createHash } from 'node:crypto'
import type { Answered } from '../answer.js'
import type { AmazonPay } from '../client.js'
import { ConfigurationError, NotificationError } from '../errors.js'
import type { Delivery, Inbox } from '../inbox/inbox.js'
import { type Ipn, type Notification, NotificationVerifier } from '../notification.js'
import { rawBody } from './body.js'
import {
  type Eventually,
  type Handler,
  type Report,
  empty,
  refusedMethod,
  reportToConsole,
  required,
} from './handler.js'
import { OBJECT_ID, READ, SUBJECTS, type Subjects } from './subjects.js'

/** What you do about notifications, by the kind of object; each gets the object as it was just read. */
export type NotificationHooks = {
  [Name in keyof Subjects]?: (object: Answered<Subjects[Name]>, notification: Ipn) => Eventually<void>
}

/** Settings of every {@link notificationHandler}. */
export interface NotificationSettings {
  /** The topics (`TopicArn`) that are yours: no other is listened to, and no other's subscription confirmed. */
  topics: readonly string[]
  /** Default: one for `topics`, of notifications that are no older than six hours. */
  verifier?: NotificationVerifier | undefined
  /** Told of refusals and failures. Default: writes to the console. */
  report?: Report | undefined
}

/** Settings of a {@link notificationHandler} that works on notifications before it answers. */
export interface NotificationHandlerSettings extends NotificationSettings {
  /** The client that reads the objects. */
  pay: AmazonPay
  /** What remembers notifications, so that each is acted on once. */
  inbox: Inbox
  /** What you do about them. */
  on: NotificationHooks
  /** How long reading the object may take, in milliseconds. Default: 8,000; Amazon waits 15 seconds for the answer. */
  readTimeoutMs?: number | undefined
  queue?: undefined
}

/** Takes notifications to be worked on later: a `Reconciler` of `amazonpay/reconciliation` is one. */
export interface NotificationQueue {
  /** Resolves once the notification is kept where the end of a process does not lose it. */
  enqueue(delivery: Delivery): Promise<void>
}

/** Settings of a {@link notificationHandler} that hands notifications over, and answers at once. */
export interface QueuedNotificationHandlerSettings extends NotificationSettings {
  /** What takes the notifications. */
  queue: NotificationQueue
  /** What remembers notifications, so that each is handed over once. Default: none, as the queue takes the same one twice. */
  inbox?: Inbox | undefined
}

/** No notification is larger: SNS's messages have at most this many bytes. */
const MAX_BODY_BYTES = 262_144
const FRESHNESS_MS = 6 * 60 * 60 * 1000
/** Amazon delivers again by a schedule of its own; this is for who asks. */
const LATER = { 'retry-after': '60' }

/**
 * Makes the endpoint of Amazon's notifications: verifies the raw body, claims the notification in the inbox, reads the
 * object that it is about, hands it to your hook, and answers.
 *
 * ```ts
 * const notifications = notificationHandler({
 *   pay, topics: [process.env.AMAZON_PAY_TOPIC!], inbox: new PostgresInbox(pool),
 *   on: { charge: async (charge) => orders.update(charge.chargeId, charge.statusDetails.state) },
 * })
 * ```
 *
 * It answers 200 when your hook is through, now or at an earlier delivery; 4xx when the notification is not to be believed;
 * 503 when Amazon should deliver it again: the object could not be read, your hook failed, or another delivery is being
 * worked on. A hook may so be called again for what it did half, and notifications may come out of order: go by the object,
 * which is the newest, and write what may be written twice.
 *
 * With a `queue`, it hands the notification over and answers 200; the queue's workers read the object and call their hooks.
 * Amazon's time limit is nothing to them, and what they repeat is none of Amazon's business. It answers 503 when the
 * notification could not be handed over.
 *
 * ```ts
 * const notifications = notificationHandler({ topics: [process.env.AMAZON_PAY_TOPIC!], queue: reconciler })
 * ```
 *
 * @throws {@link ConfigurationError} when a setting is missing.
 */
export function notificationHandler(
  settings: NotificationHandlerSettings | QueuedNotificationHandlerSettings,
): Handler {
  if (settings.queue === undefined) required(settings, ['pay', 'inbox', 'on'], 'notificationHandler')
  else if ('on' in settings && settings.on !== undefined) {
    throw new ConfigurationError(
      'notificationHandler: on is for hooks of a handler without a queue; give them to the queue',
      {
        field: 'on',
      },
    )
  }
  const { topics } = settings
  if (!Array.isArray(topics) || topics.length === 0) {
    throw new ConfigurationError(
      'topics: expected the TopicArn of each topic that is yours, found none; else anybody with an AWS account could post here',
      { field: 'topics' },
    )
  }
  const endpoint = new Endpoint(settings)
  return (request) => endpoint.answer(request)
}

class Endpoint {
  readonly #settings: NotificationHandlerSettings | QueuedNotificationHandlerSettings
  readonly #topics: ReadonlySet<string>
  readonly #verifier: NotificationVerifier
  readonly #report: Report

  constructor(settings: NotificationHandlerSettings | QueuedNotificationHandlerSettings) {
    this.#settings = settings
    this.#topics = new Set(settings.topics)
    this.#report = settings.report ?? reportToConsole
    this.#verifier =
      settings.verifier ??
      new NotificationVerifier({ allowedTopics: settings.topics, freshnessWindowMs: FRESHNESS_MS })
  }

  async answer(request: Request): Promise<Response> {
    const refusal = refusedMethod(request, ['POST'])
    if (refusal !== undefined) return refusal
    let body: Buffer | undefined
    try {
      body = await rawBody(request, MAX_BODY_BYTES)
    } catch (error) {
      const ours = error instanceof ConfigurationError
      this.#report('The body of a notification could not be read', error)
      return empty(ours ? 500 : 400)
    }
    if (body === undefined) return empty(413)
    try {
      const notification = await this.#verifier.verify(body)
      return await this.#verified(notification)
    } catch (error) {
      if (error instanceof NotificationError) return this.#refused(error)
      this.#report('A notification could not be taken in', error)
      return empty(503, LATER)
    }
  }

  async #verified(notification: Notification): Promise<Response> {
    if (!this.#topics.has(notification.topicArn)) {
      this.#report(
        `A ${notification.type} of the topic ${notification.topicArn} was refused; if it is yours, add it to topics`,
      )
      return empty(403)
    }
    if (notification.type === 'SubscriptionConfirmation') {
      await this.#verifier.confirmSubscription(notification)
    }
    return notification.type === 'Notification' ? this.#take(notification) : empty(200)
  }

  #refused(error: NotificationError): Response {
    if (error.isRetryable) {
      this.#report(`A notification could not be verified now (${error.kind}): ${error.message}`)
      return empty(503, LATER)
    }
    this.#report(`A notification was refused (${error.kind}): ${error.message}`)
    return empty(error.kind === 'body_too_large' ? 413 : 400)
  }

  async #take(ipn: Ipn): Promise<Response> {
    const { ObjectType: type, ObjectId: id } = ipn.message
    const subject = SUBJECTS.get(type)
    if (subject === undefined || !OBJECT_ID.test(id)) {
      const why =
        subject === undefined ? 'its kind of object is not known to this version' : 'its ObjectId is none'
      this.#report(`Notification ${ipn.messageId} is ignored: ${why}`)
      return empty(200)
    }
    const delivery = deliveryOf(ipn)
    const settings = this.#settings
    if (settings.queue !== undefined) {
      const { queue, inbox } = settings
      return this.#once(inbox, delivery, ipn, () => queue.enqueue(delivery))
    }
    const { inbox, pay, on, readTimeoutMs = 8000 } = settings
    const hook = on[subject] as ((object: object, notification: Ipn) => Eventually<void>) | undefined
    if (hook === undefined) return empty(200)
    return this.#once(inbox, delivery, ipn, async () => {
      await hook(await READ[subject](pay, id, { timeoutMs: readTimeoutMs, maxRetries: 1 }), ipn)
    })
  }

  /** Works on a notification, unless it was done or is somebody else's. */
  async #once(
    inbox: Inbox | undefined,
    delivery: Delivery,
    ipn: Ipn,
    work: () => Promise<void>,
  ): Promise<Response> {
    const taken = await inbox?.take(delivery)
    if (taken?.state === 'done') return empty(200)
    // The other delivery may fail yet, and then this one must come again.
    if (taken?.state === 'busy') return empty(503, LATER)
    try {
      await work()
    } catch (error) {
      this.#report(
        `Notification ${ipn.messageId} was not worked through, Amazon is asked to repeat it`,
        error,
      )
      if (taken !== undefined) await inbox?.release(delivery, taken.claim)
      return empty(503, LATER)
    }
    if (taken !== undefined) await inbox?.finish(delivery, taken.claim)
    return empty(200)
  }
}

/** A message has another `MessageId` when it is published again, but the `NotificationId` that it had. */
function deliveryOf(ipn: Ipn): Delivery {
  const { ObjectType: objectType, ObjectId: objectId, NotificationId: notificationId } = ipn.message
  const identity = notificationId ? ['notification', notificationId, objectId] : ['message', ipn.messageId]
  const key = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
  return { key, objectType, objectId }
}
