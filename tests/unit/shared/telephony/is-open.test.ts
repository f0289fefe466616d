import { expect, it } from 'vitest'
import { isOpen } from '#shared/telephony/is-open.ts'
import type { Hours } from '#shared/telephony/routing.ts'

const office: Hours = {
  timezone: 'America/New_York',
  days: {
    monday: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ],
    friday: [{ from: '09:00', to: '17:00' }],
  },
}
const open = (hours: Hours, at: string) => isOpen(hours, new Date(at))

it.each([
  ['2026-11-02T13:59:00Z', false], // Monday 08:59 in New York
  ['2026-11-02T14:00:00Z', true],
  ['2026-11-02T16:59:59Z', true],
  ['2026-11-02T17:00:00Z', false], // noon
  ['2026-11-02T18:00:00Z', true],
  ['2026-11-02T22:00:00Z', false],
  ['2026-11-03T15:00:00Z', false], // Tuesday
  ['2026-11-06T21:59:00Z', true], // Friday 16:59
])('office_hours_at %s: %s', (at, expected) => expect(open(office, at)).toBe(expected))

const bar: Hours = { timezone: 'Europe/Berlin', days: { saturday: [{ from: '20:00', to: '03:00' }] } }

it.each([
  ['2026-06-06T17:59:00Z', false], // Saturday 19:59
  ['2026-06-06T18:00:00Z', true],
  ['2026-06-06T23:30:00Z', true], // Sunday 01:30
  ['2026-06-07T01:00:00Z', false], // Sunday 03:00
  ['2026-06-06T00:30:00Z', false], // Saturday 02:30, Friday is closed
])('span_past_midnight_at %s: %s', (at, expected) => expect(open(bar, at)).toBe(expected))

it.each([
  ['2026-03-28T23:30:00Z', true], // Sunday 00:30
  ['2026-03-29T00:59:00Z', true], // Sunday 01:59, the last minute before 03:00
  ['2026-03-29T01:00:00Z', false], // 03:00: an hour of the night is missing
  ['2026-10-25T00:30:00Z', true], // Sunday 02:30, the first time
  ['2026-10-25T01:30:00Z', true], // Sunday 02:30, the second time
  ['2026-10-25T02:00:00Z', false],
])('clock_that_shifts_at %s: %s', (at, expected) => expect(open(bar, at)).toBe(expected))

it('same_time_twice_is_a_whole_day_and_midnight_ends_one', () => {
  const always: Hours = { timezone: 'UTC', days: { monday: [{ from: '00:00', to: '00:00' }] } }
  expect(open(always, '2026-11-02T00:00:00Z')).toBe(true)
  expect(open(always, '2026-11-02T23:59:00Z')).toBe(true)
  expect(open(always, '2026-11-03T00:00:00Z')).toBe(false)
  const noonToNoon: Hours = { timezone: 'UTC', days: { monday: [{ from: '12:00', to: '12:00' }] } }
  expect(open(noonToNoon, '2026-11-02T11:59:00Z')).toBe(false)
  expect(open(noonToNoon, '2026-11-03T11:59:00Z')).toBe(true)
  expect(open(noonToNoon, '2026-11-03T12:00:00Z')).toBe(false)
})

it('day_before_monday_is_sunday', () => {
  const night: Hours = { timezone: 'UTC', days: { sunday: [{ from: '23:00', to: '01:00' }] } }
  expect(open(night, '2026-11-02T00:59:00Z')).toBe(true)
})

it('no_days_are_never_open', () => expect(open({ timezone: 'UTC', days: {} }, '2026-11-02T12:00:00Z')).toBe(false))
