/** Amounts of money: a decimal text and a currency, never a float. */
import { ConfigurationError } from './errors.js'
import type { Currency, Money as WireMoney } from './generated/models.js'
import { checkMoney } from './border.js'

/** An amount in a currency, as it is on the wire. {@link (Money:variable)} makes and adds such. */
export type Money = WireMoney

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/**
 * Exact arithmetic with amounts. All results are plain objects, as the API takes them.
 *
 * ```ts
 * const total = Money.sum(items.map((item) => Money.times(item.price, item.count)))
 * if (Money.compare(total, limit) > 0) …
 * ```
 */
export const Money = Object.freeze({
  /**
   * An amount that may be sent: zero or more, with no more decimals than its currency has.
   *
   * Whole numbers may be given as a `bigint`; a `number` is refused, since none of them is 0.1.
   *
   * @throws {@link ConfigurationError} when the amount is none of that currency.
   */
  of(amount: string | bigint, currencyCode: Currency): Money {
    if (typeof amount !== 'string' && typeof amount !== 'bigint') {
      const found: unknown = amount
      const hint =
        typeof found === 'number' ? `the number ${String(found)}, which holds 0.1 only nearly` : typeof found
      throw new ConfigurationError(
        `amount: expected a decimal text such as '12.34' or a bigint, found ${hint}`,
        {
          field: 'amount',
        },
      )
    }
    if (typeof currencyCode !== 'string') {
      throw new ConfigurationError(
        `currencyCode: expected a code such as 'EUR', found ${typeof currencyCode}`,
        {
          field: 'currencyCode',
        },
      )
    }
    return { amount: checkMoney(String(amount), currencyCode), currencyCode }
  },

  /** Nothing, with the currency's decimals: `0.00 EUR`, `0 JPY`. */
  zero(currencyCode: Currency): Money {
    try {
      return Money.of('0.00', currencyCode)
    } catch {
      return Money.of('0', currencyCode)
    }
  },

  /** The sum of two amounts of one currency. */
  add(one: Money, other: Money): Money {
    const [a, b, scale] = aligned(one, other)
    return { amount: written(a + b, scale), currencyCode: one.currencyCode }
  },

  /**
   * The difference of two amounts of one currency.
   *
   * @throws {@link ConfigurationError} when it is below zero, which no amount of the API is.
   */
  subtract(one: Money, other: Money): Money {
    const [a, b, scale] = aligned(one, other)
    if (a < b) {
      const amount = `${one.amount} - ${other.amount} ${one.currencyCode}`
      throw new ConfigurationError(`amount: ${amount} is below zero`, { field: 'amount' })
    }
    return { amount: written(a - b, scale), currencyCode: one.currencyCode }
  },

  /** An amount so many times, a whole number of 0 or more. */
  times(money: Money, count: number | bigint): Money {
    if (count < 0 || (typeof count === 'number' && !Number.isSafeInteger(count))) {
      throw new ConfigurationError(`count: expected a whole number of 0 or more, found ${String(count)}`, {
        field: 'count',
      })
    }
    const [value, scale] = parsed(money)
    return { amount: written(value * BigInt(count), scale), currencyCode: money.currencyCode }
  },

  /** The sum of amounts of one currency, of which there is at least one unless a currency is given. */
  sum(amounts: Iterable<Money>, currencyCode?: Currency): Money {
    let total = currencyCode === undefined ? undefined : Money.zero(currencyCode)
    for (const money of amounts) total = total === undefined ? money : Money.add(total, money)
    if (total === undefined) {
      throw new ConfigurationError(
        'amounts: expected at least one, found none; give the currency as the second argument',
        { field: 'amounts' },
      )
    }
    return { amount: total.amount, currencyCode: total.currencyCode }
  },

  /** Below zero when the first is the smaller one, above when it is the greater one, 0 when both are worth the same. */
  compare(one: Money, other: Money): -1 | 0 | 1 {
    const [a, b] = aligned(one, other)
    return a < b ? -1 : a > b ? 1 : 0
  },

  /** Whether two amounts are of one currency and worth the same: `12.3 EUR` and `12.30 EUR` are. */
  equal(one: Money, other: Money): boolean {
    return one.currencyCode === other.currencyCode && Money.compare(one, other) === 0
  },

  /** Whether it is worth nothing. */
  isZero(money: Money): boolean {
    return parsed(money)[0] === 0n
  },
})

/** The amount as a whole number of its smallest digit, and how many decimals that has. */
function parsed(money: Money): [bigint, number] {
  const amount: unknown = money.amount
  const match = typeof amount === 'string' ? DECIMAL.exec(amount) : null
  if (match === null) {
    // Without the value: what stands in an amount's place by mistake may be a buyer's.
    throw new ConfigurationError("amount: expected a decimal text such as '12.34', found something else", {
      field: 'amount',
    })
  }
  const [, sign = '', whole = '', fraction = ''] = match
  return [BigInt(`${sign}${whole}${fraction}`), fraction.length]
}

function aligned(one: Money, other: Money): [bigint, bigint, number] {
  if (one.currencyCode !== other.currencyCode) {
    throw new ConfigurationError(
      `amount: ${other.amount} ${other.currencyCode} is not in ${one.currencyCode}: convert it first`,
      { field: 'amount' },
    )
  }
  const [[a, aScale], [b, bScale]] = [parsed(one), parsed(other)]
  const scale = Math.max(aScale, bScale)
  return [a * 10n ** BigInt(scale - aScale), b * 10n ** BigInt(scale - bScale), scale]
}

function written(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)]
  return `${value < 0n ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`
}
