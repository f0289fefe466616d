import { z } from 'zod'

/** An E.164 number as the documents write it. Whether it can exist is asked at the compliance gate. */
export const E164 = z.string().regex(/^\+[1-9]\d{1,14}$/, 'must be an E.164 number such as +12025550123')

export const TenantId = z.string().regex(/^[a-z0-9-]{1,50}$/, 'must be 1 to 50 of a-z, 0-9 and -')

/** A whole number as addresses write it: plain digits. Not coerced, which takes `true`, `[5]` and `0x10` for numbers. */
const fromDigits = (value: number | string) =>
  typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : value

/** An id of the tables that count: taken as a number or as its digits in a path. */
export const RowId = z.preprocess(fromDigits, z.number().int().min(1).max(Number.MAX_SAFE_INTEGER))

/** ISO-8601, UTC. */
export const Instant = z.iso.datetime({ offset: true })

/** The same, given by a caller: any offset, kept as UTC with milliseconds, which compares as text. */
export const GivenInstant = Instant.transform((text) => new Date(text).toISOString())

/** ISO 4217. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as USD')

/** ISO 3166-1 alpha-2. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be a country code such as US')

export const TimeZone = z.string().refine(isTimeZone, 'must be a time zone such as America/New_York')

export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 21:00')

/** `https://host`, no path. */
export const Origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be an origin such as https://example.com',
  )

/** What fills a template. Values are data: never parsed again, whatever they hold. */
export const TemplateVariables = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, 'is not a name of a variable'),
    z.union([z.string().max(65_536), z.number(), z.boolean(), z.null()]),
  )
  .refine((variables) => Object.keys(variables).length <= 200, 'has more than 200 variables')

/** Page numbers, in either dialect's word for the size. `limit` wins where both are given. */
export const Paging = {
  page: z.preprocess(fromDigits, z.number().int().min(1).max(1_000_000)).optional(),
  per_page: z.preprocess(fromDigits, z.number().int().min(1).max(100)).optional(),
  limit: z.preprocess(fromDigits, z.number().int().min(1).max(100)).optional(),
}

/** For long logs: goes on from where the last answer ended, at the same price on every page. */
export const Cursor = { cursor: z.string().max(200).optional() }

/** From and to, each an instant or a day of the tenant's calendar; both days are within. */
export const Period = {
  date_from: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  date_to: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
}

export interface PageRequest {
  page?: number
  per_page?: number
  limit?: number
}

/** `limit`'s default belongs to `/v1`: the HTTP layer fills it in. */
export function pageOf(query: PageRequest): { page: number; perPage: number; offset: number } {
  const page = query.page ?? 1
  const perPage = query.limit ?? query.per_page ?? 20
  return { page, perPage, offset: (page - 1) * perPage }
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}
