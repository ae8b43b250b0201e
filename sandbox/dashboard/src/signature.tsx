// Whether the signature fits, and what was signed: where the two sides differ, the line is marked.
import { Section } from './parts.tsx'
import type { RequestDetails } from './generated/wire.ts'

/** The canonical request, line by line; `marked` counts from 1. */
function Canonical({
  text,
  name,
  marked,
  note,
}: {
  text: string
  name: string
  marked?: number | undefined
  note: string
}) {
  return (
    <ol class="code canonical" tabIndex={0} aria-label={name}>
      {text.split('\n').map((line, index) => (
        <li key={index} class={index + 1 === marked ? 'differs' : undefined}>
          {index + 1 === marked ? (
            <mark>
              {line === '' ? '(an empty line)' : line}
              <span class="hidden"> ({note})</span>
            </mark>
          ) : (
            line
          )}
        </li>
      ))}
    </ol>
  )
}

export function Signature({ request }: { request: RequestDetails }) {
  const { signature: report, signatureValid: isValid } = request
  const server = report?.serverCanonicalRequest ?? request.canonicalRequest
  const difference = report?.firstDifference ?? null
  return (
    <Section title="Signature">
      <p class="line">
        <span class={`state ${isValid === true ? 'good' : isValid === false ? 'bad' : 'quiet'}`}>
          {isValid === true ? 'valid' : isValid === false ? 'refused' : 'not checked'}
        </span>{' '}
        {report?.conclusion}
      </p>
      {difference !== null && (
        <table class="pairs difference">
          <caption>
            Line {difference.line} ({difference.part}) differs
          </caption>
          <tbody>
            <tr>
              <th scope="row">Client signed</th>
              <td>
                <mark>{difference.client ?? 'no such line'}</mark>
              </td>
            </tr>
            <tr>
              <th scope="row">Sandbox expects</th>
              <td>
                <mark>{difference.server ?? 'no such line'}</mark>
              </td>
            </tr>
          </tbody>
        </table>
      )}
      {report?.clientCanonicalRequest != null && (
        <>
          <h4>
            What the client signed
            {!report.clientCanonicalRequestIsCertain && ', as it says'}
          </h4>
          <Canonical
            text={report.clientCanonicalRequest}
            name="Canonical request of the client"
            marked={difference?.line}
            note="differs from the sandbox’s"
          />
        </>
      )}
      {server !== null && (
        <>
          <h4>Canonical request{report !== null && ', as the sandbox builds it'}</h4>
          <Canonical
            text={server}
            name="Canonical request"
            marked={difference?.line}
            note="differs from the client’s"
          />
        </>
      )}
      {request.stringToSign !== null && (
        <>
          <h4>String to sign</h4>
          <pre class="code" tabIndex={0} role="region" aria-label="String to sign">
            {request.stringToSign}
          </pre>
        </>
      )}
    </Section>
  )
}
