import { describe, expect, it } from 'vitest'
import { useFormat } from '~/composables/use-format'
import { useSessionStore, type Session } from '~/stores/session'

function signedInTo(timezone: string, locale: string, currency: string): void {
  const tenant = { id: 'acme-corp', timezone, locale, currency, brand: {} }
  useSessionStore().start({ id: 's1', tenant, permissions: [] } as unknown as Session)
}

describe('useFormat', () => {
  it('instants_are_told_in_the_tenants_zone_and_the_exact_one_in_utc', () => {
    signedInTo('America/New_York', 'en-US', 'USD')
    const format = useFormat()
    expect(format.dateTime('2026-03-08T07:30:00.123Z')).toBe('Mar 8, 2026, 3:30 AM')
    expect(format.utc('2026-03-08T07:30:00.123Z')).toBe('2026-03-08 07:30:00.123 UTC')
  })

  it('a_calendar_day_does_not_move_with_the_zone', () => {
    signedInTo('Pacific/Honolulu', 'en-US', 'USD')
    expect(useFormat().day('2026-11-21')).toBe('Nov 21')
  })

  it('prices_below_a_unit_keep_the_digits_that_matter', () => {
    signedInTo('UTC', 'en-US', 'USD')
    const { money } = useFormat()
    expect([money(0.0083), money(0), money(12.5), money(-0.014)]).toEqual(['$0.0083', '$0.00', '$12.50', '-$0.014'])
  })

  it('money_follows_locale_and_currency_with_plain_spaces', () => {
    signedInTo('UTC', 'de-DE', 'EUR')
    expect(useFormat().money(1234.5)).toBe('1.234,50 €')
  })
})
