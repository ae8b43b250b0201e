// One request with its answer, what was signed, and how to send it again from elsewhere.
import { Fragment } from 'preact'
import { useCell } from './cell.ts'
import { CopyAs } from './copy-as.tsx'
import { Json } from './json.tsx'
import { overview, requests } from './live.ts'
import { Detail, Name, ObjectLink, Section, Status } from './parts.tsx'
import { useReading } from './reading.ts'
import { Marks } from './requests.tsx'
import { Signature } from './signature.tsx'
import { duration, kindName, moment } from './words.ts'
import type { RequestDetails } from './generated/wire.ts'

/** The fields of an answer that name objects. */
const NAMED: Record<string, string> = {
  checkoutSessionId: 'checkoutSessions',
  chargePermissionId: 'chargePermissions',
  chargeId: 'charges',
  refundId: 'refunds',
  disputeId: 'disputes',
}

/** The objects that a request is about: those that its path, its body and its answer name. */
export function objectsOf(request: RequestDetails, kinds: string[]): [kind: string, id: string][] {
  const found = new Map<string, string>()
  const [, kind, id] = /\/v\d+\/([^/?]+)\/([^/?]+)/.exec(request.path) ?? []
  if (kind !== undefined && id !== undefined && kinds.includes(kind)) found.set(id, kind)
  for (const value of [request.answer, request.body]) {
    if (typeof value !== 'object' || value === null) continue
    for (const [field, named] of Object.entries(value)) {
      const of = NAMED[field]
      if (of !== undefined && typeof named === 'string') found.set(named, of)
    }
  }
  return [...found].map(([named, of]) => [of, named])
}

export function RequestDetail({ id, close }: { id: string; close: string }) {
  const known = useCell(requests).find((request) => request.requestId === id)
  const { answer: request, problem } = useReading<RequestDetails>(
    `requests/${encodeURIComponent(id)}`,
    known?.status,
  )
  const kinds = (useCell(overview)?.objects ?? []).map(({ kind }) => kind)
  const title = request?.operation ?? known?.operation ?? request?.path ?? 'Request'
  return (
    <Detail kind="Request" title={<Name name={title} />} of={id} close={close}>
      {problem !== null && <p class="problem">{problem}</p>}
      {request !== null && (
        <>
          <p class="line">
            <Status request={request} /> <Marks request={request} />
          </p>
          <dl>
            <dt>Sent</dt>
            <dd class="id">
              {request.method} {request.path}
            </dd>
            <dt>Received</dt>
            <dd>
              {moment(request.received)} UTC, answered in {duration(request.micros)}
            </dd>
            <dt>Request id</dt>
            <dd class="id">{request.requestId}</dd>
            {request.merchantId !== null && (
              <>
                <dt>Merchant</dt>
                <dd class="id">{request.merchantId}</dd>
              </>
            )}
            {request.idempotencyKey !== null && (
              <>
                <dt>Idempotency key</dt>
                <dd>
                  <span class="id">{request.idempotencyKey}</span>, attempt {request.attempt}
                  {request.replayed && ', answered from the store: nothing was done again'}
                </dd>
              </>
            )}
            {objectsOf(request, kinds).map(([kind, named]) => (
              <Fragment key={named}>
                <dt>{kindName(kind)}</dt>
                <dd>
                  <ObjectLink kind={kind} id={named} />
                </dd>
              </Fragment>
            ))}
          </dl>
          <CopyAs request={request} />
          <Section title="Body">
            {isNothing(request.body) ? (
              <p class="empty">It has none.</p>
            ) : (
              <Json value={request.body} name="Body" />
            )}
          </Section>
          <Section title="Answer">
            {isNothing(request.answer) ? (
              <p class="empty">It has no body.</p>
            ) : (
              <Json value={request.answer} name="Answer" />
            )}
          </Section>
          <Signature request={request} />
          <Section title="Headers">
            <table class="pairs">
              <caption class="hidden">Headers of the request; secrets are replaced</caption>
              <tbody>
                {request.headers.map(([name, value], index) => (
                  <tr key={index}>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Section>
        </>
      )}
    </Detail>
  )
}

const isNothing = (value: unknown) => value === null || value === undefined || value === ''
