import type { Source } from './sources.ts'
import { isSign, isWord, splitAt, type Token } from './tokens.ts'

/**
 * The conditions that all hold when the whole one does: what an AND at its top joins. A condition with an OR at its top
 * promises none of its parts.
 */
export function conjunctsOf(condition: Token[]): Token[][] {
  const opaque = hideCases(condition)
  if (opaque.some((token) => isWord(token, 'or'))) return []
  const [only, ...more] = opaque
  if (only?.kind === 'group' && more.length === 0)
    return isWord(only.items[0], 'select', 'with') ? [] : conjunctsOf(only.items)
  const parts = splitAt(hideBetween(opaque), (token) => isWord(token, 'and'))
  return parts.length === 1 ? parts : parts.flatMap(conjunctsOf)
}

/** Whether a condition says `alias.column = ?` and nothing else; a bare column counts where there is one source. */
export function bindsColumn(conjunct: Token[], source: Source, column: string, sources: Source[]): boolean {
  const equals = conjunct.findIndex((token) => isSign(token, '=') || isSign(token, '=='))
  if (equals < 0) return false
  const sides = [conjunct.slice(0, equals), conjunct.slice(equals + 1)]
  return sides.some((side, index) => namesColumn(side, source, column, sources) && isParam(sides[1 - index]!))
}

function namesColumn(side: Token[], source: Source, column: string, sources: Source[]): boolean {
  const [qualifier, dot, name, ...more] = side
  if (side.length === 1) return qualifier!.text === column && qualifier!.kind !== 'text' && sources.length === 1
  return more.length === 0 && isSign(dot, '.') && qualifier!.text === source.alias && name?.text === column
}

const isParam = (side: Token[]) => side.length === 1 && side[0]!.kind === 'param'

/** CASE … END as one token: what is said inside holds in some case only. */
function hideCases(items: Token[]): Token[] {
  const shown: Token[] = []
  let depth = 0
  for (const token of items) {
    if (isWord(token, 'case')) depth += 1
    if (depth === 0) shown.push(token)
    if (isWord(token, 'end') && depth > 0 && (depth -= 1) === 0) shown.push({ kind: 'name', text: 'case' })
  }
  return shown
}

/** The AND of BETWEEN joins no conditions. */
function hideBetween(items: Token[]): Token[] {
  let pending = false
  return items.map((token) => {
    if (isWord(token, 'between')) pending = true
    if (!pending || !isWord(token, 'and')) return token
    pending = false
    return { kind: 'sign', text: '..' }
  })
}
