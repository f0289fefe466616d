import { describe, expect, it } from 'vitest'
import { foldIntoDays, lastDays, sumCounts } from '#server/domain/analytics/local-days'

const at = (text: string) => new Date(text)
const sms = (quarter: string, count = 1) => ({ quarter, kind: 'sms' as const, outcome: 'success' as const, count })

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

  it.each(['Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham', 'Asia/Kolkata'])(
    'begin on a quarter of an hour in %s',
    (zone) => {
      for (const { start } of lastDays(at('2026-12-01T00:00:00Z'), zone, 400))
        expect(new Date(start).getUTCMinutes() % 15).toBe(0)
    },
  )
})

describe('folding', () => {
  it('puts_each_quarter_into_its_day_on_both_sides_of_a_change', () => {
    const days = lastDays(at('2026-03-09T12:00:00Z'), 'America/New_York', 3)
    const { days: folded } = foldIntoDays(days, [
      sms('2026-03-08T04:45'), // 23:45 on the 7th
      sms('2026-03-08T05:00', 2), // midnight, still standard time
      sms('2026-03-09T03:45', 4), // 23:45 on the 8th, an hour ahead by now
      sms('2026-03-09T04:00', 8),
      sms('2026-03-06T00:00', 100), // before the first
    ])
    expect(folded.map(({ date, messages }) => [date, messages.success])).toEqual([
      ['2026-03-07', 1],
      ['2026-03-08', 6],
      ['2026-03-09', 8],
    ])
  })

  it('tells_kinds_and_outcomes_apart', () => {
    const quarter = '2026-03-09T00:00'
    const { days, inbound } = foldIntoDays(lastDays(at('2026-03-09T12:00:00Z'), 'UTC', 2), [
      { quarter, kind: 'call', outcome: 'failed', count: 1 },
      { quarter, kind: 'call', outcome: 'pending', count: 2 },
      { quarter, kind: 'sms', outcome: 'failed', count: 4 },
      { quarter, kind: 'inbound', outcome: 'success', count: 8 },
    ])
    const none = { success: 0, failed: 0, pending: 0 }
    expect(days).toEqual([
      { date: '2026-03-08', calls: none, messages: none },
      { date: '2026-03-09', calls: { ...none, failed: 1, pending: 2 }, messages: { ...none, failed: 4 } },
    ])
    expect(inbound).toBe(8)
    expect(sumCounts(days.map((day) => day.calls))).toEqual({ success: 0, failed: 1, pending: 2 })
  })
})
