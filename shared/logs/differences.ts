type Row = Record<string, unknown>

/** A field of a change. */
export interface Difference {
  /** Where it is: `settings.quiet_hours.from`. */
  path: string
  /** undefined where there was no such field; the same for `after`. */
  before: unknown
  after: unknown
}

/**
 * What differs between two states, field by field, down to what is no object. Of what was created or removed, every
 * field that says something.
 *
 * @param before null for a creation
 * @param after null for a removal
 */
export function differencesOf(before: Row | null, after: Row | null): Difference[] {
  const was = flat(before ?? {})
  const is = flat(after ?? {})
  const isWhole = before === null || after === null
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((each) =>
      isWhole
        ? saysSomething(each.before) || saysSomething(each.after)
        : JSON.stringify(each.before) !== JSON.stringify(each.after),
    )
}

const saysSomething = (value: unknown) => value !== undefined && value !== null && value !== ''

function flat(row: Row, prefix = ''): Map<string, unknown> {
  const fields = Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    const path = prefix + name
    return isObject(value) && Object.keys(value).length > 0 ? [...flat(value, `${path}.`)] : [[path, value]]
  })
  return new Map(fields)
}

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text cut into what both versions begin with, what is its own, and what both end with. */
export interface Cut {
  head: string
  own: string
  tail: string
}

/** Where two versions of a text differ, whole words wide. */
export function cutChanged(before: string, after: string): { before: Cut; after: Cut } {
  const was = words(before)
  const is = words(after)
  const shortest = Math.min(was.length, is.length)
  let head = 0
  while (head < shortest && was[head] === is[head]) head++
  let tail = 0
  while (tail < shortest - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++
  const cut = (all: string[]): Cut => ({
    head: all.slice(0, head).join(''),
    own: all.slice(head, all.length - tail).join(''),
    tail: all.slice(all.length - tail).join(''),
  })
  return { before: cut(was), after: cut(is) }
}

/** Words and what is between them. */
const words = (text: string) => text.split(/(\s+)/)
