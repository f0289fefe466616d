/**
 * Keys for a call, held with Alt, on every page while it lasts. By their place on the keyboard: with Alt some systems
 * write another character.
 *
 * @param keys by the letter
 */
export function usePhoneKeys(keys: Record<string, () => unknown>): void {
  function pressed(event: KeyboardEvent): void {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return
    const run = keys[event.code.replace(/^Key/, '')]
    if (!run) return
    event.preventDefault()
    run()
  }
  onMounted(() => addEventListener('keydown', pressed))
  onBeforeUnmount(() => removeEventListener('keydown', pressed))
}
