/**
 * Drops the characters that no XML 1.0 document may hold, not even escaped: control characters other than tab, line
 * feed and carriage return, lone surrogates, U+FFFE and U+FFFF. With one of them inside, TwiML doesn't parse and the
 * call fails.
 *
 * @param text any string
 * @returns the text that is left, and how many characters were dropped
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function keepXmlCharacters(text: string): { text: string; dropped: number } {
  let dropped = 0
  const kept = text.replace(FORBIDDEN, () => {
    dropped++
    return ''
  })
  return { text: kept, dropped }
}

/** With the `u` flag a lone surrogate is a code point of its own, outside every range named here. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
