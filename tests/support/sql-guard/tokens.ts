/** A piece of SQL; words and quoted identifiers in lower case. A group is what stands between parentheses. */
export type Token =
  | { kind: 'word' | 'name' | 'text' | 'number' | 'param' | 'sign'; text: string }
  | { kind: 'group'; items: Token[]; text: '()' }

export interface Parsed {
  items: Token[]
  /** Everything said in comments of either kind. */
  comments: string[]
}

const PIECES = [
  ['space', /\s+/y],
  ['comment', /\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*/y],
  ['text', /'(?:[^']|'')*'/y],
  ['name', /"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]/y],
  ['param', /\?\d*|[:@$]\w+/y],
  ['number', /\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy],
  ['word', /[a-z_][\w$]*/iy],
  ['sign', /\|\||<>|!=|==|<=|>=|->>|->|[-+*/%<>=(),.;&|~]/y],
] as const

/** @throws Error for what is no SQL */
export function parseSql(sql: string): Parsed {
  const comments: string[] = []
  const root: Token[] = []
  const open: Token[][] = [root]
  for (let at = 0; at < sql.length;) {
    const [kind, text] = pieceAt(sql, at)
    at += text.length
    if (kind === 'comment') comments.push(text)
    else if (text === '(') {
      const items: Token[] = []
      open.at(-1)!.push({ kind: 'group', items, text: '()' })
      open.push(items)
    } else if (text === ')') {
      open.pop()
      if (open.length === 0) throw new Error('a parenthesis closes that was not opened')
    } else if (kind === 'name') open.at(-1)!.push({ kind, text: text.slice(1, -1).toLowerCase() })
    else if (kind !== 'space') open.at(-1)!.push({ kind, text: kind === 'text' ? text : text.toLowerCase() })
  }
  if (open.length !== 1) throw new Error('a parenthesis stays open')
  return { items: root, comments }
}

function pieceAt(sql: string, at: number): [(typeof PIECES)[number][0], string] {
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = at
    const found = pattern.exec(sql)
    if (found) return [kind, found[0]]
  }
  throw new Error(`not understood at: ${sql.slice(at, at + 30)}`)
}

export const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text)

export const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.text === sign

/** An identifier, quoted or not. */
export const isName = (token: Token | undefined): token is Token & { kind: 'word' | 'name' } =>
  token?.kind === 'word' || token?.kind === 'name'

/** Splits at each token that the test names; the separators are dropped. */
export function splitAt(items: Token[], isSeparator: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]]
  for (const token of items) {
    if (isSeparator(token)) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}
