import { fromDate } from '@internationalized/date'

export interface QuietHours {
  /** `HH:MM`, the first quiet minute. */
  from: string
  /** `HH:MM`, the first minute that is not quiet. Before `from`: the next morning. */
  to: string
}

/** Whether it is quiet at an instant on the clocks of a zone. */
export function isQuiet(now: Date, timeZone: string, { from, to }: QuietHours): boolean {
  const local = fromDate(now, timeZone)
  const minute = local.hour * 60 + local.minute
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return hours! * 60 + minutes!
}
