import type { SsmlType, Token } from './tokenise.ts'

/** What a caller may give for a variable; null says that there is no value. */
export type VariableValue = string | number | boolean | null
export type VariableValues = Readonly<Record<string, VariableValue>>

/** A variable of a template: the SSML types that it is used under, and whether it also stands plain. */
interface UsedVariable {
  name: string
  ssmlTypes: SsmlType[]
  plain: boolean
}

/**
 * Lists a template's variables in the order of their first use.
 *
 * @param tokens of `tokenise`
 */
export function listVariables(tokens: readonly Token[]): UsedVariable[] {
  const byName = new Map<string, UsedVariable>()
  for (const token of tokens) {
    if (token.kind !== 'variable') continue
    const used = byName.get(token.name) ?? { name: token.name, ssmlTypes: [], plain: false }
    byName.set(token.name, used)
    if (!token.ssml) used.plain = true
    else if (!used.ssmlTypes.includes(token.ssml)) used.ssmlTypes.push(token.ssml)
  }
  return [...byName.values()]
}

/**
 * Lists the audio files that a template plays, each once, in the order of their first use.
 *
 * @param tokens of `tokenise`
 */
export function listAudioFiles(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.flatMap((token) => (token.kind === 'audio' ? [token.file] : [])))]
}

/**
 * Looks a variable up. Only the caller's own keys count: `{constructor}` is not a value that everybody has.
 *
 * @returns the value as text, or undefined when it is missing, null or not a finite number
 */
export function variableText(variables: VariableValues, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? formatVariableValue(variables[name]) : undefined
}

/**
 * Writes a value as text. The text is final: braces or markup in it are never read again.
 *
 * @returns undefined for null, undefined, NaN and infinities; an empty string is a value
 */
function formatVariableValue(value: VariableValue | undefined): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'number') return String(value)
  if (!Number.isFinite(value)) return undefined
  const text = String(value)
  // 1e21 is no way to read a number to a person.
  return text.includes('e') ? PLAIN_NUMBER.format(value) : text
}

const PLAIN_NUMBER = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 20 })
