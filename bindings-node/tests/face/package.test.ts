/** The package as it is imported. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import * as amazonpay from 'amazonpay'
import * as models from 'amazonpay/models'
import * as testing from 'amazonpay/testing'

const require = createRequire(import.meta.url)

const { exports: entries } = require('amazonpay/package.json') as { exports: Record<string, unknown> }

test('CommonJS and ES modules give the same, not just alike', async () => {
  const names = Object.keys(entries).filter((entry) => entry !== './package.json')
  assert.ok(names.includes('.') && names.includes('./testing'))
  for (const entry of names) {
    const name = entry.replace('.', 'amazonpay')
    const required = require(name) as Record<string, unknown>
    const imported = (await import(name)) as Record<string, unknown>
    assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort(), name)
    for (const [key, value] of Object.entries(imported)) {
      assert.ok(value !== undefined, `${name} has no ${key}`)
      assert.equal(value, required[key], `${key} of ${name}`)
    }
  }
})

test('an error of CommonJS is an instance of the class that was imported', async () => {
  const { Sandbox } = require('amazonpay/testing') as typeof testing
  const sandbox = await Sandbox.start()
  await assert.rejects(sandbox.client().charges.get('S01-1234567-1234567-C123456'), amazonpay.NotFound)
  await sandbox.close()
})

test('requests name the version of the package', () => {
  const { version } = require('amazonpay/package.json') as { version: string }
  assert.equal(amazonpay.VERSION, version)
})

test('enums have constants', () => {
  assert.equal(amazonpay.ChargeState.Captured, 'Captured')
  assert.equal(models.Placement.Cart, 'Cart')
  assert.equal(amazonpay.Advice.RetryLater, 'retry_later')
  assert.match(amazonpay.explainAdvice('retry_later'), /new idempotency key/)
  assert.equal(amazonpay.explainAdvice('toString'), '')
})
