// Reads something of the control API for a component, and again when it may have changed.
import { useEffect, useState } from 'preact/hooks'
import { Refused, read } from './control.ts'

export interface Reading<T> {
  /** What was read last; of `path`, or of the one before while the new one is read. */
  answer: T | null
  problem: string | null
}

/** What `path` says; read anew whenever `path` or `version` changes. */
export function useReading<T>(path: string, version: unknown = null): Reading<T> {
  const [reading, setReading] = useState<Reading<T>>({ answer: null, problem: null })
  useEffect(() => {
    const stop = new AbortController()
    read<T>(path, stop.signal).then(
      (answer) => {
        if (!stop.signal.aborted) setReading({ answer, problem: null })
      },
      (error: unknown) => {
        // What is not answered is read again when the connection is back.
        if (stop.signal.aborted || !(error instanceof Refused)) return
        setReading({ answer: null, problem: error.message })
      },
    )
    return () => {
      stop.abort()
    }
  }, [path, version])
  return reading
}
