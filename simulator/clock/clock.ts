import { createEventQueue, type QueuedEvent } from './event-queue.ts'

type ClockMode = 'real' | 'manual'
export type ClockState = { mode: ClockMode; speed: number; now: number; scheduled: number; inFlight: number }
export type Settled = { settled: boolean; pending: string[] }

/** The only source of time of the network: in `real` mode timers run it, in `manual` mode it moves only when told. */
export type Clock = {
  now(): number
  /** Runs `run` after so many milliseconds of this clock. Returns a function that cancels it. */
  after(ms: number, label: string, run: () => void): () => void
  /** Waits so many milliseconds of this clock or until the signal; resolves to the milliseconds that passed. */
  sleep(ms: number, label: string, signal?: AbortSignal): Promise<number>
  /** Marks work outside the clock (HTTP): the manual clock stands still and `settle` waits until it is done. */
  io<T>(work: () => Promise<T>): Promise<T>
  /** Manual mode: runs everything due until then, in order, each with its HTTP, before the next. */
  advance(ms: number): Promise<void>
  /** Waits until nothing is scheduled or in flight. Manual mode: moves time on to each event. Bounded in real milliseconds. */
  settle(timeoutMs: number): Promise<Settled>
  configure(change: { mode?: ClockMode; speed?: number; now?: number }): void
  state(): ClockState
  /** Forgets everything scheduled. */
  clear(): void
}

/** How often `settle` looks while timers run, in real milliseconds. */
const POLL_MS = 5

/** Starts in real mode, at the machine's time and speed 1. */
export function createClock(): Clock {
  const queue = createEventQueue()
  let mode: ClockMode = 'real'
  let speed = 1
  let base = Date.now()
  let basePerformance = performance.now()
  let order = 0
  let inFlight = 0
  let idle = Promise.withResolvers<undefined>()
  let moving: Promise<unknown> = Promise.resolve()

  const now = () => (mode === 'manual' ? base : Math.floor(base + (performance.now() - basePerformance) * speed))

  function arm(event: QueuedEvent): void {
    const delayMs = Math.max(0, (event.at - now()) / speed)
    event.timer = setTimeout(() => fire(event), Math.min(delayMs, 2 ** 31 - 1))
  }

  function fire(event: QueuedEvent): void {
    if (queue.remove(event)) event.run()
  }

  function after(ms: number, label: string, run: () => void): () => void {
    order += 1
    const event: QueuedEvent = { at: now() + Math.max(0, ms), order, label, run, timer: null }
    queue.add(event)
    if (mode === 'real') arm(event)
    return () => {
      if (event.timer) clearTimeout(event.timer)
      queue.remove(event)
    }
  }

  function sleep(ms: number, label: string, signal?: AbortSignal): Promise<number> {
    const startedAt = now()
    if (signal?.aborted) return Promise.resolve(0)
    return new Promise((resolve) => {
      const stop = () => {
        cancel()
        resolve(Math.min(ms, now() - startedAt))
      }
      const cancel = after(ms, label, () => {
        signal?.removeEventListener('abort', stop)
        resolve(ms)
      })
      signal?.addEventListener('abort', stop, { once: true })
    })
  }

  async function io<T>(work: () => Promise<T>): Promise<T> {
    inFlight += 1
    try {
      return await work()
    } finally {
      inFlight -= 1
      if (inFlight === 0) {
        idle.resolve(undefined)
        idle = Promise.withResolvers()
      }
    }
  }

  /**
   * Resolves when no HTTP is in flight and the promises that follow from it have run.
   * Three turns of the event loop: the answer's last callbacks, the walker that they wake, what that walker starts.
   */
  async function quiet(deadline = Infinity): Promise<boolean> {
    for (let calm = 0; calm < 3; calm = inFlight === 0 ? calm + 1 : 0) {
      const leftMs = deadline - performance.now()
      if (leftMs < 0) return false
      if (inFlight === 0) await turn()
      else await Promise.race(leftMs === Infinity ? [idle.promise] : [idle.promise, pause(leftMs)])
    }
    return true
  }

  /** One movement at a time: two that overlapped would run events twice as fast as their HTTP. */
  function exclusively<T>(move: () => Promise<T>): Promise<T> {
    const result = moving.then(move)
    moving = result.catch(() => undefined)
    return result
  }

  async function advance(ms: number): Promise<void> {
    if (mode !== 'manual') throw new Error('The clock is not manual')
    const target = base + ms
    await quiet()
    for (let event = queue.first(); event && event.at <= target; event = queue.first()) {
      base = event.at
      fire(event)
      await quiet()
    }
    base = target
  }

  async function settle(timeoutMs: number): Promise<Settled> {
    const deadline = performance.now() + timeoutMs
    while (performance.now() < deadline) {
      const calm = await quiet(deadline)
      const event = queue.first()
      if (calm && !event) return { settled: true, pending: [] }
      if (mode === 'manual' && event && calm) {
        base = event.at
        fire(event)
      } else await pause(POLL_MS)
    }
    return {
      settled: false,
      pending: queue
        .all()
        .slice(0, 20)
        .map((event) => event.label),
    }
  }

  function configure(change: { mode?: ClockMode; speed?: number; now?: number }): void {
    base = change.now ?? now()
    basePerformance = performance.now()
    mode = change.mode ?? mode
    speed = change.speed ?? speed
    for (const event of queue.all()) {
      if (event.timer) clearTimeout(event.timer)
      event.timer = null
      if (mode === 'real') arm(event)
    }
  }

  function clear(): void {
    for (const event of queue.all()) if (event.timer) clearTimeout(event.timer)
    queue.clear()
  }

  return {
    now,
    after,
    sleep,
    io,
    advance: (ms) => exclusively(() => advance(ms)),
    settle: (timeoutMs) => exclusively(() => settle(timeoutMs)),
    configure,
    clear,
    state: () => ({ mode, speed, now: now(), scheduled: queue.all().length, inFlight }),
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())
