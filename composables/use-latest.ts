/**
 * Asks once nothing has changed for a moment. An answer that has been overtaken is called off, and so is the last one
 * when the page goes.
 *
 * @param pauseMs milliseconds without a change
 */
export function useLatest(pauseMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined

  function cancel(): void {
    clearTimeout(timer)
    running?.abort()
  }
  onBeforeUnmount(cancel)

  return {
    cancel,
    /** @param ask must leave everything as it is once its signal is aborted */
    later(ask: (signal: AbortSignal) => Promise<void>): void {
      cancel()
      const { signal } = (running = new AbortController())
      timer = setTimeout(() => void ask(signal), pauseMs)
    },
  }
}
