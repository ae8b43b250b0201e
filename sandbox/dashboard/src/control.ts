// Calls of the control API.

/** What the control API said when it refused. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * Calls `/_sandbox/` + `path` and gives the answer's JSON.
 *
 * Rejects with `Refused` when the sandbox refuses, and with the browser's own error when it doesn't answer.
 */
async function call<T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal === undefined ? {} : { signal }),
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer as T
  const message = (answer as { message?: unknown } | null)?.message
  throw new Refused(
    response.status,
    typeof message === 'string' ? message : `The sandbox answered ${response.status}.`,
  )
}

export const read = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', path, undefined, signal)
export const post = <T>(path: string, body?: object): Promise<T> => call<T>('POST', path, body)
export const remove = <T>(path: string): Promise<T> => call<T>('DELETE', path)

/** A query of what is given. */
export function query(fields: Record<string, string | number | null | undefined>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null && value !== '') given.set(name, String(value))
  }
  const text = given.toString()
  return text === '' ? '' : `?${text}`
}
