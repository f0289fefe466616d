import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Driver, DriverTransaction, Queries } from './client'
import { patiently } from './patience'

/** How many waiting writes share one commit. Bounds how long the first of them waits for the last. */
const MAX_GROUP = 64

type Write = (queries: Queries, execute: (statement: string) => Promise<void>) => Promise<unknown>

interface Waiting {
  run: Write
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown }

export interface WriteQueue {
  write<T>(fn: (queries: Queries, execute: (statement: string) => Promise<void>) => Promise<T>): Promise<T>
  /** Resolves when nothing waits and nothing runs. */
  drained(): Promise<void>
}

/**
 * One writer at a time, with group commit: whatever waits when the lock is free runs in one transaction, each write in
 * a savepoint of its own, and all are answered after the one commit. With `synchronous=FULL` the disk's flush is what
 * a write costs, so sharing it is what makes many small writes affordable.
 */
export function createWriteQueue(driver: Driver): WriteQueue {
  /** Set while one of this queue's writes runs. */
  const inside = new AsyncLocalStorage<true>()
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null

  async function runAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_GROUP)
      waiting = waiting.slice(MAX_GROUP)
      await runGroup(driver, group)
    }
    running = null
  }

  return {
    write<T>(fn: (queries: Queries, execute: (statement: string) => Promise<void>) => Promise<T>) {
      if (inside.getStore())
        return Promise.reject(new Error('A write inside a transaction must go through it: it would wait for itself'))
      return new Promise<T>((resolve, reject) => {
        // The queue runs in the context of whoever woke it: bind, so that each write keeps its own tenant and request.
        waiting.push({
          run: AsyncResource.bind((queries: Queries, execute) => inside.run(true, () => fn(queries, execute))),
          resolve: resolve as (value: unknown) => void,
          reject,
        })
        running ??= Promise.resolve().then(runAll)
      })
    },
    async drained() {
      while (running) await running
    },
  }
}

async function runGroup(driver: Driver, group: Waiting[]): Promise<void> {
  let outcomes: Outcome[]
  try {
    const transaction = await patiently(() => driver.begin())
    try {
      outcomes = await runInside(transaction, group)
      await transaction.commit()
    } catch (error) {
      await transaction.rollback().catch(() => undefined) // the connection is gone: so is the transaction
      throw error
    }
  } catch (error) {
    for (const write of group) write.reject(error)
    return
  }
  group.forEach((write, index) => {
    const outcome = outcomes[index]!
    if (outcome.ok) write.resolve(outcome.value)
    else write.reject(outcome.error)
  })
}

async function runInside(transaction: DriverTransaction, group: Waiting[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const write of group) {
    await transaction.execute('SAVEPOINT write_queue')
    try {
      const value = await write.run(transaction.queries, transaction.execute)
      outcomes.push({ ok: true, value })
    } catch (error) {
      await transaction.execute('ROLLBACK TO write_queue')
      outcomes.push({ ok: false, error })
    }
    await transaction.execute('RELEASE write_queue')
  }
  return outcomes
}
