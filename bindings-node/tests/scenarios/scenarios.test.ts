/** The scenarios that every language runs, through the typed methods, each in a sandbox of its own. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { play, scenarios } from './runner.js'

for (const { name, shows, steps } of scenarios()) {
  test(`${name}: ${shows}`, () => play(steps))
}

test('a step that does not come true fails, and is named', async () => {
  const refused = { kind: 'not_found' }
  const get = { call: 'charges.get', path: ['S01-1-1-C1'] }
  await play([{ ...get, refused }])
  await assert.rejects(play([{ ...get, refused: { kind: 'declined' } }]), /step 1, .*charges\.get.*: kind/s)
  await assert.rejects(play([get]), /step 1, .*ResourceNotFound/s)
  await assert.rejects(play([{ sandbox: 'clock', body: { advance: 30 }, refused }]), /was to be refused/)
  await assert.rejects(play([{ notified: [{ ObjectType: 'CHARGE' }] }]), /step 1/)
  await assert.rejects(play([{ ...get, path: ['$nothing'] }]), /nothing was saved as nothing/)
})
