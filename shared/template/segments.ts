import { RenderError } from './render-error.ts'
import type { SsmlType, TemplateProblem, Token } from './tokenise.ts'
import { variableText } from './variables.ts'
import type { VariableValues } from './variables.ts'
import { createWarnings } from './warnings.ts'
import type { RenderWarning } from './warnings.ts'
import { keepXmlCharacters } from './xml-text.ts'

/** A stretch of the message, in the author's order. `start` and `end` are UTF-16 indices into the template. */
export type Segment = TextSegment | SpokenSegment | AudioSegment
interface TextSegment {
  kind: 'text'
  text: string
  start: number
  end: number
}
export interface SpokenSegment {
  kind: 'spoken'
  ssml: SsmlType
  name: string
  value: string
  start: number
  end: number
}
export interface AudioSegment {
  kind: 'audio'
  file: string
  start: number
  end: number
}

export interface BuiltSegments {
  segments: Segment[]
  /** Variables of the template without a value, in order. Under `strict` any of them is a refusal. */
  missing: string[]
  /** Names given that the template doesn't use. */
  unused: string[]
  warnings: RenderWarning[]
}

/**
 * The most text that is rendered, in UTF-16 units. No document of that much text fits Twilio's 64 kB and no SMS its
 * 1,600 characters, so nothing is lost; without it a template of 20,000 variables and one long value fills the memory.
 */
export const MAX_RENDERED_UNITS = 65_536

/**
 * Puts the values into a template. Values are data: they are never tokenised, and characters that XML can't hold are
 * dropped from them (and from the template) with a warning. A missing variable becomes nothing, with a warning.
 *
 * @param tokens of `tokenise`
 * @param variables the values; null counts as missing
 * @throws RenderError `rendered_too_long` beyond MAX_RENDERED_UNITS
 */
export function buildSegments(tokens: readonly Token[], variables: VariableValues): BuiltSegments {
  const segments: Segment[] = []
  const missing = new Set<string>()
  const used = new Set<string>()
  const warnings = createWarnings()
  let units = 0
  for (const token of tokens) {
    if (token.kind === 'audio') {
      segments.push({ kind: 'audio', file: token.file, start: token.start, end: token.end })
      continue
    }
    if (token.kind === 'variable') used.add(token.name)
    const raw = token.kind === 'text' ? token.text : variableText(variables, token.name)
    if (raw === undefined) {
      if (token.kind === 'variable') missing.add(token.name)
      warnings.add(missingWarning(token))
      continue
    }
    const { text, dropped } = keepXmlCharacters(raw)
    if (dropped > 0) warnings.add(droppedWarning(token))
    units += text.length
    if (units > MAX_RENDERED_UNITS) throw new RenderError(tooLong(units))
    append(segments, token, text)
  }
  return {
    segments,
    missing: [...missing],
    unused: Object.keys(variables).filter((name) => !used.has(name)),
    warnings: warnings.all(),
  }
}

/**
 * The problems that `strict: true` makes of missing variables, at each variable's first place.
 *
 * @param tokens of `tokenise`
 * @param missing of `buildSegments`
 */
export function missingVariableProblems(tokens: readonly Token[], missing: readonly string[]): TemplateProblem[] {
  return missing.flatMap((name) => {
    const token = tokens.find((candidate) => candidate.kind === 'variable' && candidate.name === name)
    if (!token) return []
    return [{ code: 'missing_variable', message: `No value for {${name}}.`, start: token.start, end: token.end }]
  })
}

function append(segments: Segment[], token: Token, text: string): void {
  if (text === '') return
  const { start, end } = token
  if (token.kind === 'variable' && token.ssml) {
    segments.push({ kind: 'spoken', ssml: token.ssml, name: token.name, value: text, start, end })
    return
  }
  const last = segments.at(-1)
  if (last?.kind === 'text') {
    last.text += text
    last.end = end
    return
  }
  segments.push({ kind: 'text', text, start, end })
}

function missingWarning(token: Token): RenderWarning {
  const variable = token.kind === 'variable' ? token.name : ''
  const message = `No value for {${variable}}: nothing is put in its place.`
  return { code: 'missing_variable', message, start: token.start, end: token.end, variable }
}

function droppedWarning(token: Token): RenderWarning {
  const place = { start: token.start, end: token.end }
  if (token.kind === 'variable') {
    const message = `The value of {${token.name}} held control characters or broken text: they were left out.`
    return { code: 'forbidden_character', message, ...place, variable: token.name }
  }
  const message = 'The template holds control characters or broken text: they were left out.'
  return { code: 'forbidden_character', message, ...place }
}

function tooLong(units: number) {
  return {
    code: 'rendered_too_long' as const,
    message: `The message with its values is longer than ${MAX_RENDERED_UNITS} characters.`,
    limit: MAX_RENDERED_UNITS,
    actual: units,
  }
}
