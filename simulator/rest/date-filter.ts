import { RestError } from './rest-error.ts'

const DAY_MS = 86_400_000

/**
 * Whether a time passes the filters `Name`, `Name<` and `Name>` of a list request. Both bounds include their value.
 * A date (`2026-03-01`) means that UTC day: as `Name` the whole day, as a bound its midnight; a date-time is exact to the second.
 * A resource that has no such time yet passes no filter, and every list without one.
 * Rule: https://www.twilio.com/docs/voice/api/call-resource#read-multiple-call-resources
 */
export function dateFilter(query: URLSearchParams, name: string): (time: number | null) => boolean {
  const [on, until, from] = [name, `${name}<`, `${name}>`].map((key) => parse(query.get(key), key))
  if (!on && !until && !from) return () => true
  return (time) => {
    if (time === null) return false
    const second = Math.floor(time / 1000) * 1000
    if (on && !(second >= on.at && second < on.at + (on.wholeDay ? DAY_MS : 1000))) return false
    if (until && second > until.at) return false
    return !(from && second < from.at)
  }
}

function parse(text: string | null, key: string): { at: number; wholeDay: boolean } | null {
  if (!text) return null
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new RestError(20001, `Invalid ${key}`)
  const wholeDay = /^\d{4}-\d\d-\d\d$/.test(text)
  return { at: wholeDay ? at : Math.floor(at / 1000) * 1000, wholeDay }
}
