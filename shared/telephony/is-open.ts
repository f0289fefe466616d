import { WEEKDAYS, type Hours } from './routing.ts'

const MINUTES_A_DAY = 24 * 60

/**
 * Whether somebody is there. Hours are of the clock on the wall: a day with a shift of the clock opens and closes when
 * its clock says so. A span that ends at or before its beginning goes on into the next day.
 *
 * @param at any instant
 */
export function isOpen(hours: Hours, at: Date): boolean {
  const { day, minute } = onTheWall(hours.timezone, at)
  const spansOf = (index: number) => hours.days[WEEKDAYS[(index + WEEKDAYS.length) % WEEKDAYS.length]!] ?? []
  const today = spansOf(day).map(minutesOf)
  const yesterday = spansOf(day - 1).map(minutesOf)
  return (
    today.some(({ from, to }) => minute >= from && minute < (to > from ? to : MINUTES_A_DAY)) ||
    yesterday.some(({ from, to }) => to <= from && minute < to)
  )
}

/** The day, from Monday as 0, and the minute of it. */
function onTheWall(timeZone: string, at: Date): { day: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = WEEKDAYS.findIndex((name) => name === parts.weekday?.toLowerCase())
  return { day, minute: Number(parts.hour) * 60 + Number(parts.minute) }
}

function minutesOf({ from, to }: { from: string; to: string }) {
  return { from: minuteOfDay(from), to: minuteOfDay(to) }
}

function minuteOfDay(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return hour! * 60 + minute!
}
