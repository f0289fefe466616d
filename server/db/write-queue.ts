import { AsyncResource } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Driver, DriverTransaction, Queries } from './client'

/** How many waiting writes share one commit. Bounds how long the first of them waits for the last. */
const MAX_GROUP = 64
/** How long a writer waits for another process's lock before it gives up; a backup or a migration takes seconds. */
const BUSY_PATIENCE_MS = 15_000
const BUSY_PAUSE_MS = { first: 2, max: 100 }

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
 *
 * A busy timeout inside the database would block the event loop, and with it the writer that has to finish first:
 * another process's lock is waited for here, asynchronously.
 */
export function createWriteQueue(driver: Driver): WriteQueue {
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
      return new Promise<T>((resolve, reject) => {
        // The queue runs in the context of whoever woke it: bind, so that each write keeps its own tenant and request.
        waiting.push({ run: AsyncResource.bind(fn), resolve: resolve as (value: unknown) => void, reject })
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
    const transaction = await beginPatiently(driver)
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

async function beginPatiently(driver: Driver): Promise<DriverTransaction> {
  const deadline = performance.now() + BUSY_PATIENCE_MS
  for (let pauseMs = BUSY_PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, BUSY_PAUSE_MS.max)) {
    try {
      return await driver.begin()
    } catch (error) {
      if (!driver.isBusy(error) || performance.now() > deadline) throw error
      await delay(pauseMs)
    }
  }
}
