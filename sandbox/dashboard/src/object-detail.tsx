// One object: where it stands, what it can become, what will happen to it, what belongs to it.
import { useEffect, useState } from 'preact/hooks'
import { useCell } from './cell.ts'
import { Diagram } from './diagram.tsx'
import { UpcomingItem } from './forecast.tsx'
import { Json } from './json.tsx'
import { changed, diagrams, overview, requests, sandboxNow } from './live.ts'
import { Amount, Detail, ObjectLink, Section, State } from './parts.tsx'
import { useReading } from './reading.ts'
import { RequestHead, RequestRows } from './requests.tsx'
import { kindName } from './words.ts'
import type { ObjectDetails } from './generated/wire.ts'

/** The state and its reason, where the API puts them. */
export function standing(object: unknown): {
  state: string | null
  reasonCode: string | null
  description: string | null
} {
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const fields = (object ?? {}) as Record<string, unknown>
  const details = (fields['statusDetails'] ?? {}) as Record<string, unknown>
  const [reason] = Array.isArray(details['reasons']) ? (details['reasons'] as Record<string, unknown>[]) : []
  return {
    state: text(details['state']) ?? text(fields['processingStatus']),
    reasonCode: text(details['reasonCode']) ?? text(reason?.['reasonCode']),
    description: text(details['reasonDescription']) ?? text(reason?.['reasonDescription']),
  }
}

export function ObjectDetail({ kind, id, close }: { kind: string; id: string; close: string }) {
  const [version, setVersion] = useState(0)
  useEffect(
    () =>
      changed.follow((names) => {
        if (names === null || names.has(id)) setVersion((before) => before + 1)
      }),
    [id],
  )
  const latest = useCell(requests)[0]?.requestId
  const { answer, problem } = useReading<ObjectDetails>(
    `objects/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`,
    `${version}/${latest ?? ''}`,
  )
  const diagram = useCell(diagrams).find((drawn) => drawn.kind === kind)
  const shown = useCell(overview)
  const now = shown === null ? new Date() : sandboxNow(shown)
  const { state, reasonCode, description } = standing(answer?.object)
  return (
    <Detail kind={kindName(kind)} title={<span class="id">{id}</span>} of={id} close={close}>
      {problem !== null && <p class="problem">{problem}</p>}
      {answer !== null && (
        <>
          <p class="line">
            {state !== null && <State state={state} />}{' '}
            {reasonCode !== null && <span class="reason">{reasonCode}</span>} {description}
          </p>
          {diagram !== undefined && (
            <Section title="States">
              <Diagram diagram={diagram} present={state} />
            </Section>
          )}
          <Section title="What will happen">
            {answer.upcoming.length === 0 ? (
              <p class="empty">Nothing happens to it by itself.</p>
            ) : (
              <ul class="events">
                {answer.upcoming.map((event) => (
                  <UpcomingItem key={`${event.event}/${event.due}`} event={event} now={now} link={false} />
                ))}
              </ul>
            )}
          </Section>
          {answer.related.length > 0 && (
            <Section title="Related objects">
              <table class="rows">
                <caption class="hidden">Objects that belong to this one, or it to them</caption>
                <tbody>
                  {answer.related.map((related) => (
                    <tr key={`${related.kind}/${related.id}`}>
                      <th scope="row">{kindName(related.kind)}</th>
                      <td>
                        <ObjectLink kind={related.kind} id={related.id} />
                      </td>
                      <td>
                        <State state={related.state} />
                      </td>
                      <td class="amount">
                        <Amount amount={related.amount} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Section>
          )}
          <Section title="As the API shows it">
            <Json value={answer.object} name="The object as JSON" />
          </Section>
          {answer.requests.length > 0 && (
            <Section title="Requests about it">
              <table class="rows">
                <caption class="hidden">Requests about this object, newest first</caption>
                <RequestHead />
                <RequestRows rows={answer.requests} shown={null} />
              </table>
            </Section>
          )}
        </>
      )}
    </Detail>
  )
}
