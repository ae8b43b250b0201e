// What will happen by itself, up to each step that the clock's buttons make.
import { useCell } from './cell.ts'
import { STEPS } from './clock.tsx'
import { overview, sandboxNow, upcoming } from './live.ts'
import { ObjectLink } from './parts.tsx'
import { kindName, moment, span, spaced } from './words.ts'
import type { Upcoming } from './generated/wire.ts'

/** How many of each step are written out. */
const MOST_SHOWN = 8

/** One thing that will happen. */
export function UpcomingItem({ event, now, link = true }: { event: Upcoming; now: Date; link?: boolean }) {
  return (
    <li>
      <strong>{spaced(event.event)}</strong>{' '}
      <span class="when" title={`${moment(event.due)} UTC`}>
        in {span((Date.parse(event.due) - now.getTime()) / 1000)}
      </span>
      <span class="what">
        {link && (
          <>
            {kindName(event.kind)}
            {event.id !== null && ' '}
            <ObjectLink kind={event.kind} id={event.id} />:{' '}
          </>
        )}
        {event.text}
      </span>
    </li>
  )
}

export function Forecast() {
  const shown = useCell(overview)
  const { upcoming: events, total } = useCell(upcoming)
  const now = shown === null ? new Date() : sandboxNow(shown)
  let from = Number.NEGATIVE_INFINITY
  const steps = STEPS.map(({ name, seconds }) => {
    const until = now.getTime() + seconds * 1000
    const found = events.filter(({ due }) => Date.parse(due) > from && Date.parse(due) <= until)
    from = until
    return { name, found }
  })
  return (
    <section class="panel" aria-labelledby="forecast-title">
      <h2 id="forecast-title">
        What will happen <span class="number">{total}</span>
      </h2>
      {events.length === 0 && <p class="empty">Nothing is due within 180 days.</p>}
      {steps
        .filter(({ found }) => found.length > 0)
        .map(({ name, found }) => (
          <section key={name} aria-label={`Until ${name}`}>
            <h3>Until {name}</h3>
            <ul class="events">
              {found.slice(0, MOST_SHOWN).map((event) => (
                <UpcomingItem key={`${event.id ?? ''}/${event.event}/${event.due}`} event={event} now={now} />
              ))}
            </ul>
            {found.length > MOST_SHOWN && <p class="more">and {found.length - MOST_SHOWN} more</p>}
          </section>
        ))}
      {total > events.length && (
        <p class="more">
          The next {events.length} of {total} are listed.
        </p>
      )}
    </section>
  )
}
