import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDate, readTime } from '../../../../shared/template/read-date.ts'
import { readAmount, readNumber } from '../../../../shared/template/read-number.ts'
import { readPhone } from '../../../../shared/template/read-phone.ts'
import { resolveSettings } from '../../../../shared/template/settings.ts'

describe('numbers', () => {
  it.each([
    ['1234.5', 'en-US', '1234.5'],
    [' 12 ', 'en-US', '12'],
    ['+5', 'en-US', '5'],
    ['-0.50', 'en-US', '-0.50'],
    ['-0.0', 'en-US', '0.0'],
    ['007', 'en-US', '7'],
    ['1,234', 'en-US', '1234'],
    ['1,234.50', 'en-US', '1234.50'],
    ['1,00,000', 'en-IN', '100000'],
    ['1.234,50', 'de-DE', '1234.50'],
    ['12,5', 'de-DE', '12.5'],
    ['1,234.50', 'de-DE', '1234.50'],
    ['1.234', 'de-DE', '1.234'],
    ['1 234,50', 'fr-FR', '1234.50'],
    ['1\u202F234,50', 'fr-FR', '1234.50'],
    ["1'234.50", 'de-CH', '1234.50'],
    ['\u22125', 'en-US', '-5'],
  ])('reads %j in %s as %s', (value, locale, number) => {
    expect(readNumber(value, locale)).toBe(number)
  })

  it.each(['', ' ', 'abc', '1e5', '1.2.3', '12a', '1,23', '0x10', '1.', '.5', '--5', '1'.repeat(16), '٣', '½'])(
    'does not take %j for a number',
    (value) => {
      expect(readNumber(value, 'en-US')).toBeUndefined()
    },
  )

  it('loses no digit of a decimal', () => {
    const decimals = fc.tuple(fc.maxSafeNat(), fc.stringMatching(/^\d{1,10}$/))
    fc.assert(
      fc.property(decimals, (pair) => {
        const text = pair.map(String).join('.')
        expect(text.split('.')[0]!.length > 15 || readNumber(text, 'en-US') === text).toBe(true)
      }),
    )
  })
})

describe('amounts', () => {
  it.each([
    ['100.50', 'en-US', 'USD', '100.50'],
    ['$1,234.50', 'en-US', 'USD', '1234.50'],
    ['-$5', 'en-US', 'USD', '-5'],
    ['$ -5', 'en-US', 'USD', '-5'],
    ['usd 12', 'en-US', 'USD', '12'],
    ['12.00 USD', 'en-US', 'USD', '12.00'],
    ['US$ 12', 'en-CA', 'USD', '12'],
    ['1.234,50 €', 'de-DE', 'EUR', '1234.50'],
  ])('reads %j in %s and %s as %s', (value, locale, currency, amount) => {
    expect(readAmount(value, { locale, currency })).toBe(amount)
  })

  it('does not take euros for dollars', () => {
    expect(readAmount('€20', { locale: 'en-US', currency: 'USD' })).toBeUndefined()
  })
})

describe('dates', () => {
  const settings = { locale: 'en-US', timeZone: 'America/New_York' }

  it.each([
    ['2026-01-05', '2026-01-05'],
    ['20260105', '2026-01-05'],
    ['2026/1/5', '2026-01-05'],
    ['1/5/2026', '2026-01-05'],
    ['01-05-2026', '2026-01-05'],
    ['5.1.2026', '2026-01-05'],
    ['25/12/2026', '2026-12-25'],
    ['January 5, 2026', '2026-01-05'],
    ['jan 5 2026', '2026-01-05'],
    ['Jan. 5th, 2026', '2026-01-05'],
    ['5 January 2026', '2026-01-05'],
    ['2026-01-05T23:30:00', '2026-01-05'],
    ['2026-01-05 23:30', '2026-01-05'],
    ['2026-01-06T03:30:00Z', '2026-01-05'],
    ['2026-01-06T03:30:00.123+00:00', '2026-01-05'],
    ['2024-02-29', '2024-02-29'],
  ])('reads %j as %s', (value, date) => {
    expect(readDate(value, settings)?.toString()).toBe(date)
  })

  it.each([
    ['5/1/2026', 'en-GB', '2026-01-05'],
    ['5/1/2026', 'fr-FR', '2026-01-05'],
    ['5. Januar 2026', 'de-DE', '2026-01-05'],
    ['5 stycznia 2026', 'pl-PL', '2026-01-05'],
    ['5 de enero de 2026', 'es-ES', '2026-01-05'],
  ])('reads %j in %s as %s', (value, locale, date) => {
    expect(readDate(value, { ...settings, locale })?.toString()).toBe(date)
  })

  it.each([
    '',
    'tomorrow',
    '2026-02-30',
    '2026-13-01',
    '31/31/2026',
    '1/5/26',
    '2026',
    '2026-01',
    '0',
    '2026-01-05T25:00',
    '2026-02-30T10:00:00Z',
    'x'.repeat(70_000),
  ])('does not take %j for a date', (value) => {
    expect(readDate(value, settings)).toBeUndefined()
  })
})

