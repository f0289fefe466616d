import { isName, isSign, isWord, type Token } from './tokens.ts'

/** A table that a statement reads or writes, under the name that the statement gives it. */
export interface Source {
  table: string
  alias: string
}

export interface FromClause {
  sources: Source[]
  /** What holds for every row of the result, as one list of tokens each. */
  conditions: Token[][]
  /** What holds only for the rows of one source: the ON of an outer join. */
  outerConditions: { alias: string; condition: Token[] }[]
}

const JOIN_WORDS = ['join', 'left', 'right', 'full', 'inner', 'cross', 'outer', 'natural']

/** Reads `a, b AS c JOIN d ON …`. */
export function readFrom(items: Token[]): FromClause {
  const clause: FromClause = { sources: [], conditions: [], outerConditions: [] }
  let at = 0
  let outer = false
  while (at < items.length) {
    const factor = readFactor(items, at, clause)
    at = factor.next
    if (isWord(items[at], 'on')) {
      const end = endOfCondition(items, at + 1)
      const condition = items.slice(at + 1, end)
      if (!outer) clause.conditions.push(condition)
      else if (factor.alias) clause.outerConditions.push({ alias: factor.alias, condition })
      at = end
    }
    outer = false
    while (at < items.length && (isSign(items[at], ',') || isWord(items[at], ...JOIN_WORDS))) {
      if (isWord(items[at], 'left', 'right', 'full')) outer = true
      at += 1
    }
  }
  return clause
}

function readFactor(items: Token[], at: number, clause: FromClause): { next: number; alias?: string } {
  const first = items[at]
  if (first?.kind === 'group') {
    if (!isWord(first.items[0], 'select', 'with', 'values')) mergeFrom(clause, readFrom(first.items))
    return readAlias(items, at + 1) // a query of its own is checked as one
  }
  if (!isName(first)) throw new Error(`a table was expected at: ${first?.text ?? 'the end'}`)
  if (items[at + 1]?.kind === 'group') return readAlias(items, at + 2) // a table-valued function
  const isQualified = isSign(items[at + 1], '.')
  const name = isQualified ? items[at + 2]! : first
  const { next, alias } = readAlias(items, at + (isQualified ? 3 : 1))
  clause.sources.push({ table: name.text, alias: alias ?? name.text })
  return { next, alias: alias ?? name.text }
}

function readAlias(items: Token[], at: number): { next: number; alias?: string } {
  if (isWord(items[at], 'as')) return { next: at + 2, alias: items[at + 1]?.text }
  const token = items[at]
  const isAlias =
    isName(token) && !(token.kind === 'word' && ['on', 'using', 'indexed', 'not', ...JOIN_WORDS].includes(token.text))
  return isAlias ? { next: at + 1, alias: token.text } : { next: at }
}

function endOfCondition(items: Token[], from: number): number {
  const end = items.findIndex((token, index) => index >= from && (isSign(token, ',') || isWord(token, ...JOIN_WORDS)))
  return end < 0 ? items.length : end
}

function mergeFrom(into: FromClause, from: FromClause): void {
  into.sources.push(...from.sources)
  into.conditions.push(...from.conditions)
  into.outerConditions.push(...from.outerConditions)
}
