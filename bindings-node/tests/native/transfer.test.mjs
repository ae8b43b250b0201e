import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'

import { PRICE, call, open, rejection } from './shop.mjs'

const shop = await open()
const client = shop.client()
const now = async () => (await shop.control('GET', 'clock')).now.replaceAll(/[-:]|\.\d+/g, '')

const from = await now()
const { chargeId } = await shop.order(client)
await call(client, 'charges.capture', [chargeId], JSON.stringify({ captureAmount: PRICE }))
await shop.control('POST', 'clock', { advance: 'P3D' })
const reportType = '_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_'
const { reportId } = await call(
  client,
  'reports.create',
  [],
  JSON.stringify({ reportType, startTime: from, endTime: await now() }),
)
await shop.control('POST', 'clock', { advance: 'PT1H' })
const { reportDocumentId: id } = await call(client, 'reports.get', [reportId])

test('a document comes in pieces, each after the last is written', async () => {
  const pieces = []
  const progress = []
  let writing = 0
  const answer = await client.download(id, {
    async write(piece) {
      writing += 1
      assert.equal(writing, 1)
      await turn()
      pieces.push(piece)
      writing -= 1
    },
    progress: (received, total) => progress.push([received, total]),
  }).promise
  assert.equal(JSON.parse(answer.object).reportDocumentId, id)
  const document = Buffer.concat(pieces)
  assert.ok(document.toString().includes(chargeId))
  assert.equal(progress.at(-1)[0], document.length)
})

test('what the writer or the report of progress throws is what the download fails with', async () => {
  const full = new Error('the disk is full')
  const throws = () => {
    throw full
  }
  assert.equal(await rejection(client.download(id, { write: throws }).promise), full)
  assert.equal(await rejection(client.download(id, { write: () => Promise.reject(full) }).promise), full)
  assert.equal(await rejection(client.download(id, { write() {}, progress: throws }).promise), full)
  assert.equal((await rejection(client.download('none', { write() {} }).promise)).kind, 'not_found')
})

test('a writer runs in the context of the call', async () => {
  const request = new AsyncLocalStorage()
  const seen = []
  const write = () => seen.push(request.getStore())
  await request.run('one', () => client.download(id, { write, progress: write }).promise)
  assert.deepEqual([...new Set(seen)], ['one'])
})

test('a download can be canceled while a piece is written', async () => {
  let begun
  const writing = new Promise((resolve) => {
    begun = resolve
  })
  const write = () => {
    begun()
    return new Promise(() => {})
  }
  const started = client.download(id, { write })
  await writing
  started.cancel('enough')
  assert.equal(await rejection(started.promise), 'enough')
})

test('the contents of a file are sent to where the upload said', async () => {
  const announced = JSON.stringify({ type: 'pdf', purpose: 'disputeEvidence' })
  const upload = async () => (await client.execute('files.upload', [], undefined, announced).promise).object
  await client.sendContents(await upload(), Buffer.from('%PDF-1.7')).promise
  const file = await upload()
  await client.sendContents(file, new Uint8Array([37, 80, 68, 70]), 'application/pdf').promise
  const error = await rejection(client.sendContents(file, Buffer.from('x'), '\n').promise)
  assert.equal(error.kind, 'configuration')
  const elsewhere = JSON.stringify({ ...JSON.parse(file), url: 'http://127.0.0.1:9/' })
  assert.equal((await rejection(client.sendContents(elsewhere, Buffer.from('x')).promise)).kind, 'connection')
})
