// The states of a kind of object as a drawing, the present one lit, and the same in words.
import { useMemo } from 'preact/hooks'
import { layout } from './diagram-layout.ts'
import type { StateDiagram } from './generated/wire.ts'

const list = (names: string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`

/** What can become of an object in this state. */
export function outlook(diagram: StateDiagram, present: string): string {
  const next = diagram.transitions.filter(({ from }) => from === present).map(({ to }) => to)
  if (next.length > 0) return `It can become ${list(next)}.`
  return diagram.states.some(({ state }) => state === present)
    ? 'This is final.'
    : 'This state is not in the diagram.'
}

export function Diagram({ diagram, present }: { diagram: StateDiagram; present: string | null }) {
  const { left, width, height, boxes, arrows, start } = useMemo(() => layout(diagram), [diagram])
  const isFinal = (name: string) =>
    diagram.states.some(({ state, isFinal: final }) => state === name && final)
  return (
    <figure class="diagram">
      <div class="drawing" tabIndex={0} role="region" aria-label="State diagram">
        <svg
          viewBox={`${left} 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label={present === null ? 'All states' : `All states; the present one is ${present}`}
        >
          <defs>
            {['arrow', 'arrow-next'].map((id) => (
              <marker
                id={id}
                key={id}
                viewBox="0 0 8 8"
                refX="4"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0 0L8 4L0 8Z" />
              </marker>
            ))}
          </defs>
          <circle cx={start.x} cy={start.y} r="5" class="start" />
          {arrows.map(({ from, to, path }) => {
            const isNext = from !== null && from === present
            return (
              <path
                key={`${from ?? ''}>${to}`}
                d={path}
                class={isNext ? 'arrow next' : 'arrow'}
                marker-end={isNext ? 'url(#arrow-next)' : 'url(#arrow)'}
              />
            )
          })}
          {boxes.map(({ state, x, y, width: w, height: h }) => (
            <g
              key={state}
              class={['box', state === present ? 'present' : '', isFinal(state) ? 'final' : '']
                .join(' ')
                .trim()}
              data-state={state}
            >
              <rect x={x} y={y} width={w} height={h} rx={isFinal(state) ? 4 : h / 2} />
              <text x={x + w / 2} y={y + h / 2} text-anchor="middle" dominant-baseline="central">
                {state}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <figcaption>
        {present === null ? null : (
          <p>
            Now <strong>{present}</strong>. {outlook(diagram, present)}
          </p>
        )}
        <details>
          <summary>All transitions in words</summary>
          <ul>
            {diagram.transitions.map(({ from, to }) => (
              <li key={`${from ?? ''}>${to}`}>
                {from ?? 'New'} → {to}
              </li>
            ))}
          </ul>
        </details>
      </figcaption>
    </figure>
  )
}
