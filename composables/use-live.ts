import type { LiveEvent } from '~/stores/live'

/** Many changes at once cost one question: a campaign moves dozens of rows in a second. */
const GATHER_MS = 400

/**
 * Runs `refresh` after something happened on the server, and after a gap in the live connection.
 *
 * @param types what matters here
 * @param matters asked about each event, where only some of a type do
 */
export function useLive(
  types: readonly LiveEvent[],
  refresh: () => unknown,
  matters: (data: Record<string, unknown>) => boolean = () => true,
): void {
  const live = useLiveStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stops: (() => void)[] = []

  onMounted(() => {
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void refresh()
      }, GATHER_MS)
    }
    stops = types.map((type) => live.on(type, (data) => matters(data) && soon()))
    stops.push(live.on('reset', soon))
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
}
