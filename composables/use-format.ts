/** Times in the tenant's zone, numbers and money in its locale. The same on the server and in the browser. */
export function useFormat() {
  const session = useSessionStore()
  const locale = () => session.current?.tenant.locale ?? 'en-US'
  const timeZone = () => session.current?.tenant.timezone ?? 'UTC'
  const currency = () => session.current?.tenant.currency ?? 'USD'

  const date = (instant: string, options: Intl.DateTimeFormatOptions) =>
    plainSpaces(dateFormat(locale(), { timeZone: timeZone(), ...options }).format(new Date(instant)))

  return {
    /** `Nov 21, 2026, 1:04 PM` */
    dateTime: (instant: string) => date(instant, { dateStyle: 'medium', timeStyle: 'short' }),
    /** `Nov 21, 1:04 PM`: where there is little room. */
    short: (instant: string) => date(instant, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }),
    /** `Nov 21, 1:04:09 PM`: where seconds tell what came first. */
    precise: (instant: string) =>
      date(instant, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    /** `Nov 21, 2026` */
    date: (instant: string) => date(instant, { dateStyle: 'medium' }),
    /** A calendar day that has no zone: `2026-11-21` → `Nov 21`. */
    day: (isoDate: string) =>
      plainSpaces(
        dateFormat(locale(), { timeZone: 'UTC', month: 'short', day: 'numeric' }).format(
          new Date(`${isoDate}T00:00:00Z`),
        ),
      ),
    /** The exact instant, for hovering: `2026-11-21 18:04:09.123 UTC`. */
    utc: (instant: string) => `${new Date(instant).toISOString().replace('T', ' ').replace('Z', '')} UTC`,
    /** @param decimals exactly so many; as many as there are, three at most, when absent */
    number: (value: number, decimals?: number) =>
      numberFormat(
        locale(),
        decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
      ).format(value),
    /** @param share of one: `0.982` → `98.2%` */
    percent: (share: number) => numberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(share),
    /** @param amount in units; small prices keep the digits that matter */
    money: (amount: number, code = currency()) =>
      plainSpaces(
        numberFormat(locale(), {
          style: 'currency',
          currency: code,
          maximumFractionDigits: amount !== 0 && Math.abs(amount) < 1 ? 4 : 2,
        }).format(amount),
      ),
    /** @param seconds whole: `1:05` */
    duration: (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
  }
}

/** Formats kept: making one costs a hundred times what using it does, and a list uses the same few for each row. */
const KEPT = 200
const dateFormat = keeping((locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)) // prettier-ignore
const numberFormat = keeping((locale: string, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)) // prettier-ignore

function keeping<Rest extends unknown[], Format>(make: (locale: string, ...rest: Rest) => Format) {
  const kept = new Map<string, Format>()
  return (locale: string, ...rest: Rest): Format => {
    const key = `${locale} ${JSON.stringify(rest)}`
    const format = kept.get(key) ?? make(locale, ...rest)
    // A server for many tenants in many zones forgets them all now and then, and makes those in use anew.
    if (kept.size >= KEPT) kept.clear()
    kept.set(key, format)
    return format
  }
}

/** Versions of ICU differ in which space they use: a page drawn twice must not differ. */
const plainSpaces = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ')
