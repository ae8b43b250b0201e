/** The package as it is imported. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import * as amazonpay from 'amazonpay'
import * as models from 'amazonpay/models'
import * as testing from 'amazonpay/testing'

const require = createRequire(import.meta.url)

test('CommonJS and ES modules have the same', () => {
  for (const [name, module] of Object.entries({
    amazonpay,
    'amazonpay/models': models,
    'amazonpay/testing': testing,
  })) {
    const required = Object.keys(require(name) as object).filter((key) => key !== '__esModule')
    assert.deepEqual(
      required.sort(),
      Object.keys(module)
        .filter((key) => key !== 'default' && key !== 'module.exports')
        .sort(),
    )
  }
})

test('CommonJS carries a call out', async () => {
  const { Sandbox } = require('amazonpay/testing') as typeof testing
  const { NotFound } = require('amazonpay') as typeof amazonpay
  const sandbox = await Sandbox.start()
  await assert.rejects(sandbox.client().charges.get('S01-1234567-1234567-C123456'), NotFound)
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
