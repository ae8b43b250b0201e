// One notification with each attempt to deliver it.
import { useCell } from './cell.ts'
import { notifications } from './live.ts'
import { About, DeliveryStateMark, Replay } from './notifications.tsx'
import { Detail, Section } from './parts.tsx'
import { duration, moment } from './words.ts'

export function NotificationDetail({ id, close }: { id: string; close: string }) {
  const sent = useCell(notifications).find((notification) => String(notification.id) === id)
  return (
    <Detail kind="Notification" title={sent?.objectType ?? sent?.type ?? id} of={id} close={close}>
      {sent === undefined ? (
        <p class="empty">The sandbox keeps the latest notifications alone, and this is none of them.</p>
      ) : (
        <>
          <dl>
            <dt>Object</dt>
            <dd>
              <About sent={sent} /> {sent.notificationType}
            </dd>
            <dt>Changed</dt>
            <dd>{moment(sent.changed)} UTC</dd>
            <dt>Published</dt>
            <dd>{moment(sent.published)} UTC</dd>
            <dt>MessageId</dt>
            <dd class="id">{sent.messageId}</dd>
            <dt>Topic</dt>
            <dd class="id">{sent.topicArn}</dd>
            <dt>Merchant</dt>
            <dd>
              <span class="id">{sent.merchantId}</span>, {sent.environment}
            </dd>
          </dl>
          <Section title="Deliveries">
            {sent.deliveries.length === 0 && (
              <p class="empty">No endpoint was registered when it was published.</p>
            )}
            <ol class="deliveries">
              {sent.deliveries.map((delivery, index) => (
                <li key={index}>
                  <DeliveryStateMark delivery={delivery} /> <span class="id">{delivery.url}</span>
                  {delivery.replay && <span class="mark">replay</span>}
                  {delivery.fault !== null && <span class="mark fault">fault: {delivery.fault}</span>}
                  <ul>
                    {delivery.attempts.map((attempt, number) => (
                      <li key={number}>
                        {moment(attempt.at)}: {attempt.status ?? attempt.error ?? 'no answer'} in{' '}
                        {duration(attempt.micros)}
                      </li>
                    ))}
                    {delivery.nextAttempt !== null && <li>next attempt at {moment(delivery.nextAttempt)}</li>}
                  </ul>
                </li>
              ))}
            </ol>
            <Replay sent={sent} />
          </Section>
        </>
      )}
    </Detail>
  )
}
