import { useTimeoutFn } from '@vueuse/core'

/** Long enough to type on, short enough not to wait. */
const PAUSE_MS = 300

/**
 * Text that is typed to look for something: it takes effect when typing pauses, not at each letter.
 *
 * @param applied what is in effect; when it changes by anything else than typing, the text follows
 * @param apply is given the text, cleaned, once typing has paused
 * @param clean takes out what people write for the eye
 */
export function useTyped(
  applied: () => string,
  apply: (text: string) => void,
  clean: (text: string) => string = (text) => text.trim(),
) {
  const text = ref(applied())
  let known = text.value
  watch(applied, (value) => {
    // Not what was typed a moment ago and only now takes effect: more may have been typed since.
    if (value !== known) text.value = value
    known = value
  })

  function now(): void {
    stop()
    known = clean(text.value)
    apply(known)
  }
  const { start, stop } = useTimeoutFn(now, PAUSE_MS, { immediate: false })
  return { text, typed: start, now }
}
