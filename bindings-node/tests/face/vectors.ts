/** Where the data is that every language runs. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', 'tests', 'vectors')

/** The path of a file or a folder of the vectors. */
export function vectors(name: string): string {
  return join(FOLDER, name)
}

/** What stands in one of the vectors' files. */
export function vector(name: string): unknown {
  return JSON.parse(readFileSync(vectors(name), 'utf8'))
}
