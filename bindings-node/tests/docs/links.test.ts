/** Where the pages' links lead, there is something. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { PACKAGE } from './workshop.js'

const PAGES = ['README.md', ...readdirSync(join(PACKAGE, 'docs')).map((name) => join('docs', name))]

/** What npm's page and the package have: all that a link may lead to. */
const SHIPPED = /^(?:README\.md|docs\/[\w-]+\.md)$/

/** A heading's anchor, as GitHub and npm make it. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, 'utf8')
    .replace(/^```[^]*?^```$/gm, '')
    .match(/^#+ .*$/gm)
  return (headings ?? []).map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

for (const page of PAGES) {
  test(`the links of ${page} lead somewhere`, () => {
    const path = join(PACKAGE, page)
    const text = readFileSync(path, 'utf8').replace(/^```[^]*?^```$/gm, '')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:\/\//.test(target)) continue
      const [file = '', anchor] = target.split('#')
      const linked = file === '' ? path : join(dirname(path), file)
      assert.ok(existsSync(linked), `${target}: there is no such file`)
      assert.match(relative(PACKAGE, linked), SHIPPED, `${target}: is not in the package`)
      if (anchor !== undefined)
        assert.ok(anchorsOf(linked).includes(anchor), `${target}: there is no such heading`)
    }
  })
}

test('the guide names each page', () => {
  const guide = readFileSync(join(PACKAGE, 'docs', 'guide.md'), 'utf8')
  const missing = readdirSync(join(PACKAGE, 'docs')).filter(
    (name) => name !== 'guide.md' && !guide.includes(`(${name})`),
  )
  assert.deepEqual(missing, [])
})
