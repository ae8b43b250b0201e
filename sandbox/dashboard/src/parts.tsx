// Small parts that many places show.
import { Fragment, type ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { isAsOpened, objectAddress } from './route.ts'
import { tone } from './words.ts'
import type { Amount as Money, RequestSummary } from './generated/wire.ts'

/** A state in its colour. */
export function State({ state }: { state: string | null }) {
  return state === null ? <span class="none">—</span> : <span class={`state ${tone(state)}`}>{state}</span>
}

/** The answer's status. */
export function Status({ request }: { request: Pick<RequestSummary, 'status'> }) {
  const { status } = request
  if (status === null) return <span class="state bad">cut</span>
  const colour = status < 300 ? 'good' : status < 500 ? 'wait' : 'bad'
  return <span class={`state ${colour}`}>{status}</span>
}

export const Amount = ({ amount }: { amount: Money | null }) =>
  amount === null ? (
    <span class="none">—</span>
  ) : (
    <span class="amount">
      {amount.amount} {amount.currencyCode}
    </span>
  )

/** The name of an operation, or a path, which may be broken between its words. */
export const Name = ({ name }: { name: string }) => (
  <>
    {name.split(/(?<=[._/])/).map((part, index) => (
      <Fragment key={index}>
        {part}
        <wbr />
      </Fragment>
    ))}
  </>
)

/** Leads to an object; nothing for one that has no id yet. */
export const ObjectLink = ({ kind, id }: { kind: string; id: string | null }) =>
  id === null ? null : (
    <a class="id" href={objectAddress(kind, id)}>
      {id}
    </a>
  )

/** What has a title of its own in the panel of details. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/**
 * The panel that shows one thing. Its heading takes the focus when it opens, so that a keyboard and a screen reader are
 * where the eyes are; Escape or the cross closes it.
 */
export function Detail({
  title,
  kind,
  of,
  close,
  children,
}: {
  title: ComponentChildren
  kind: string
  of: string
  close: string
  children: ComponentChildren
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!isAsOpened) heading.current?.focus()
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) location.hash = close
    }
    document.addEventListener('keydown', pressed)
    return () => {
      document.removeEventListener('keydown', pressed)
    }
  }, [of])
  return (
    <article class="detail" aria-labelledby="detail-title">
      <header>
        <p class="kind">{kind}</p>
        <h2 id="detail-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <a class="close" href={close} aria-label="Close (Escape)" title="Close (Escape)">
          ×
        </a>
      </header>
      {children}
    </article>
  )
}
