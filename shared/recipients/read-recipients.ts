import { findPhoneNumbersInText, type CountryCode } from 'libphonenumber-js/min'
import { readNumber, type NumberProblem } from './read-number.ts'
import { splitCells } from './split-cells.ts'

/** Somebody to write to, or what could not be read as one. `start` and `end` are UTF-16 indices into the list. */
export interface Recipient {
  start: number
  end: number
  /** As it stands in the list. */
  source: string
  /** E.164; null where it is none. */
  number: string | null
  /** For reading; null where it is none. */
  formatted: string | null
  /** What the list says of this one: `{ name: "Ann" }`. */
  variables: Record<string, string>
  problem: NumberProblem | 'duplicate' | null
}

export interface RecipientList {
  recipients: Recipient[]
  /** Variables that the list gives, in the order of its columns. */
  variables: string[]
  /** Columns whose names cannot be those of variables. */
  ignoredColumns: string[]
  /** A table with a header: each line is one recipient. */
  isTable: boolean
}

/** Names of the column that holds the number. */
const NUMBER_COLUMNS = new Set(
  'number phone phone_number phonenumber to to_number mobile cell telephone tel msisdn'.split(' '),
)
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/

/**
 * Reads a list of recipients, pasted from anywhere: numbers with any separators, `Ann <+12025550123>`, or CSV whose
 * header names a column of numbers; its other columns are variables.
 *
 * @param country whose numbers are written without a country code
 */
export function readRecipients(text: string, country: CountryCode): RecipientList {
  const lines = linesOf(text)
  const header = readHeader(lines[0]?.text ?? '')
  const found = header
    ? lines.slice(1).map((line) => readRow(line, header, country))
    : lines.flatMap((line) => readLine(line, country))
  const seen = new Set<string>()
  const recipients = found.map((recipient) => {
    if (recipient.number === null) return recipient
    if (seen.has(recipient.number)) return { ...recipient, problem: 'duplicate' as const }
    seen.add(recipient.number)
    return recipient
  })
  const named = recipients.some(({ variables }) => 'name' in variables) ? ['name'] : []
  return {
    recipients,
    variables: header?.columns.filter((name) => name !== null) ?? named,
    ignoredColumns: header?.ignored ?? [],
    isTable: header !== null,
  }
}

interface Line {
  text: string
  start: number
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    if (match[0].trim() !== '') lines.push({ text: match[0], start: match.index })
  }
  return lines
}

interface Header {
  delimiter: string
  numberColumn: number
  /** Names of variables by column; null for what is none. */
  columns: (string | null)[]
  ignored: string[]
}

function readHeader(line: string): Header | null {
  if (/\d{5}/.test(line)) return null
  const delimiter = ['\t', ';', ','].find((one) => line.includes(one)) ?? ','
  const names = splitCells(line.replace(/^\uFEFF/, ''), delimiter).map((name) => name.replace(/\s+/g, '_'))
  const numberColumn = names.findIndex((name) => NUMBER_COLUMNS.has(name.toLowerCase()))
  if (numberColumn < 0) return null
  const isVariable = (name: string, index: number) => index !== numberColumn && VARIABLE.test(name)
  return {
    delimiter,
    numberColumn,
    columns: names.map((name, index) => (isVariable(name, index) ? name : null)),
    ignored: names.filter((name, index) => index !== numberColumn && name !== '' && !VARIABLE.test(name)),
  }
}

function readRow({ text, start }: Line, header: Header, country: CountryCode): Recipient {
  const cells = splitCells(text, header.delimiter)
  const variables = Object.fromEntries(
    header.columns.flatMap((name, index) => (name !== null && cells[index] ? [[name, cells[index]]] : [])),
  )
  const read = readNumber(cells[header.numberColumn] ?? '', country)
  return { ...read, start, end: start + text.length, source: text.trim(), variables }
}

/** A line of numbers, each perhaps with a name before it. */
function readLine({ text, start }: Line, country: CountryCode): Recipient[] {
  const recipients: Recipient[] = []
  let name = ''
  let from = 0
  for (const match of text.matchAll(/[^,;|\t]+/g)) {
    const piece = match[0]
    if (piece.trim() === '') continue
    if (!/\d/.test(piece)) {
      name = name ? `${name}, ${piece.trim()}` : piece.trim()
      continue
    }
    const end = match.index + piece.length
    const spans = readPiece(piece, country).map((one) => ({ ...one, end: match.index + one.end }))
    for (const one of spans) {
      const named = [name, one.name].filter(Boolean).join(', ')
      const isLast = one === spans.at(-1)
      recipients.push({
        number: one.number,
        formatted: one.formatted,
        problem: one.problem,
        start: start + from,
        end: start + (isLast ? end : one.end),
        source: text.slice(from, isLast ? end : one.end).replace(/^[\s,;|]+|\s+$/g, ''),
        variables: named ? { name: named } : {},
      })
      from = isLast ? end : one.end
      name = ''
    }
  }
  if (name === '') return recipients
  const problem = { number: null, formatted: null, problem: 'no_number' as const }
  return [...recipients, { ...problem, start: start + from, end: start + text.length, source: name, variables: {} }]
}

type Piece = ReturnType<typeof readNumber> & { name: string; end: number }

function readPiece(piece: string, country: CountryCode): Piece[] {
  const [, before = '', inside] = /^([^<]*)<([^<>]*)>\s*$/.exec(piece) ?? []
  const end = piece.length
  if (inside !== undefined) return [{ ...readNumber(inside, country), name: unquote(before), end }]
  const whole = readNumber(piece, country)
  if (whole.problem === null) return [{ ...whole, name: '', end }]
  // Several with nothing but spaces between them, or a name before the number.
  const found = findPhoneNumbersInText(piece, country)
  if (found.length === 0) return [{ ...whole, name: '', end }]
  return found.map(({ number, startsAt, endsAt }, index) => ({
    number: number.number,
    formatted: number.formatInternational(),
    problem: null,
    name: unquote(piece.slice(found[index - 1]?.endsAt ?? 0, startsAt)),
    end: endsAt,
  }))
}

/** A name is what has letters; colons and quotes around it are not its own. */
function unquote(text: string): string {
  return /\p{L}/u.test(text) ? text.replace(/^["'\s]+|["'\s:=-]+$/g, '') : ''
}
