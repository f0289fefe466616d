/** The window that was asked is not there any more, or asleep, when it does not answer in this many milliseconds. */
const ANSWER_MS = 1_000
/** Whoever is next in line gets it by itself within this time, once it is let go. */
const HAND_OVER_MS = 200

/** What windows say to each other: `ask` for the phone; the one that has it gives it, or says that somebody talks. */
interface Word {
  type: 'ask' | 'given' | 'talking'
  to?: string
  from: string
}

export type OneWindow = ReturnType<typeof oneWindow>

/**
 * Among the windows of one browser one has the phone: else all of them would ring, and each would end the calls of the
 * others. The first has it; the next in line gets it when that one closes, or when it asks for it.
 *
 * @param name one for each person and tenant
 * @param on `taken`: this window has it now, without having asked; `lost`: another one has it
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
    const type = isTalking() ? 'talking' : 'given'
    if (type === 'given') yieldIt()
    channel.postMessage({ type, to: data.from, from: own } satisfies Word)
  }

  function yieldIt(): void {
    letGo?.()
    letGo = null
    on.lost()
    stand()
  }

  /** Holds the lock until it is let go, or taken away; told only then, since whoever hears of it asks for it. */
  function holdAndTell(): Promise<undefined> {
    const held = hold()
    on.taken()
    return held
  }

  function hold(): Promise<undefined> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    letGo = () => resolve(undefined)
    return promise
  }

  /** Stands in line. */
  function stand(): void {
    queue.abort()
    queue = new AbortController()
    void request({ signal: queue.signal }, holdAndTell)
  }

  function request(options: LockOptions, run: (lock: Lock | null) => Promise<undefined> | undefined): Promise<unknown> {
    let hadIt = false
    const ran = navigator.locks.request(name, options, (lock) => {
      hadIt = lock !== null && !isClosed
      return isClosed ? undefined : run(lock)
    })
    ran.catch(() => {
      // A place in line that was given up is nothing; what was held is another window's now.
      if (!hadIt || isClosed) return
      letGo = null
      on.lost()
      stand()
    })
    return ran
  }

  return {
    /** @returns whether this window has it; else it stands in line from now on */
    take(): Promise<boolean> {
      if (letGo || !('locks' in navigator)) return Promise.resolve(true)
      return new Promise((resolve) => {
        const asked = request({ ifAvailable: true }, (lock) => {
          resolve(lock !== null)
          if (lock) return hold()
          stand()
          return undefined
        })
        // A frame that is given no storage has no locks either: there is nobody to share with.
        asked.catch(() => resolve(true))
      })
    },
    /** Asks the window that has it. @returns whether it is given; not while somebody talks there */
    async ask(): Promise<boolean> {
      if (letGo) return true
      const { promise, resolve } = Promise.withResolvers<Word['type'] | null>()
      heard = resolve
      channel.postMessage({ type: 'ask', from: own } satisfies Word)
      setTimeout(() => resolve(null), ANSWER_MS)
      const word = await promise
      heard = null
      if (word === 'talking') return false
      await new Promise((done) => setTimeout(done, HAND_OVER_MS))
      if (!letGo) {
        queue.abort()
        void request({ steal: true }, holdAndTell)
      }
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
