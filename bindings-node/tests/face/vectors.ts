/** Where the data is that every language runs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../repository.js'

const FOLDER = join(REPOSITORY, 'tests', 'vectors')

/** The path of a file or a folder of the vectors. */
export function vectors(name: string): string {
  return join(FOLDER, name)
}

/** What stands in one of the vectors' files. */
export function vector(name: string): unknown {
  return JSON.parse(readFileSync(vectors(name), 'utf8'))
}
