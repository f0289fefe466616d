/** How a value wants to be spoken: the word after `~SSML~`. */
export const SSML_TYPES = ['number', 'currency', 'digits', 'phone', 'date', 'time'] as const
export type SsmlType = (typeof SSML_TYPES)[number]

/** One piece of a template. `start` and `end` are UTF-16 indices into the source, `end` exclusive. */
export type Token =
  | { kind: 'text'; text: string; start: number; end: number }
  | { kind: 'variable'; name: string; ssml?: SsmlType; start: number; end: number }
  | { kind: 'audio'; file: string; start: number; end: number }

export type TemplateProblemCode =
  | 'unclosed_brace'
  | 'unexpected_brace'
  | 'invalid_variable_name'
  | 'invalid_audio_file'
  | 'unknown_ssml_type'
  | 'unknown_audio_file'
  | 'missing_variable'

/** Something that keeps a template from being saved, in words for the author, with the place to mark. */
export interface TemplateProblem {
  code: TemplateProblemCode
  message: string
  start: number
  end: number
}

/**
 * Takes a template apart in one pass, in time proportional to its length, whatever it holds.
 *
 * Grammar: `{name}`, `{name}~SSML~number|currency|digits|phone|date|time`, `{MP3~file}`, `{{` and `}}` for literal
 * braces. Names match `[A-Za-z_][A-Za-z0-9_.-]{0,63}`. Anything else in braces is a problem, and is kept as literal
 * text so that a preview still shows something.
 *
 * The tokens cover the source without gaps: each begins where the one before ended. A literal brace is a token of
 * its own, so every other text token is exactly its slice of the source.
 *
 * @param template the author's text, any length
 * @returns the tokens in order, and the problems in order; never throws
 */
export function tokenise(template: string): { tokens: Token[]; problems: TemplateProblem[] } {
  const tokens: Token[] = []
  const problems: TemplateProblem[] = []
  let at = 0
  while (at < template.length) {
    const token = readToken(template, at, problems)
    tokens.push(token)
    at = token.end
  }
  return { tokens, problems }
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/
const AUDIO_PREFIX = 'MP3~'
const AUDIO_FILE = /^[^\p{Cc}\p{Cs}]{1,255}$/u
const SSML_SUFFIX = /~SSML~(\w*)/y

function readToken(template: string, at: number, problems: TemplateProblem[]): Token {
  const first = template[at]
  if (first !== '{' && first !== '}') return text(template, at, indexOfBrace(template, at))
  if (template[at + 1] === first) return { kind: 'text', text: first, start: at, end: at + 2 }
  if (first === '}') {
    problems.push(problem('unexpected_brace', 'This } closes nothing. Write }} for a literal brace.', at, at + 1))
    return text(template, at, at + 1)
  }
  const close = indexOfBrace(template, at + 1)
  if (template[close] !== '}') {
    problems.push(problem('unclosed_brace', 'This { is never closed. Write {{ for a literal brace.', at, at + 1))
    return text(template, at, at + 1)
  }
  return readPlaceholder(template, at, close, problems)
}

function readPlaceholder(template: string, start: number, close: number, problems: TemplateProblem[]): Token {
  const inner = template.slice(start + 1, close)
  const end = close + 1
  if (inner.startsWith(AUDIO_PREFIX)) {
    const file = inner.slice(AUDIO_PREFIX.length)
    if (AUDIO_FILE.test(file)) return { kind: 'audio', file, start, end }
    problems.push(problem('invalid_audio_file', 'After MP3~ comes the name of an audio file.', start, end))
    return text(template, start, end)
  }
  if (NAME.test(inner)) return readVariable(template, inner, start, end, problems)
  const message =
    inner === ''
      ? 'Nothing stands between these braces. Write {{ and }} for literal braces.'
      : `“${clip(inner)}” is no variable name: a letter or _, then letters, digits, _ . or -, 64 at most.`
  problems.push(problem('invalid_variable_name', message, start, end))
  return text(template, start, end)
}

function readVariable(
  template: string,
  name: string,
  start: number,
  close: number,
  problems: TemplateProblem[],
): Token {
  SSML_SUFFIX.lastIndex = close
  const suffix = SSML_SUFFIX.exec(template)
  if (!suffix) return { kind: 'variable', name, start, end: close }
  const end = close + suffix[0].length
  const ssml = SSML_TYPES.find((type) => type === suffix[1])
  if (ssml) return { kind: 'variable', name, ssml, start, end }
  const message = `“${clip(suffix[1] ?? '')}” is no SSML type. The types are ${SSML_TYPES.join(', ')}.`
  problems.push(problem('unknown_ssml_type', message, close, end))
  return { kind: 'variable', name, start, end }
}

/** Index of the next brace from `from` on, or the template's length. */
function indexOfBrace(template: string, from: number): number {
  let at = from
  while (at < template.length && template[at] !== '{' && template[at] !== '}') at++
  return at
}

function text(template: string, start: number, end: number): Token {
  return { kind: 'text', text: template.slice(start, end), start, end }
}

function problem(code: TemplateProblemCode, message: string, start: number, end: number): TemplateProblem {
  return { code, message, start, end }
}

function clip(quoted: string): string {
  return quoted.length <= 40 ? quoted : `${quoted.slice(0, 40).toWellFormed()}…`
}
