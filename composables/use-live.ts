import type { LiveEvent } from '~/stores/live'

/** Many changes at once cost one question: a campaign moves dozens of rows in a second. */
const GATHER_MS = 400

interface Options {
  /** Asked about each event, where only some of a type do. */
  matters?: (data: Record<string, unknown>) => boolean
  /** Milliseconds between one question and the next, where what is shown adds up many rows. */
  everyMs?: number
}

/**
 * Runs `refresh` after something happened on the server, and after a gap in the live connection. A page that nobody sees
 * asks nothing, and once when it is looked at again.
 *
 * @param types what matters here; a gap always does
 */
export function useLive(types: readonly LiveEvent[], refresh: () => unknown, options: Options = {}): void {
  const { matters = () => true, everyMs = GATHER_MS } = options
  const live = useLiveStore()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stops: (() => void)[] = []
  let askedAt = -Infinity
  let isBehind = false

  function soon(): void {
    isBehind = true
    if (!document.hidden) timer ??= setTimeout(run, Math.max(GATHER_MS, askedAt + everyMs - Date.now()))
  }
  function run(): void {
    timer = undefined
    if (document.hidden) return
    isBehind = false
    askedAt = Date.now()
    void refresh()
  }
  const seen = () => isBehind && soon()

  onMounted(() => {
    stops = types.map((type) => live.on(type, (data) => matters(data) && soon()))
    stops.push(live.on('reset', soon))
    document.addEventListener('visibilitychange', seen)
    stops.push(() => document.removeEventListener('visibilitychange', seen))
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
}
