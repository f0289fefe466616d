import type { SsmlType, Token } from './tokenise.ts'

/** A stretch of a template as an editor draws it. Together the marks are the whole text. */
export interface Mark {
  text: string
  kind: Token['kind']
  ssml?: SsmlType
  remark: 'problem' | 'warning' | null
}

interface Place {
  start?: number
  end?: number
}

/**
 * Cuts a template where its tokens and the remarks about it begin and end.
 *
 * @param tokens of `tokenise`
 * @param problems what keeps it from being saved; where both lie over each other, the problem is drawn
 * @param warnings what should be known
 */
export function markText(
  template: string,
  tokens: readonly Token[],
  problems: readonly Place[],
  warnings: readonly Place[],
): Mark[] {
  const cuts = new Set<number>()
  for (const { start, end } of [...problems, ...warnings]) {
    if (start !== undefined && end !== undefined) cuts.add(start).add(end)
  }
  const sorted = [...cuts].sort((a, b) => a - b)
  let next = 0
  return tokens.flatMap((token) => {
    const edges = [token.start]
    while (next < sorted.length && sorted[next]! <= token.start) next++
    for (let at = next; at < sorted.length && sorted[at]! < token.end; at++) edges.push(sorted[at]!)
    return edges.map((start, index): Mark => {
      const end = edges[index + 1] ?? token.end
      const isIn = (place: Place) => place.start! <= start && place.end! >= end
      const remark = problems.some(isIn) ? 'problem' : warnings.some(isIn) ? 'warning' : null
      const ssml = token.kind === 'variable' ? token.ssml : undefined
      return { text: template.slice(start, end), kind: token.kind, ...(ssml && { ssml }), remark }
    })
  })
}
