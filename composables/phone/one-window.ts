/** The window that was asked is not there any more, or asleep, when it does not answer in this many milliseconds. */
const ANSWER_MS = 1_000

/** What windows say to each other: `ask` for the phone; the one that has it gives it, or says that somebody talks. */
interface Word {
  type: 'ask' | 'given' | 'talking'
  to?: string
  from: string
}

/**
 * Among the windows of one browser one has the phone: else all of them would ring, and each would end the calls of the
 * others. The first has it; the next in line gets it when that one closes, or when it is asked for.
 *
 * @param name one for each person and tenant
 * @param on `taken`: this window has it from now on; `lost`: another one has it
 * @param isTalking whether this window must keep it
 */
export function oneWindow(name: string, on: { taken: () => void; lost: () => void }, isTalking: () => boolean) {
  const own = crypto.randomUUID()
  const channel = new BroadcastChannel(name)
  let letGo: (() => void) | null = null
  let heard: ((word: Word['type']) => void) | null = null
  let isClosed = false
  let queue = new AbortController()

  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.type !== 'ask') return data.to === own ? heard?.(data.type) : undefined
    if (!letGo) return
    if (!isTalking()) yieldIt()
    channel.postMessage({ type: letGo ? 'talking' : 'given', to: data.from, from: own } satisfies Word)
  }

  function yieldIt(): void {
    letGo?.()
    letGo = null
    on.lost()
    wait()
  }

  /** Stands in line; `steal` goes before everybody, for a window that was given it. */
  function wait(steal = false): void {
    queue.abort()
    queue = new AbortController()
    const options = steal ? { steal } : { signal: queue.signal }
    const held = navigator.locks.request(name, options, () => {
      if (isClosed) return undefined
      const { promise, resolve } = Promise.withResolvers<void>()
      letGo = resolve
      on.taken()
      return promise
    })
    held.catch(() => {
      // Stolen while it was held; or the place in line was given up, and there is nothing to lose.
      if (!letGo || isClosed || !steal) return
    })
  }

  return {
    wait: () => wait(),
    /** Asks the window that has it. @returns whether this one has it now; not while somebody talks there */
    async ask(): Promise<boolean> {
      if (letGo) return true
      const { promise, resolve } = Promise.withResolvers<Word['type'] | null>()
      heard = resolve
      channel.postMessage({ type: 'ask', from: own } satisfies Word)
      setTimeout(() => resolve(null), ANSWER_MS)
      const word = await promise
      heard = null
      if (word === 'talking') return false
      if (!letGo) wait(true)
      return true
    },
    close(): void {
      isClosed = true
      queue.abort()
      letGo?.()
      letGo = null
      channel.close()
    },
  }
}
