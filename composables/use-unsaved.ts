type Place = Pick<ReturnType<typeof useRoute>, 'path' | 'query'>

/**
 * Asks before changes that are not saved are left behind: with a dialog of ours on a way to another page, with the
 * browser's own question where the page itself is closed.
 *
 * @param isChanged whether there is something to lose
 * @param mayPass whether the way there loses nothing
 */
export function useUnsaved(isChanged: () => boolean, mayPass: (to: Place) => boolean) {
  const waiting = shallowRef<((leave: boolean) => void) | null>(null)

  function guard(to: Place): true | Promise<boolean> {
    if (!isChanged() || mayPass(to)) return true
    waiting.value?.(false)
    return new Promise((resolve) => (waiting.value = resolve))
  }
  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate(guard)

  const warn = (event: BeforeUnloadEvent) => {
    if (isChanged()) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', warn))
  onBeforeUnmount(() => removeEventListener('beforeunload', warn))

  return {
    isAsking: computed(() => waiting.value !== null),
    answer(leave: boolean): void {
      waiting.value?.(leave)
      waiting.value = null
    },
  }
}
