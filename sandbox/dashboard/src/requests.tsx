// The timeline of all requests, newest first.
import { useState } from 'preact/hooks'
import { useCell } from './cell.ts'
import { overview, requests } from './live.ts'
import { Name, Status } from './parts.tsx'
import { address } from './route.ts'
import { count, duration, time } from './words.ts'
import type { RequestSummary } from './generated/wire.ts'

/** How many rows there are at first, and how many more at a time. */
const ROWS = 100

function fits(request: RequestSummary, text: string, only: string): boolean {
  if (only === 'failed' && request.status !== null && request.status < 400) return false
  if (only === 'faults' && request.fault === null) return false
  if (only === 'repeated' && !request.replayed && request.attempt < 2) return false
  const where = [
    request.operation,
    request.path,
    request.reasonCode,
    request.requestId,
    request.idempotencyKey,
  ]
  return text === '' || where.some((part) => part?.toLowerCase().includes(text.toLowerCase()) === true)
}

/** What else there is to say of a request. */
export function Marks({ request }: { request: RequestSummary }) {
  return (
    <>
      {request.reasonCode !== null && <span class="reason">{request.reasonCode}</span>}
      {request.replayed && (
        <span class="mark" title="Answered from the idempotency store: nothing was done again">
          replayed
        </span>
      )}
      {request.attempt > 1 && <span class="mark">attempt {request.attempt}</span>}
      {request.fault !== null && <span class="mark fault">fault: {request.fault}</span>}
    </>
  )
}

/** The rows of a table of requests. */
export function RequestRows({ rows, shown }: { rows: RequestSummary[]; shown: string | null }) {
  return (
    <tbody>
      {rows.map((request) => (
        <tr key={request.requestId} class={request.requestId === shown ? 'here' : undefined}>
          <td class="time">{time(request.received)}</td>
          <td>
            <a
              class="operation"
              href={address({ page: 'requests', id: request.requestId })}
              aria-current={request.requestId === shown ? 'true' : undefined}
            >
              <Name name={request.operation ?? `${request.method} ${request.path}`} />
            </a>
          </td>
          <td>
            <Status request={request} /> <Marks request={request} />
          </td>
          <td class="duration">{duration(request.micros)}</td>
        </tr>
      ))}
    </tbody>
  )
}

export const RequestHead = () => (
  <thead>
    <tr>
      <th scope="col">Time</th>
      <th scope="col">Operation</th>
      <th scope="col">Answer</th>
      <th scope="col" class="duration">
        Took
      </th>
    </tr>
  </thead>
)

export function Requests({ shown }: { shown: string | null }) {
  const all = useCell(requests)
  const total = useCell(overview)?.requests ?? all.length
  const [text, setText] = useState('')
  const [only, setOnly] = useState('')
  const [most, setMost] = useState(ROWS)
  const fitting = all.filter((request) => fits(request, text, only))
  return (
    <section class="list" aria-labelledby="list-title">
      <div class="bar">
        <h2 id="list-title">Requests</h2>
        <label>
          <span class="hidden">Find by operation, path, reason code or id</span>
          <input
            type="search"
            placeholder="Operation, path, reason code, id"
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value)
            }}
          />
        </label>
        <label>
          <span class="hidden">Which requests</span>
          <select
            value={only}
            onChange={(event) => {
              setOnly(event.currentTarget.value)
            }}
          >
            <option value="">All</option>
            <option value="failed">Failed</option>
            <option value="repeated">Repeated or replayed</option>
            <option value="faults">Met a fault</option>
          </select>
        </label>
      </div>
      {all.length === 0 ? (
        <p class="empty">
          No request yet. Point a client’s endpoint at <code>{location.origin}</code> and what it asks appears
          here at once.
        </p>
      ) : (
        <table class="rows">
          <caption class="hidden">Requests, newest first</caption>
          <RequestHead />
          <RequestRows rows={fitting.slice(0, most)} shown={shown} />
        </table>
      )}
      {all.length > 0 && (
        <p class="foot">
          {count(Math.min(most, fitting.length))} of{' '}
          {count(text === '' && only === '' ? Math.max(total, all.length) : fitting.length)}
          {fitting.length > most && (
            <button
              type="button"
              onClick={() => {
                setMost(most + ROWS)
              }}
            >
              Show {Math.min(ROWS, fitting.length - most)} more
            </button>
          )}
        </p>
      )}
    </section>
  )
}
