import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import { createCommitNews, type CommitNews } from './commit-news'
import { openFileDriver } from './drivers/file'
import { openRemoteDriver } from './drivers/remote'
import { patiently } from './patience'
import { createWriteQueue } from './write-queue'

/**
 * Drizzle over one connection. Both drivers are typed as asynchronous: the file driver answers at once, and awaiting
 * that is free.
 */
export type Queries = BaseSQLiteDatabase<'async', unknown>

/** What a driver gives: one connection to read from, and transactions on another. */
export interface Driver {
  readonly kind: 'file' | 'remote'
  readonly reader: Queries
  /** Opens a write transaction. @throws a busy error (see patience.ts) while another process holds the lock */
  begin(): Promise<DriverTransaction>
  /** Runs one statement outside transactions, for migrations and pragmas. Returns rows as objects. */
  execute(statement: string): Promise<Record<string, unknown>[]>
  /** Runs statements as one transaction with foreign keys off, and checks them all before it commits. */
  migrate(statements: string[]): Promise<void>
  close(): Promise<void>
}

export interface DriverTransaction {
  readonly queries: Queries
  execute(statement: string): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** The database, whichever driver is behind it. */
export interface Database {
  readonly kind: 'file' | 'remote'
  /** For reading outside a transaction. */
  readonly reader: Queries
  /**
   * Runs `fn` alone among this process's writers, inside BEGIN IMMEDIATE … COMMIT, and resolves once that is durable.
   * A throw rolls back what `fn` did and nothing else. `fn` must await nothing but its own statements: the lock is
   * held meanwhile.
   */
  write<T>(fn: (queries: Queries, execute: (statement: string) => Promise<void>) => Promise<T>): Promise<T>
  execute(statement: string): Promise<Record<string, unknown>[]>
  migrate(statements: string[]): Promise<void>
  close(): Promise<void>
  readonly news: CommitNews
}

/** Called with each statement that Drizzle sends. */
export type StatementLog = (statement: string) => void

/**
 * Opens the database that the address names.
 *
 * @param url `file:path` for the embedded driver; `libsql:`, `http:`, `https:`, `ws:` or `wss:` for a libSQL server
 * @throws Error when it cannot be opened
 */
export async function openDatabase(
  url: string,
  options: { authToken?: string; log?: StatementLog } = {},
): Promise<Database> {
  const driver = url.startsWith('file:')
    ? await openFileDriver(url.slice('file:'.length), options.log)
    : await openRemoteDriver(url, options.authToken, options.log)
  const queue = createWriteQueue(driver)
  return {
    kind: driver.kind,
    reader: driver.reader,
    write: queue.write,
    news: createCommitNews(),
    execute: (statement) => patiently(() => driver.execute(statement)),
    migrate: (statements) => patiently(() => driver.migrate(statements)),
    async close() {
      await queue.drained()
      await driver.close()
    },
  }
}
