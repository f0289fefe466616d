import { SegmentedMessage } from 'sms-segments-calculator'

/** Twilio refuses a longer body with 21617. UTF-16 units: never fewer than any other way to count characters. */
export const MAX_SMS_UNITS = 1_600

/** What a text costs as an SMS. */
export interface SmsEncoding {
  encoding: 'GSM-7' | 'UCS-2'
  segments: number
  /** As carriers count: in GSM-7 `€ { } [ ] ~ ^ | \` are two; in UCS-2 one per visible character. */
  characters: number
  /** Unicode code points. */
  units: number
  /** What forces UCS-2, at most MAX_FORCING of them, with UTF-16 indices into the text (the replaced one if `smart`). */
  forcing: { character: string; index: number }[]
}

/** Enough for an editor to mark; a Russian text would list every letter. */
export const MAX_FORCING = 100

/**
 * Counts a text by Twilio's own calculator.
 *
 * The calculator takes time with the square of the length (11 s for 64 kB), so a text over MAX_SMS_UNITS, which no
 * one can send, is counted in pieces: the encoding is exact and the segments are the fewest that could hold it.
 *
 * @param body the text as it would be sent, any length
 * @param smart whether a Messaging Service with smart encoding replaces look-alikes (’ by ') before sending
 * @see https://www.npmjs.com/package/sms-segments-calculator
 */
export function describeSms(body: string, { smart = false }: { smart?: boolean } = {}): SmsEncoding {
  const pieces = body.length <= MAX_SMS_UNITS ? [body] : cut(body)
  const counted = pieces.map((piece) => new SegmentedMessage(piece, 'auto', smart))
  const encoding = counted.some((message) => message.encodingName === 'UCS-2') ? 'UCS-2' : 'GSM-7'
  const sum = (count: (message: SegmentedMessage) => number) => counted.reduce((total, one) => total + count(one), 0)
  const characters = sum((one) => (encoding === 'UCS-2' ? one.graphemes.length : one.numberOfCharacters))
  const single = counted.length === 1 ? counted[0] : undefined
  return {
    encoding,
    segments: single?.segmentsCount ?? Math.ceil(encoding === 'UCS-2' ? body.length / 67 : characters / 153),
    characters,
    units: sum((one) => one.numberOfUnicodeScalars),
    forcing: encoding === 'UCS-2' ? listForcing(counted) : [],
  }
}

/** Short enough that the square of it is nothing. */
const PIECE_UNITS = 200

function cut(body: string): string[] {
  const pieces: string[] = []
  let start = 0
  while (start < body.length) {
    let end = Math.min(start + PIECE_UNITS, body.length)
    if (isLowSurrogate(body, end) && end - start > 1) end--
    pieces.push(body.slice(start, end))
    start = end
  }
  return pieces
}

function isLowSurrogate(body: string, at: number): boolean {
  const unit = body.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

function listForcing(counted: SegmentedMessage[]): SmsEncoding['forcing'] {
  const forcing: SmsEncoding['forcing'] = []
  let index = 0
  for (const { encodedChars } of counted) {
    for (const { raw, isGSM7 } of encodedChars) {
      if (forcing.length === MAX_FORCING) return forcing
      if (!isGSM7) forcing.push({ character: raw, index })
      index += raw.length
    }
  }
  return forcing
}
