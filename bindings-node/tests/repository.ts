/** The clone that these tests are of: they run compiled in it, or copied beside an installed package. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const REPOSITORY = ancestorWith('rust-toolchain.toml')

function ancestorWith(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, file))) {
    const above = dirname(folder)
    if (above === folder) throw new Error(`no folder above ${import.meta.url} has ${file}`)
    folder = above
  }
  return folder
}
