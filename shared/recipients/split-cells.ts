/**
 * Takes one line of CSV apart. A cell in double quotes may hold the delimiter, and `""` for a quote; a quote inside a
 * cell that did not begin with one is a plain character.
 *
 * @param line without its end
 */
export function splitCells(line: string, delimiter: string): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    while (line[at] === ' ') at++
    const [cell, end] = line[at] === '"' ? quoted(line, at + 1, delimiter) : plain(line, at, delimiter)
    cells.push(cell.trim())
    if (end >= line.length) return cells
    at = end + 1
  }
}

function plain(line: string, start: number, delimiter: string): [string, number] {
  const end = line.indexOf(delimiter, start)
  return end < 0 ? [line.slice(start), line.length] : [line.slice(start, end), end]
}

function quoted(line: string, start: number, delimiter: string): [string, number] {
  let cell = ''
  let at = start
  for (;;) {
    const quote = line.indexOf('"', at)
    if (quote < 0) return [cell + line.slice(at), line.length]
    cell += line.slice(at, quote)
    if (line[quote + 1] !== '"') {
      const [rest, end] = plain(line, quote + 1, delimiter)
      return [cell + rest.trim(), end]
    }
    cell += '"'
    at = quote + 2
  }
}
