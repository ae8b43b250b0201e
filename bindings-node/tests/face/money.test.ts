/** The exact arithmetic of amounts. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { ConfigurationError, Money } from 'amazonpay'
import { vectors } from './vectors.js'

interface BadAmount {
  name: string
  amount: string
  currency: string
  expected: string
}

const badAmounts = JSON.parse(readFileSync(vectors('bad-input/amounts.json'), 'utf8')) as {
  cases: BadAmount[]
}

test('amounts that no Money is made of are refused in the very words of the vectors', async (t) => {
  for (const { name, amount, currency, expected } of badAmounts.cases) {
    await t.test(name, () => {
      assert.throws(
        () => Money.of(amount, currency),
        (error) => error instanceof ConfigurationError && error.message === expected,
        expected,
      )
    })
  }
})

test('a number is no amount', () => {
  const number = 12.34 as unknown as string
  assert.throws(
    () => Money.of(number, 'EUR'),
    /^ConfigurationError: amount: expected a decimal text .* 12\.34/,
  )
})

test('sums and differences are exact, where those of numbers are not', () => {
  const euros = (amount: string): Money => Money.of(amount, 'EUR')
  assert.deepEqual(Money.add(euros('0.10'), euros('0.20')), { amount: '0.30', currencyCode: 'EUR' })
  assert.deepEqual(Money.add(euros('99999999999999.99'), euros('0.01')).amount, '100000000000000.00')
  assert.deepEqual(Money.subtract(euros('1.00'), euros('0.01')).amount, '0.99')
  assert.deepEqual(Money.times(euros('0.07'), 100).amount, '7.00')
  assert.deepEqual(Money.sum([euros('0.10'), euros('0.1'), euros('5')]).amount, '5.20')
  assert.deepEqual(Money.sum([], 'JPY'), { amount: '0', currencyCode: 'JPY' })
  assert.deepEqual(Money.zero('EUR').amount, '0.00')
})

test('amounts are compared by what they are worth', () => {
  const [small, great] = [Money.of('9.99', 'EUR'), Money.of('10', 'EUR')]
  assert.equal(Money.compare(small, great), -1)
  assert.equal(Money.compare(great, small), 1)
  assert.ok(Money.equal(Money.of('12.3', 'EUR'), Money.of('12.30', 'EUR')))
  assert.ok(!Money.equal(Money.of('10', 'EUR'), Money.of('10', 'USD')))
  assert.ok(Money.isZero(Money.of('0.00', 'EUR')))
})

test('what has no sense is refused', () => {
  const [euro, dollar] = [Money.of('1', 'EUR'), Money.of('1', 'USD')]
  assert.throws(() => Money.add(euro, dollar), /1 USD is not in EUR: convert it first/)
  assert.throws(() => Money.subtract(euro, Money.of('2', 'EUR')), /1 - 2 EUR is below zero/)
  assert.throws(() => Money.times(euro, 1.5), /count: expected a whole number of 0 or more, found 1\.5/)
  assert.throws(() => Money.sum([]), /amounts: expected at least one/)
  const other = { amount: 'Jane Doe', currencyCode: 'EUR' }
  assert.throws(
    () => Money.add(euro, other),
    (error: Error) => error.message.startsWith('amount: ') && !error.message.includes('Jane'),
  )
})
