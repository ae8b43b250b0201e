// A request as a command or as code.
import { useState } from 'preact/hooks'
import { attempt, say } from './announce.tsx'
import { LANGUAGES, type Language } from './code.ts'
import { read } from './control.ts'
import { Section } from './parts.tsx'
import type { RawRequest, RequestDetails } from './generated/wire.ts'

export function CopyAs({ request }: { request: RequestDetails }) {
  const [shown, setShown] = useState<{ name: string; text: string } | null>(null)
  const copy = async ({ name, print }: Language) => {
    const raw = await attempt(
      () => read<RawRequest>(`requests/${encodeURIComponent(request.requestId)}/raw`),
      () => `The request as ${name}.`,
    )
    if (raw === undefined) return
    const text = print(raw, request)
    setShown({ name, text })
    // Browsers give pages the clipboard at this machine's own names alone, and not without being asked elsewhere.
    await navigator.clipboard.writeText(text).then(
      () => {
        say(`The request is on the clipboard as ${name}.`)
      },
      () => {
        say(`The request as ${name} can be selected and copied.`)
      },
    )
  }
  return (
    <Section title="Copy as">
      <div class="buttons">
        {LANGUAGES.filter(({ needsOperation }) => !needsOperation || request.operation !== null).map(
          (language) => (
            <button
              key={language.name}
              type="button"
              aria-pressed={shown?.name === language.name}
              onClick={() => void copy(language)}
            >
              {language.name}
            </button>
          ),
        )}
      </div>
      {shown !== null && (
        <pre class="code" tabIndex={0} role="region" aria-label={`The request as ${shown.name}`}>
          {shown.text}
        </pre>
      )}
    </Section>
  )
}
