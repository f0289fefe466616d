import { describe, expect, it } from 'vitest'
import { foldIntoDays, lastDays, sumCounts } from '#server/domain/analytics/local-days'

const at = (text: string) => new Date(text)

describe('days of a zone', () => {
  it('end_with_today_and_leave_none_out', () => {
    const days = lastDays(at('2026-03-01T03:00:00Z'), 'America/New_York', 3)
    expect(days).toEqual([
      { date: '2026-02-26', start: '2026-02-26T05:00:00.000Z' },
      { date: '2026-02-27', start: '2026-02-27T05:00:00.000Z' },
      { date: '2026-02-28', start: '2026-02-28T05:00:00.000Z' },
    ])
  })

  it.each([
    ['shorter in spring', '2026-03-09T12:00:00Z', 'America/New_York', 23],
    ['longer in autumn', '2026-11-02T12:00:00Z', 'America/New_York', 25],
    ['without a midnight', '2026-09-07T12:00:00Z', 'America/Santiago', 23],
  ])('are %s', (_what, now, zone, hours) => {
    const [first, second] = lastDays(at(now), zone, 2)
    expect((Date.parse(second!.start) - Date.parse(first!.start)) / 3_600_000).toBe(hours)
  })
})

it('folding_tells_days_kinds_and_outcomes_apart', () => {
  const { days, inbound } = foldIntoDays(lastDays(at('2026-03-09T12:00:00Z'), 'UTC', 2), [
    { day: 1, networkType: 'call', direction: 'outbound', status: 'busy', count: 1 },
    { day: 1, networkType: 'call', direction: 'outbound', status: 'no-answer', count: 2 },
    { day: 1, networkType: 'call', direction: 'outbound', status: 'ringing', count: 4 },
    { day: 0, networkType: 'sms', direction: 'outbound', status: 'delivered', count: 8 },
    { day: 1, networkType: 'sms', direction: 'inbound', status: 'received', count: 16 },
  ])
  const none = { success: 0, failed: 0, pending: 0 }
  expect(days).toEqual([
    { date: '2026-03-08', calls: none, messages: { ...none, success: 8 } },
    { date: '2026-03-09', calls: { ...none, failed: 3, pending: 4 }, messages: none },
  ])
  expect(inbound).toBe(16)
  expect(sumCounts(days.map((day) => day.calls))).toEqual({ success: 0, failed: 3, pending: 4 })
})
