// The objects of a kind, a page at a time, newest first.
import { useEffect, useState } from 'preact/hooks'
import { useCell } from './cell.ts'
import { query } from './control.ts'
import { changed, connection, overview } from './live.ts'
import { Amount, State } from './parts.tsx'
import { useReading } from './reading.ts'
import { address, go, type Route } from './route.ts'
import { count, kindName, kindNames, moment } from './words.ts'
import type { SummaryList } from './generated/wire.ts'

/** How many objects a page has. */
const PAGE = 50

/** How long to wait for the end of a word, in milliseconds. */
const TYPING = 200

/** Counts up whenever objects of the kind may have changed, no more often than a list can be read. */
function useChanges(kind: string): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = changed.follow((names) => {
      if (names?.has(kind) === false) return
      timer ??= setTimeout(() => {
        timer = undefined
        setVersion((before) => before + 1)
      }, 250)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [kind])
  return version
}

export function Objects({ at }: { at: Route & { page: 'objects' } }) {
  const { kind, state, text } = at
  const [typed, setTyped] = useState(text)
  // The cursors of the pages before this one, so that one can go back.
  const [cursors, setCursors] = useState<string[]>([])
  const version = useChanges(kind)
  const isConnected = useCell(connection)
  const before = cursors.at(-1)
  const path = `summaries${query({ kind, state, text, before, limit: PAGE })}`
  const { answer, problem } = useReading<SummaryList>(path, `${version}/${isConnected}`)
  const counts = useCell(overview)?.objects.find((counted) => counted.kind === kind)
  const filter = (to: { state?: string; text?: string }) => {
    setCursors([])
    go({ ...at, ...to }, false)
  }
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => {
      filter({ text: typed })
    }, TYPING)
    return () => {
      clearTimeout(timer)
    }
  }, [typed])
  const next = answer?.next ?? null
  const first = cursors.length * PAGE
  return (
    <section class="list" aria-labelledby="list-title">
      <div class="bar">
        <h2 id="list-title">{kindNames(kind)}</h2>
        <label>
          <span class="hidden">Find by a part of the id</span>
          <input
            type="search"
            placeholder="A part of the id"
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value)
            }}
          />
        </label>
        {(counts?.states.length ?? 0) > 0 && (
          <label>
            <span class="hidden">State</span>
            <select
              value={state}
              onChange={(event) => {
                filter({ state: event.currentTarget.value })
              }}
            >
              <option value="">All states ({count(counts?.total ?? 0)})</option>
              {counts?.states.map((counted) => (
                <option key={counted.state} value={counted.state}>
                  {counted.state} ({count(counted.count)})
                </option>
              ))}
              {state !== '' && counts?.states.every((counted) => counted.state !== state) && (
                <option value={state}>{state} (0)</option>
              )}
            </select>
          </label>
        )}
      </div>
      {problem !== null && <p class="problem">{problem}</p>}
      {answer !== null && answer.objects.length === 0 && (
        <p class="empty">
          {state === '' && text === '' ? `There is no ${kindName(kind).toLowerCase()} yet.` : 'None fits.'}
        </p>
      )}
      {answer !== null && answer.objects.length > 0 && (
        <>
          <table class="rows">
            <caption class="hidden">{kindNames(kind)}, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Id</th>
                <th scope="col">State</th>
                <th scope="col" class="amount">
                  Amount
                </th>
                <th scope="col" class="wide">
                  Changed
                </th>
              </tr>
            </thead>
            <tbody>
              {answer.objects.map((object) => (
                <tr
                  key={`${object.merchantId}/${object.id}`}
                  class={object.id === at.id ? 'here' : undefined}
                >
                  <td>
                    <a
                      class="id"
                      href={address({ ...at, id: object.id })}
                      aria-current={object.id === at.id ? 'true' : undefined}
                    >
                      {object.id}
                    </a>
                    {object.isLive && <span class="mark">live</span>}
                  </td>
                  <td>
                    <State state={object.state} />{' '}
                    {object.reasonCode !== null && <span class="reason">{object.reasonCode}</span>}
                  </td>
                  <td class="amount">
                    <Amount amount={object.amount} />
                  </td>
                  <td class="time wide">{moment(object.updated)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="foot">
            {count(first + 1)} to {count(first + answer.objects.length)} of {count(answer.total)}
            <button
              type="button"
              disabled={cursors.length === 0}
              onClick={() => {
                setCursors(cursors.slice(0, -1))
              }}
            >
              Newer
            </button>
            <button
              type="button"
              disabled={next === null}
              onClick={() => {
                if (next !== null) setCursors([...cursors, next])
              }}
            >
              Older
            </button>
          </p>
        </>
      )}
    </section>
  )
}
