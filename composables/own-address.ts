/**
 * The address of an audio file, or of a picture, on the origin that this page came from: its own is the one that Twilio is
 * given, which another door of the same server may have.
 */
export function ownAddress(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}
