// The notifications, newest first, with what became of them.
import { attempt } from './announce.tsx'
import { useCell } from './cell.ts'
import { post } from './control.ts'
import { merged, notifications } from './live.ts'
import { ObjectLink } from './parts.tsx'
import { address } from './route.ts'
import { count, notifiedKind, time } from './words.ts'
import type { NotificationDelivery, SentNotification } from './generated/wire.ts'

/** How many rows there are at most; the sandbox may have more. */
const ROWS = 100

const TONES = { pending: 'wait', delivered: 'good', failed: 'bad', dropped: 'bad' } as const

export const DeliveryStateMark = ({ delivery }: { delivery: NotificationDelivery }) => (
  <span class={`state ${TONES[delivery.state]}`}>{delivery.state}</span>
)

/** Delivers it once more. */
export function Replay({ sent }: { sent: SentNotification }) {
  const replay = async () => {
    const again = await attempt(
      () => post<SentNotification>(`notifications/${sent.id}/replay`),
      () => `Notification ${sent.id} is delivered once more.`,
    )
    if (again !== undefined) notifications.value = merged(notifications.value, [again], ({ id }) => id)
  }
  return (
    <button type="button" disabled={sent.deliveries.length === 0} onClick={() => void replay()}>
      Replay<span class="hidden"> notification {sent.id}</span>
    </button>
  )
}

export function Notifications({ shown }: { shown: string | null }) {
  const all = useCell(notifications)
  return (
    <section class="list" aria-labelledby="list-title">
      <div class="bar">
        <h2 id="list-title">Notifications</h2>
      </div>
      {all.length === 0 ? (
        <p class="empty">
          No notification yet. They are sent to the addresses that merchants have registered.
        </p>
      ) : (
        <table class="rows">
          <caption class="hidden">Notifications, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Notification</th>
              <th scope="col">Deliveries</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {all.slice(0, ROWS).map((sent) => (
              <tr key={sent.id} class={String(sent.id) === shown ? 'here' : undefined}>
                <td class="time">{time(sent.published)}</td>
                <td>
                  <a
                    class="operation"
                    href={address({ page: 'notifications', id: String(sent.id) })}
                    aria-current={String(sent.id) === shown ? 'true' : undefined}
                  >
                    {sent.id} · {sent.objectType ?? sent.type}
                  </a>{' '}
                  <About sent={sent} />
                </td>
                <td>
                  {sent.deliveries.length === 0 && <span class="none">no endpoint</span>}
                  {sent.deliveries.slice(-4).map((delivery, index) => (
                    <DeliveryStateMark key={index} delivery={delivery} />
                  ))}
                </td>
                <td class="action">
                  <Replay sent={sent} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {all.length > ROWS && <p class="foot">The latest {count(ROWS)}</p>}
    </section>
  )
}

/** The object that it tells of. */
export function About({ sent }: { sent: SentNotification }) {
  const { objectId } = sent
  const kind = notifiedKind(sent.objectType)
  if (objectId === null) return null
  return kind === null ? <span class="id">{objectId}</span> : <ObjectLink kind={kind} id={objectId} />
}
