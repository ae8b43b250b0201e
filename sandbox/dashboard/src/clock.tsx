// The sandbox's clock, and what moves it.
import { useEffect, useState } from 'preact/hooks'
import { attempt } from './announce.tsx'
import { useCell } from './cell.ts'
import { post } from './control.ts'
import { overview, sandboxNow, takeOverview, upcoming } from './live.ts'
import { moment, plural } from './words.ts'
import type { ClockReading, Overview, UpcomingList } from './generated/wire.ts'

/** How far the buttons move the clock. */
export const STEPS: { name: string; advance: string; seconds: number }[] = [
  { name: '+1 hour', advance: '1h', seconds: 3600 },
  { name: '+8 days', advance: '8d', seconds: 8 * 86_400 },
  { name: '+180 days', advance: '180d', seconds: 180 * 86_400 },
]

/** How much of what is listed happens within so many seconds. */
export function within(list: UpcomingList, now: Date, seconds: number): UpcomingList['upcoming'] {
  const until = now.getTime() + seconds * 1000
  return list.upcoming.filter(({ due }) => Date.parse(due) <= until)
}

async function change(to: object, done: (now: string) => string): Promise<void> {
  const reading = await attempt(
    () => post<ClockReading>('clock', to),
    ({ now }) => done(`${moment(now)} UTC`),
  )
  if (reading !== undefined && overview.value !== null) takeOverview({ ...overview.value, ...reading })
}

/** The seconds as they pass. */
function Now({ shown }: { shown: Overview }) {
  const [, tick] = useState(0)
  useEffect(() => {
    if (shown.frozen) return
    const timer = setInterval(() => {
      tick((count) => count + 1)
    }, 1000)
    return () => {
      clearInterval(timer)
    }
  }, [shown])
  const text = sandboxNow(shown).toISOString()
  return (
    <time dateTime={text}>
      {moment(text)} <abbr title="Coordinated Universal Time">UTC</abbr>
    </time>
  )
}

/** The clock with its buttons; each says how much happens until then. */
export function ClockBar() {
  const shown = useCell(overview)
  const list = useCell(upcoming)
  return (
    <section class="clock" aria-labelledby="clock-title">
      <h2 id="clock-title">Clock</h2>
      <p class="now">
        {shown === null ? '…' : <Now shown={shown} />}
        {shown?.frozen === true && <span class="state wait">paused</span>}
      </p>
      <div class="buttons">
        <button
          type="button"
          disabled={shown === null}
          onClick={() =>
            void change({ frozen: shown?.frozen !== true }, (now) =>
              shown?.frozen === true ? `The clock runs on from ${now}.` : `The clock stands still at ${now}.`,
            )
          }
        >
          {shown?.frozen === true ? 'Resume' : 'Pause'}
        </button>
        {STEPS.map(({ name, advance, seconds }) => {
          const events = shown === null ? 0 : within(list, sandboxNow(shown), seconds).length
          const more = list.total > list.upcoming.length && events === list.upcoming.length
          return (
            <button
              type="button"
              key={advance}
              disabled={shown === null}
              title={
                events === 0
                  ? 'Nothing is due until then'
                  : `${plural(events, 'event')} until then, listed under “What will happen”`
              }
              onClick={() => void change({ advance }, (now) => `The clock was moved to ${now}.`)}
            >
              {name}
              {events > 0 && (
                <span class="badge">
                  {events}
                  {more && '+'}
                  <span class="hidden"> {events === 1 ? 'event' : 'events'} until then</span>
                </span>
              )}
            </button>
          )
        })}
        {shown !== null && (shown.offsetSeconds !== 0 || shown.frozen) && (
          <button
            type="button"
            onClick={() =>
              void change(
                { reset: true, frozen: false },
                (now) => `The clock is back on this machine’s time, ${now}.`,
              )
            }
          >
            Real time
          </button>
        )}
      </div>
    </section>
  )
}