describe('times', () => {
  const settings = { locale: 'en-US', timeZone: 'America/New_York' }

  it.each([
    ['14:30', '14:30:00'],
    ['9:05', '09:05:00'],
    ['14:30:15', '14:30:15'],
    ['2:30 PM', '14:30:00'],
    ['2:30pm', '14:30:00'],
    ['2 p.m.', '14:00:00'],
    ['12 AM', '00:00:00'],
    ['12:15pm', '12:15:00'],
    ['2026-01-05T14:30', '14:30:00'],
    ['2026-01-05T14:30:00Z', '09:30:00'],
    ['2026-07-05T14:30:00Z', '10:30:00'],
  ])('reads %j as %s', (value, time) => {
    expect(readTime(value, settings)?.toString()).toBe(time)
  })

  it.each(['', 'noon', '14', '24:00', '14:60', '13 PM', '0 AM', '2026-01-05', '14:30:75'])(
    'does not take %j for a time',
    (value) => {
      expect(readTime(value, settings)).toBeUndefined()
    },
  )
})

describe('phone numbers', () => {
  it.each([
    ['+12025551212', 'US', { display: '(202) 555-1212', digits: '2025551212', isHome: true }],
    ['202-555-1212', 'US', { display: '(202) 555-1212', digits: '2025551212', isHome: true }],
    ['+14165550123', 'US', { display: '(416) 555-0123', digits: '4165550123', isHome: true }],
    ['+442079460958', 'US', { display: '+44 20 7946 0958', digits: '442079460958', isHome: false }],
    ['+442079460958', 'GB', { display: '020 7946 0958', digits: '02079460958', isHome: true }],
  ] as const)('reads %j at home in %s', (value, country, phone) => {
    expect(readPhone(value, country)).toEqual(phone)
  })

  it.each(['', 'call me', '911', '1', '+1202555121234567', 'my number is 2025551212', '2'.repeat(64_000)])(
    'does not take %j for a number',
    (value) => {
      expect(readPhone(value, 'US')).toBeUndefined()
    },
  )
})

describe('settings', () => {
  it('has defaults', () => {
    expect(resolveSettings()).toEqual({ locale: 'en-US', currency: 'USD', timeZone: 'UTC', country: 'US' })
  })

  it('takes the country from the locale', () => {
    expect(resolveSettings({ locale: 'de-AT' }).country).toBe('AT')
    expect(resolveSettings({ locale: 'sv' }).country).toBe('SE')
    expect(resolveSettings({ locale: 'en-US', country: 'ca' }).country).toBe('CA')
  })

  it('never fails on what it does not know', () => {
    expect(resolveSettings({ locale: 'no such', currency: '$', timeZone: 'Mars/Base', country: '??' })).toEqual(
      resolveSettings(),
    )
  })
})

it('reads nothing into hostile values, and never throws', () => {
  const settings = resolveSettings()
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (value) => {
      readNumber(value, settings.locale)
      readAmount(value, settings)
      readDate(value, settings)
      readTime(value, settings)
      readPhone(value, settings.country)
    }),
  )
})
