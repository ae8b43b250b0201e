// What can be looked at, with how much of it there is.
import { useCell } from './cell.ts'
import { notifications, overview } from './live.ts'
import { address, type Route } from './route.ts'
import { PAYMENT_KINDS, count, kindNames } from './words.ts'

export function Navigation({ at }: { at: Route }) {
  const shown = useCell(overview)
  const sent = useCell(notifications)
  const kinds = (shown?.objects ?? []).filter(
    ({ kind, total }) =>
      total > 0 || PAYMENT_KINDS.includes(kind) || (at.page === 'objects' && at.kind === kind),
  )
  return (
    <nav aria-label="What to look at">
      <ul>
        <Entry
          to={address({ page: 'requests', id: null })}
          name="Requests"
          number={shown?.requests}
          here={at.page === 'requests'}
        />
        <Entry
          to={address({ page: 'notifications', id: null })}
          name="Notifications"
          number={sent[0]?.id ?? 0}
          here={at.page === 'notifications'}
        />
      </ul>
      <h2>Objects</h2>
      <ul>
        {kinds.map(({ kind, total }) => (
          <Entry
            key={kind}
            to={address({ page: 'objects', kind, id: null, state: '', text: '' })}
            name={kindNames(kind)}
            number={total}
            here={at.page === 'objects' && at.kind === kind}
          />
        ))}
      </ul>
      <p class="version">
        {shown !== null && <>Version {shown.version} · </>}
        <a href="/_sandbox/openapi.json">Control API</a>
      </p>
    </nav>
  )
}

function Entry({
  to,
  name,
  number,
  here,
}: {
  to: string
  name: string
  number: number | undefined
  here: boolean
}) {
  return (
    <li>
      <a href={to} aria-current={here ? 'page' : undefined}>
        {name} <span class="number">{number === undefined ? '' : count(number)}</span>
      </a>
    </li>
  )
}
