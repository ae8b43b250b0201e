/** An answer's headers, which the native module gives as one text. */

/** Headers by name in lower case; of one that came twice both values, `, ` between. */
export type ResponseHeaders = Readonly<Record<string, string>>

/** Headers of a text with a line `name: value` for each. */
export function headersOf(lines: string): ResponseHeaders {
  const headers = new Map<string, string>()
  for (const line of lines.split('\n')) {
    const end = line.indexOf(': ')
    if (end < 0) continue
    const name = line.slice(0, end)
    const value = line.slice(end + 2)
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(headers)
}
