/** Controls, marks that turn the direction of text, and characters without width: what a name could hide behind. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu
const CONTROL_PICTURES = 0x24_00
const DELETE = 0x7f

/** A name as it may be shown: whatever is not to be seen in it stands there as a sign of itself. */
export function visibleName(name: string): string {
  return name.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0)!
    if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code)
    if (code === DELETE) return '␡'
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}
