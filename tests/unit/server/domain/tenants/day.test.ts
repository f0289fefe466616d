import { describe, expect, it } from 'vitest'
import { dayStart, monthStart } from '#server/domain/tenants/day'

const day = (instant: string, zone: string) => dayStart(new Date(instant), zone).toISOString()
const month = (instant: string, zone: string) => monthStart(new Date(instant), zone).toISOString()

describe('day of a tenant', () => {
  it.each([
    ['UTC', '2026-03-02T23:59:59.999Z', '2026-03-02T00:00:00.000Z'],
    ['America/New_York', '2026-03-02T04:59:59Z', '2026-03-01T05:00:00.000Z'],
    ['America/New_York', '2026-03-02T05:00:00Z', '2026-03-02T05:00:00.000Z'],
    ['Asia/Tokyo', '2026-03-02T15:00:00Z', '2026-03-02T15:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-02T18:15:00Z', '2026-03-02T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000Z'],
  ])('in %s at %s began at %s', (zone, instant, start) => expect(day(instant, zone)).toBe(start))

  it('days_of_23_and_of_25_hours_begin_at_their_own_midnight', () => {
    expect(day('2026-03-08T20:00:00Z', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z')
    expect(day('2026-03-09T04:00:00Z', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z') // 23 hours later
    expect(day('2026-11-01T20:00:00Z', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z')
    expect(day('2026-11-02T04:30:00Z', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z') // its 25th hour
    expect(day('2026-11-02T05:00:00Z', 'America/New_York')).toBe('2026-11-02T05:00:00.000Z')
  })

  it('day_without_a_midnight_begins_at_its_first_instant', () => {
    // In Santiago clocks go from 24:00 straight to 01:00 on 2026-09-06.
    expect(day('2026-09-06T12:00:00Z', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z')
  })

  it('never_begins_after_now_and_never_lasts_over_25_hours', () => {
    for (const zone of ['America/New_York', 'Europe/Berlin', 'America/Santiago', 'Africa/Cairo', 'Asia/Beirut']) {
      for (let hour = 0; hour < 366 * 24; hour += 7) {
        const now = new Date(Date.UTC(2026, 0, 1, hour, 30))
        const agoHours = (now.getTime() - dayStart(now, zone).getTime()) / 3_600_000
        expect(agoHours).toBeGreaterThanOrEqual(0)
        expect(agoHours).toBeLessThan(25)
      }
    }
  })
})

describe('month of a tenant', () => {
  it.each([
    ['UTC', '2026-03-31T23:59:59Z', '2026-03-01T00:00:00.000Z'],
    ['America/New_York', '2026-04-01T03:59:59Z', '2026-03-01T05:00:00.000Z'],
    ['America/New_York', '2026-04-01T04:00:00Z', '2026-04-01T04:00:00.000Z'],
    ['Asia/Tokyo', '2025-12-31T15:00:00Z', '2025-12-31T15:00:00.000Z'],
  ])('in %s at %s began at %s', (zone, instant, start) => expect(month(instant, zone)).toBe(start))
})
