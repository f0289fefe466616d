import type { Database } from './client'

/** One generated migration: its name, which orders it, and its SQL. */
export interface Migration {
  name: string
  sql: string
}

const BREAKPOINT = '--> statement-breakpoint'

/**
 * Brings the database to the newest schema. Each migration is one transaction that begins by taking its own name in
 * the list of those applied: of two processes that start together, one applies it and the other sees that it is done.
 *
 * @throws Error when a migration fails or leaves a foreign key that points nowhere; nothing of it is kept
 */
export async function migrate(db: Database, migrations: Migration[]): Promise<void> {
  await db.execute('CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY) STRICT')
  for (const migration of [...migrations].sort((a, b) => a.name.localeCompare(b.name))) {
    if ((await applied(db)).has(migration.name)) continue
    const take = `INSERT INTO schema_migrations (name) VALUES ('${migration.name.replaceAll("'", "''")}')`
    try {
      await db.migrate([take, ...statementsOf(migration)])
    } catch (error) {
      if (!(await applied(db)).has(migration.name)) {
        throw new Error(`Migration ${migration.name} failed`, { cause: error })
      }
    }
  }
}

/** @throws Error when `PRAGMA foreign_key_check` found rows */
export function refuseViolations(rows: unknown[]): void {
  if (rows.length > 0) throw new Error(`Foreign keys point nowhere: ${JSON.stringify(rows.slice(0, 5))}`)
}

async function applied(db: Database): Promise<Set<unknown>> {
  const rows = await db.execute('SELECT name FROM schema_migrations')
  return new Set(rows.map((row) => row.name))
}

function statementsOf(migration: Migration): string[] {
  return migration.sql
    .split(BREAKPOINT)
    .map((statement) => statement.trim())
    .filter(Boolean)
}
