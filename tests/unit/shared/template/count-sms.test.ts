import { describe, expect, it } from 'vitest'
import { countSms } from '#shared/template/count-sms'

describe('segments_of_many', () => {
  it('are_each_persons_own', () => {
    const long = 'x'.repeat(200)
    expect(countSms('Hi {name}', [{ name: 'Ann' }, { name: long }, {}, { name: '👋'.repeat(40) }], {})).toEqual([
      1, 2, 1, 2,
    ])
  })

  it('write_values_as_the_message_does', () => {
    // The pound sign is in the GSM alphabet, the rupee sign is not: then 70 characters are a segment's.
    const values = [{ amount: 5, text: 'x'.repeat(100) }]
    expect(countSms('{amount}~SSML~currency {text}', values, { locale: 'en-GB', currency: 'GBP' })).toEqual([1])
    expect(countSms('{amount}~SSML~currency {text}', values, { locale: 'en-IN', currency: 'INR' })).toEqual([2])
  })
})
