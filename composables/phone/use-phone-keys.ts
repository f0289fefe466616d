/** What rings and what runs can be seen to while a dialog lies over everything else. */
const ABOVE_DIALOGS = new Set(['A', 'X'])

/**
 * Keys for a call, held with Alt, on every page while it lasts. By what is printed on them; by their place where letters
 * are not Latin, or where Alt writes another character, unless somebody is writing it.
 *
 * @param keys by the letter
 */
export function usePhoneKeys(keys: Record<string, () => unknown>): void {
  function pressed(event: KeyboardEvent): void {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return
    const letter = letterOf(event)
    const run = letter === null ? undefined : keys[letter]
    if (!run || (!ABOVE_DIALOGS.has(letter!) && document.querySelector('[role="dialog"]'))) return
    event.preventDefault()
    run()
  }
  onMounted(() => addEventListener('keydown', pressed))
  onBeforeUnmount(() => removeEventListener('keydown', pressed))
}

function letterOf({ key, code, target }: KeyboardEvent): string | null {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  const writes = [...key].length === 1 || key === 'Dead'
  return writes && isEditable(target) ? null : code.replace(/^Key/, '')
}

const isEditable = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, [contenteditable]:not([contenteditable="false"])') !== null
