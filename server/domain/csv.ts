import { stringify } from 'csv-stringify/sync'
import { E164 } from '#shared/schemas/primitives'

/** What a spreadsheet takes for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/
const KEPT_TEXT = /^'(?=[=+\-@\t\r＝＋－＠])/

/**
 * A text that no spreadsheet runs: an apostrophe before what would begin a formula. A phone number in E.164 stays as it
 * is, since a plus and digits are but a number, and whoever reads the file wants to dial it.
 */
export function keptText(text: string): string {
  return FORMULA.test(text) && !E164.safeParse(text).success ? `'${text}` : text
}

/** The text before `keptText`. */
export const originalText = (text: string): string => text.replace(KEPT_TEXT, '')

/**
 * CSV after RFC 4180, page by page, with the mark by which spreadsheets know UTF-8. Objects are written as JSON.
 *
 * @param columns names of the rows' fields, in order
 */
export async function* csvOf<Row extends object>(
  columns: readonly (keyof Row & string)[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  const write = (rows: readonly Row[], header: boolean) =>
    stringify([...rows], {
      columns: [...columns],
      header,
      bom: header,
      record_delimiter: '\r\n',
      cast: { string: keptText, boolean: String },
    })
  let isFirst = true
  for await (const rows of pages) {
    yield write(rows, isFirst)
    isFirst = false
  }
  if (isFirst) yield write([], true)
}
