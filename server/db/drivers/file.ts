import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { BetterSQLiteSession } from 'drizzle-orm/better-sqlite3/session'
import { BaseSQLiteDatabase, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import Libsql from 'libsql'
import type { Driver, Queries, StatementLog } from '../client'
import { refuseViolations } from '../migrate'
import { patiently } from '../patience'

/**
 * WAL lets readers go on while one writes. FULL makes a commit survive a power cut: Twilio does not repeat a callback
 * that we have acknowledged. The busy timeout stays 0, see the write queue.
 */
const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'busy_timeout = 0',
  'temp_store = MEMORY',
]
/** Statements kept prepared per connection; the product has a few hundred. */
const MAX_STATEMENTS = 500

/**
 * An SQLite file through the synchronous `libsql` package, one connection to read and one to write.
 *
 * @param path of the file; folders are made
 */
export async function openFileDriver(path: string, log?: StatementLog): Promise<Driver> {
  mkdirSync(dirname(path), { recursive: true })
  const writer = await connect(path)
  const reader = await connect(path)
  const writerQueries = queriesOver(writer, log)
  const savepoint = savepointStatements(writer)

  return {
    kind: 'file',
    reader: queriesOver(reader, log),
    async begin() {
      writer.exec('BEGIN IMMEDIATE')
      return {
        queries: writerQueries,
        execute: async (statement) => savepoint(statement),
        commit: async () => void writer.exec('COMMIT'),
        rollback: async () => void writer.exec('ROLLBACK'),
      }
    },
    async execute(statement) {
      const prepared = writer.prepare(statement)
      if (prepared.reader) return prepared.all() as Record<string, unknown>[]
      // Not `run`: a statement refused as busy would stay open, and what comes after it uncommitted until it is collected.
      writer.exec(statement)
      return []
    },
    async migrate(statements) {
      writer.exec('PRAGMA foreign_keys = OFF') // a no-op inside a transaction, so it must come before
      try {
        writer.exec('BEGIN IMMEDIATE')
        try {
          for (const statement of statements) writer.exec(statement)
          refuseViolations(writer.prepare('PRAGMA foreign_key_check').all())
          writer.exec('COMMIT')
        } catch (error) {
          writer.exec('ROLLBACK')
          throw error
        }
      } finally {
        writer.exec('PRAGMA foreign_keys = ON')
      }
    },
    async close() {
      reader.close()
      writer.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      writer.close()
    },
  }
}

/**
 * The few savepoint texts that every write runs, kept prepared like the rest. Not begin and commit: a prepared one that
 * is refused as busy would stay open.
 */
function savepointStatements(connection: Libsql.Database): (statement: string) => void {
  const kept = new Map<string, Libsql.Statement>()
  return (text) => {
    let statement = kept.get(text)
    if (!statement) kept.set(text, (statement = connection.prepare(text)))
    statement.run()
  }
}

/** Patiently: turning WAL on, or recovering after a crash, takes the file's lock for a moment. */
async function connect(path: string): Promise<Libsql.Database> {
  return patiently(async () => {
    const connection = new Libsql(path)
    try {
      for (const pragma of PRAGMAS) connection.exec(`PRAGMA ${pragma}`)
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  })
}

/** Drizzle's better-sqlite3 session speaks to anything with that interface; the driver itself would import the package. */
function queriesOver(connection: Libsql.Database, log?: StatementLog): Queries {
  const dialect = new SQLiteSyncDialect()
  const session = new BetterSQLiteSession(keepPrepared(connection) as never, dialect, undefined, {
    logger: log && { logQuery: log },
  })
  return new BaseSQLiteDatabase('sync', dialect, session as never, undefined) as unknown as Queries
}

/**
 * Preparing costs several times what running does, so each statement text is prepared once.
 * A kept statement is used both for rows as arrays and as objects: the mode is set before each run.
 */
function keepPrepared(connection: Libsql.Database): { prepare: (text: string) => unknown } {
  const kept = new Map<string, unknown>()
  return {
    prepare(text) {
      const found = kept.get(text)
      if (found) {
        kept.delete(text)
        kept.set(text, found) // the map's order is the order of use
        return found
      }
      const statement = connection.prepare(text)
      let isRaw = false
      const mode = (raw: boolean) => {
        if (raw !== isRaw) statement.raw((isRaw = raw))
        return statement
      }
      const wrapped = {
        // A SELECT that is run and not read to its end stays open, and with it this connection's view of the past.
        run: (...params: unknown[]) => (statement.reader ? mode(false).all(...params) : statement.run(...params)),
        get: (...params: unknown[]) => mode(false).get(...params),
        all: (...params: unknown[]) => mode(false).all(...params),
        raw: () => ({
          get: (...params: unknown[]) => mode(true).get(...params),
          all: (...params: unknown[]) => mode(true).all(...params),
        }),
      }
      kept.set(text, wrapped)
      if (kept.size > MAX_STATEMENTS) kept.delete(kept.keys().next().value!)
      return wrapped
    },
  }
}
