// What became of what somebody did, in one place, for the eyes and for a screen reader.
import { useEffect } from 'preact/hooks'
import { Cell, useCell } from './cell.ts'

interface Said {
  text: string
  isProblem: boolean
  /** So that the same words are said again. */
  number: number
}

const said = new Cell<Said | null>(null)
let numbers = 0

/** Says what was done. */
export function say(text: string): void {
  said.value = { text, isProblem: false, number: ++numbers }
}

/** Does it, says what came of it, and what went wrong if it did. */
export async function attempt<T>(
  work: () => Promise<T>,
  done: (answer: T) => string,
): Promise<T | undefined> {
  try {
    const answer = await work()
    say(done(answer))
    return answer
  } catch (error) {
    const text = error instanceof TypeError ? 'The sandbox does not answer.' : (error as Error).message
    said.value = { text, isProblem: true, number: ++numbers }
    return undefined
  }
}

/** How long it stays in sight, in milliseconds; a problem stays until something else is said. */
const SHOWN = 6000

/** Where it is said. */
export function Announcements() {
  const last = useCell(said)
  useEffect(() => {
    if (last === null || last.isProblem) return
    const timer = setTimeout(() => {
      said.value = null
    }, SHOWN)
    return () => {
      clearTimeout(timer)
    }
  }, [last])
  return (
    <div class="said" role="status">
      {last !== null && (
        <p key={last.number} class={last.isProblem ? 'problem' : undefined}>
          {last.text}
        </p>
      )}
    </div>
  )
}
