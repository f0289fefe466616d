import { describe, expect, it } from 'vitest'
import { describeDestination, zonesOf } from '#server/domain/compliance/destination'
import { isQuiet } from '#server/domain/compliance/quiet-hours'

const quiet = (instant: string, zone: string, from: string, to: string) =>
  isQuiet(new Date(instant), zone, { from, to })

describe('quiet hours', () => {
  it.each([
    ['2026-03-02T20:59:59Z', false],
    ['2026-03-02T21:00:00Z', true],
    ['2026-03-02T23:59:59Z', true],
    ['2026-03-03T00:00:00Z', true],
    ['2026-03-03T07:59:59Z', true],
    ['2026-03-03T08:00:00Z', false],
  ])('over_midnight: %s is %s', (instant, expected) => {
    expect(quiet(instant, 'UTC', '21:00', '08:00')).toBe(expected)
  })

  it.each([
    ['2026-03-02T11:59:00Z', false],
    ['2026-03-02T12:00:00Z', true],
    ['2026-03-02T13:59:59Z', true],
    ['2026-03-02T14:00:00Z', false],
  ])('within_a_day: %s is %s', (instant, expected) => {
    expect(quiet(instant, 'UTC', '12:00', '14:00')).toBe(expected)
  })

  it('clocks_of_the_zone_count_and_not_ours', () => {
    expect(quiet('2026-03-02T02:30:00Z', 'America/New_York', '21:00', '08:00')).toBe(true)
    expect(quiet('2026-03-02T02:30:00Z', 'America/Los_Angeles', '21:00', '08:00')).toBe(false)
    expect(quiet('2026-03-02T15:45:00Z', 'Asia/Kathmandu', '21:30', '21:31')).toBe(true)
  })

  it('summer_time_moves_them_with_the_clocks', () => {
    // New York sprang forward on 2026-03-08 and falls back on 2026-11-01: 08:00 there is 13:00, then 12:00 UTC.
    expect(quiet('2026-03-07T12:30:00Z', 'America/New_York', '21:00', '08:00')).toBe(true)
    expect(quiet('2026-03-08T12:30:00Z', 'America/New_York', '21:00', '08:00')).toBe(false)
    expect(quiet('2026-11-01T12:30:00Z', 'America/New_York', '21:00', '08:00')).toBe(true)
  })

  it('hour_that_is_skipped_or_comes_twice_is_as_its_clock_says', () => {
    expect(quiet('2026-03-08T06:59:59Z', 'America/New_York', '02:00', '03:00')).toBe(false) // 01:59:59, then 03:00
    expect(quiet('2026-03-08T07:00:00Z', 'America/New_York', '02:00', '03:00')).toBe(false)
    expect(quiet('2026-11-01T05:30:00Z', 'America/New_York', '01:00', '02:00')).toBe(true) // 01:30, the first
    expect(quiet('2026-11-01T06:30:00Z', 'America/New_York', '01:00', '02:00')).toBe(true) // 01:30, the second
  })

  it('beginning_that_is_the_end_is_never_quiet', () => {
    expect(quiet('2026-03-02T09:00:00Z', 'UTC', '09:00', '09:00')).toBe(false)
  })
})

describe('zones of a number', () => {
  it.each([
    ['+12125550123', ['America/New_York']],
    ['+13105550123', ['America/Los_Angeles']],
    ['+493012345678', ['Europe/Berlin']],
    ['+442079460000', ['Europe/London']],
  ])('%s is in %j', (number, zones) => expect(zonesOf(number)).toEqual(zones))

  it('number_that_says_little_has_every_zone_it_may_be_in', () => {
    expect(zonesOf('+18005550123').length === 0 || zonesOf('+18005550123').length > 3).toBe(true)
    expect(zonesOf('+79161234567')).toContain('Europe/Moscow')
  })

  it('nothing_is_known_of_what_is_no_number', () => {
    expect(zonesOf('')).toEqual([])
    expect(zonesOf('+')).toEqual([])
    expect(zonesOf('+00')).toEqual([])
  })

  it('every_zone_of_the_table_is_one_that_clocks_can_be_read_in', async () => {
    const { default: table } = await import('#server/domain/compliance/number-zones.json')
    const zones = new Set(Object.values(table as Record<string, string>).flatMap((text) => text.split('&')))
    zones.delete('Etc/Unknown')
    const unreadable = [...zones].filter((zone) => {
      try {
        isQuiet(new Date(0), zone, { from: '00:00', to: '01:00' })
        return false
      } catch {
        return true
      }
    })
    expect(unreadable).toEqual([])
  })
})

describe('destination', () => {
  it.each([
    ['+12125550123', { isPossible: true, country: 'US' }],
    ['+14165550123', { isPossible: true, country: 'CA' }],
    ['+4915112345678', { isPossible: true, country: 'DE' }],
    ['+1212', { isPossible: false }],
    ['+9999999', { isPossible: false, country: null }],
  ])('%s is %j', (number, expected) => expect(describeDestination(number)).toMatchObject(expected))
})
