/**
 * Look-alikes that GSM-7 can carry, for what word processors and web pages put into a text by themselves. Only what
 * reads the same: `á` has no such stand-in.
 */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  "'": ['‘', '’', '‚', '‛', '′', '´', '`'],
  '"': ['“', '”', '„', '‟', '″', '«', '»'],
  '-': ['‐', '‑', '‒', '–', '—', '―', '−', '•', '·'],
  '...': ['…'],
  ' ': ['\u00A0', '\t', '\u2002', '\u2003', '\u2007', '\u2009', '\u200A', '\u202F', '\u3000'],
  '': ['\u00AD', '\u200B', '\u2060', '\uFEFF'],
  '<': ['‹'],
  '>': ['›'],
}
const BY_CHARACTER = new Map(Object.entries(PLAIN).flatMap(([plain, fancy]) => fancy.map((one) => [one, plain])))

/** What says the same in GSM-7; undefined where nothing does. */
export const plainCharacter = (character: string): string | undefined => BY_CHARACTER.get(character)

/** The text with every look-alike replaced; characters without one stay. */
export const toPlainText = (text: string): string => text.replace(/[^\n\r -~]/gu, (one) => plainCharacter(one) ?? one)
