import { expect, it } from 'vitest'
import { readMoney } from '#server/providers/twilio/money'

it.each([
  ['-0.00750', 'USD', 7_500, 'USD'],
  ['-0.0079', 'usd', 7_900, 'USD'],
  ['0', 'EUR', 0, 'EUR'],
  ['-0', 'EUR', 0, 'EUR'],
  ['0.013', 'USD', 13_000, 'USD'],
  ['-12.345678', 'USD', 12_345_678, 'USD'],
  ['-1.1', null, 1_100_000, 'USD'],
])('%s %s is %s micro-units of %s', (price, unit, costMicros, costCurrency) => {
  expect(readMoney(price, unit)).toEqual({ costMicros, costCurrency })
})

it.each([null, undefined, '', 'free', 'NaN', 'Infinity'])('%s is not known yet', (price) => {
  expect(readMoney(price, 'USD')).toEqual({ costMicros: null, costCurrency: null })
})
