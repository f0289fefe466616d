import { setTimeout as delay } from 'node:timers/promises'

/**
 * Asks until the answer is the one that is waited for: for what a server does by itself, where no event can be awaited.
 *
 * @param timeoutMs after which the last answer is in the error
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  isIt: (value: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const value = await ask()
    if (isIt(value)) return value
    if (performance.now() > deadline) throw new Error(`Still not so: ${JSON.stringify(value)?.slice(0, 2_000)}`)
    await delay(50)
  }
}
