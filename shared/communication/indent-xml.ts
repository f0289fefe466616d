const TOKEN = /<!--[\s\S]*?-->|<[^>]+>|[^<]+/g

/**
 * XML with one element on a line, for reading. What stands beside text stays on its line: a break there would be heard
 * as a pause, or be taken for one.
 */
export function indentXml(xml: string): string {
  const lines: string[] = []
  let depth = 0
  /** Depth within an element that holds text; 0 outside of any. */
  let inText = 0
  const tokens = xml.match(TOKEN) ?? []
  tokens.forEach((token, index) => {
    const isEnd = token.startsWith('</')
    const isElement = token.startsWith('<') && !token.startsWith('<?') && !token.startsWith('<!')
    const opens = isElement && !isEnd && !token.endsWith('/>')
    if (inText > 0) {
      lines.push(`${lines.pop()}${token}`)
      if (opens) inText++
      else if (isEnd) inText--
      return
    }
    if (!token.trim()) return
    if (isEnd) depth--
    lines.push('  '.repeat(Math.max(0, depth)) + token.trim())
    if (opens && holdsText(tokens, index)) inText = 1
    else if (opens) depth++
  })
  return lines.join('\n')
}

/** Whether text stands directly in the element that opens here, or nothing does. */
function holdsText(tokens: readonly string[], index: number): boolean {
  let depth = 0
  for (const token of tokens.slice(index + 1)) {
    if (!token.startsWith('<')) {
      if (depth === 0 && token.trim()) return true
      continue
    }
    if (token.startsWith('</')) {
      if (depth === 0) return tokens[index + 1] === token
      depth--
    } else if (!token.endsWith('/>')) depth++
  }
  return false
}
