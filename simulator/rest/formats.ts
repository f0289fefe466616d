/** An RFC 2822 date in GMT, as the 2010 API writes: `Thu, 24 Aug 2023 05:01:45 +0000`. */
export function rfc2822(time: number): string
export function rfc2822(time: number | null): string | null
export function rfc2822(time: number | null): string | null {
  return time === null ? null : new Date(time).toUTCString().replace('GMT', '+0000')
}

/** The name of a boolean form value. */
export function formBoolean(value: string | null): boolean {
  return value?.toLowerCase() === 'true'
}

/** An address that Twilio could call: absolute http or https. */
export function isWebUrl(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? '')
}
