import { eventually } from './eventually.ts'

/** Answers that must have come before the act begins, and as many after it is done: a load that runs, and goes on. */
const ENOUGH = 24

/**
 * Does something while requests go on and on: a few before, some while it lasts, a few after.
 *
 * @param run one request; `index` counts them
 * @param act ends with the event that is waited for
 * @returns every answer, those that began after the act apart
 */
export async function underLoad<T>(
  workers: number,
  run: (index: number) => Promise<T>,
  act: () => Promise<unknown>,
): Promise<{ all: T[]; after: T[] }> {
  const all: T[] = []
  const after: T[] = []
  let next = 0
  let state: 'before' | 'after' | 'over' = 'before'
  const worker = async () => {
    while (state !== 'over') {
      const began = state
      const answer = await run(next++)
      all.push(answer)
      if (began === 'after') after.push(answer)
    }
  }
  const load = Promise.all(Array.from({ length: workers }, worker))
  const until = (answers: T[]) =>
    Promise.race([
      load, // a request that fails altogether fails the test at once
      eventually(
        async () => answers.length,
        (count) => count >= ENOUGH,
        60_000,
      ),
    ])
  try {
    await until(all)
    await act()
    state = 'after'
    await until(after)
  } finally {
    state = 'over'
    await load
  }
  return { all, after }
}
