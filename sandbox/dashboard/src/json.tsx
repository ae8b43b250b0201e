// JSON with its parts told apart. All of it is text.
import type { ComponentChildren } from 'preact'

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function coloured(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, match.index))
    const [whole, literal, colon] = match
    if (literal !== undefined && colon !== undefined) parts.push(<b>{literal}</b>, colon)
    else parts.push(<i class={literal === undefined ? 'value' : 'text'}>{whole}</i>)
    end = match.index + whole.length
  }
  parts.push(text.slice(end))
  return parts
}

/** A value as JSON, which can be scrolled by keyboard; `name` says of what. */
export function Json({ value, name }: { value: unknown; name: string }) {
  return (
    <pre class="code json" tabIndex={0} role="region" aria-label={name}>
      {coloured(JSON.stringify(value, null, 2))}
    </pre>
  )
}
