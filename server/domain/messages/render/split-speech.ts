import type { SpeechNode } from './say-as.ts'
import { speechMarkup } from './speech-markup.ts'

interface SpeechBudget {
  /** The most characters (UTF-16 units) that one piece may hold. */
  characters: number
  /** Whether tags and escapes count towards it. */
  tagsCount: boolean
  /** The most that one piece may take URL-encoded, tags included. */
  encodedCharacters: number
  /** Markup that will be around each piece. */
  wrapping: string
}

/**
 * Splits a run of speech into pieces within the budget: at the last sentence end that fits, else at white space, else
 * between two characters. A say-as node and a surrogate pair stay whole, and nothing is lost or added but a piece of
 * nothing but white space.
 *
 * @param nodes text of any length, say-as nodes of at most a few hundred characters
 * @param locale BCP 47, for the sentence ends
 */
export function splitSpeech(nodes: readonly SpeechNode[], budget: SpeechBudget, locale: string): SpeechNode[][] {
  const atoms = nodes.flatMap(toAtoms)
  if (measure(atoms, 0, budget) === atoms.length) return [[...nodes]]
  const sentenceEnds = findSentenceEnds(nodes, locale)
  const pieces: SpeechNode[][] = []
  let from = 0
  while (from < atoms.length) {
    const fitting = Math.max(measure(atoms, from, budget), from + 1)
    const to = fitting === atoms.length ? fitting : findCut(atoms, from, fitting, sentenceEnds)
    const piece = atoms.slice(from, to)
    if (piece.some((atom) => atom.node.text.trim() !== '')) pieces.push(joinAtoms(piece))
    from = to
  }
  return pieces
}

/** What is never divided: one code point of text, or one say-as node. */
interface Atom {
  node: SpeechNode
  source: SpeechNode
  units: number
  markupUnits: number
  encodedUnits: number
}

function toAtoms(node: SpeechNode): Atom[] {
  if (node.kind === 'say-as') return [toAtom(node, node)]
  return Array.from(node.text, (character) => toAtom({ kind: 'text', text: character }, node))
}

function toAtom(node: SpeechNode, source: SpeechNode): Atom {
  const markup = speechMarkup(node)
  const encodedUnits = encodeURIComponent(markup).length
  return { node, source, units: node.text.length, markupUnits: markup.length, encodedUnits }
}

/** Index of the first atom that doesn't fit any more when a piece begins at `from`. */
function measure(atoms: readonly Atom[], from: number, budget: SpeechBudget): number {
  let characters = budget.characters - (budget.tagsCount ? budget.wrapping.length : 0)
  let encoded = budget.encodedCharacters - encodeURIComponent(budget.wrapping).length
  for (let at = from; at < atoms.length; at++) {
    const atom = atoms[at]!
    characters -= budget.tagsCount ? atom.markupUnits : atom.units
    encoded -= atom.encodedUnits
    if (characters < 0 || encoded < 0) return at
  }
  return atoms.length
}

function findCut(atoms: readonly Atom[], from: number, fitting: number, sentenceEnds: ReadonlySet<number>): number {
  let offset = offsetOf(atoms, fitting)
  let afterSpace = 0
  for (let cut = fitting; cut > from; cut--) {
    if (sentenceEnds.has(offset)) return cut
    const last = atoms[cut - 1]!
    if (!afterSpace && /^\s+$/.test(last.node.text)) afterSpace = cut
    offset -= last.units
  }
  return afterSpace || fitting
}

function offsetOf(atoms: readonly Atom[], end: number): number {
  let offset = 0
  for (let at = 0; at < end; at++) offset += atoms[at]!.units
  return offset
}

function findSentenceEnds(nodes: readonly SpeechNode[], locale: string): Set<number> {
  const text = nodes.map((node) => node.text).join('')
  const sentences = new Intl.Segmenter([locale, 'en-US'], { granularity: 'sentence' }).segment(text)
  const ends = new Set<number>()
  for (const { index, segment } of sentences) ends.add(index + segment.length)
  return ends
}

function joinAtoms(atoms: readonly Atom[]): SpeechNode[] {
  const nodes: SpeechNode[] = []
  let source: SpeechNode | undefined
  for (const atom of atoms) {
    const last = nodes.at(-1)
    if (last?.kind === 'text' && atom.source === source) last.text += atom.node.text
    else nodes.push({ ...atom.node })
    source = atom.source
  }
  return nodes
}
