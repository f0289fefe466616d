import { fileURLToPath } from 'node:url'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { migrate, type Migration } from '#server/db/migrate'
import { holdLock, overBothDrivers, usePlace } from '../../../support/database.ts'
import { readMigrations } from '../../../support/migrations.ts'
import { startProcess } from '../../../support/process.ts'

const DB_PROCESS = fileURLToPath(new URL('../../../support/db-process.ts', import.meta.url))
const ALL = readMigrations()
const parent = 'CREATE TABLE parent (id INTEGER PRIMARY KEY)'
const child = 'CREATE TABLE child (parent_id INTEGER REFERENCES parent(id))'

overBothDrivers('migrate', (kind) => {
  const tablesOf = async (db: { execute: (sql: string) => Promise<Record<string, unknown>[]> }) =>
    (await db.execute(`SELECT name FROM sqlite_master WHERE type = 'table'`)).map(({ name }) => name)

  const place = usePlace(kind)
  const broken = usePlace(kind)
  const dangling = usePlace(kind)
  const shared = usePlace(kind)
  const locked = usePlace(kind)
  const rebuilt = usePlace(kind)

  it('applies_every_migration_of_the_folder_in_order_and_only_once', async () => {
    const db = await place.open()
    await migrate(db, [...ALL].reverse())
    expect(await tablesOf(db)).toEqual(expect.arrayContaining(['tenants', 'communication_log', 'communication_search']))
    const applied = await db.execute('SELECT name FROM schema_migrations ORDER BY rowid')
    expect(applied.map(({ name }) => name)).toEqual(ALL.map(({ name }) => name).sort())

    await migrate(db, ALL)
    expect(await db.execute('SELECT name FROM schema_migrations')).toHaveLength(ALL.length)
  })

  it('processes_that_start_together_all_end_with_the_schema', async () => {
    const start = () => startProcess(DB_PROCESS, { DATABASE_URL: shared.url }, /^migrated$/)
    const processes = await Promise.all([start(), start(), start()])
    for (const { stop } of processes) expect(await stop()).not.toBe(1)
    const db = await shared.open()
    expect(await db.execute('SELECT name FROM schema_migrations')).toHaveLength(ALL.length)
    expect(await tablesOf(db)).toContain('communication_log')
  }, 30_000)

  it('lock_of_another_process_is_waited_for_without_blocking_this_one', async () => {
    const [db, other] = [await locked.open(), await locked.open()]
    const lock = await holdLock(other)
    const migrating = migrate(db, ALL)
    await setImmediate() // the event loop turns while it waits
    await lock.release()
    await migrating
    expect(await db.execute('SELECT name FROM schema_migrations')).toHaveLength(ALL.length)
  })

  it('failing_migration_leaves_nothing_and_says_which_it_was', async () => {
    const db = await broken.open()
    const migrations: Migration[] = [
      { name: '0000_good.sql', sql: parent },
      { name: '0001_bad.sql', sql: `${child};--> statement-breakpoint\nCREATE TABLE parent (again INTEGER)` },
      { name: '0002_never.sql', sql: 'CREATE TABLE never (id INTEGER)' },
    ]
    await expect(migrate(db, migrations)).rejects.toThrow('Migration 0001_bad.sql failed')
    expect(await tablesOf(db)).toEqual(['schema_migrations', 'parent'])
    expect(await db.execute('SELECT name FROM schema_migrations')).toEqual([{ name: '0000_good.sql' }])
    expect(await db.execute('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])

    await migrate(db, [migrations[0]!, { name: '0001_bad.sql', sql: child }])
    expect(await tablesOf(db)).toContain('child')
  })

  it('migration_that_leaves_a_foreign_key_pointing_nowhere_is_refused_whole', async () => {
    const db = await dangling.open()
    await migrate(db, [{ name: '0000.sql', sql: `${parent};--> statement-breakpoint\n${child}` }])
    const orphan = { name: '0001.sql', sql: 'INSERT INTO child (parent_id) VALUES (7)' }
    await expect(migrate(db, [orphan])).rejects.toThrow('Migration 0001.sql failed')
    expect(await db.execute('SELECT * FROM child')).toEqual([])
    expect(await db.execute('SELECT name FROM schema_migrations')).toEqual([{ name: '0000.sql' }])
  })

  it('rebuilding_a_parent_table_keeps_the_rows_that_refer_to_it', async () => {
    const db = await rebuilt.open()
    const cascading = 'CREATE TABLE child (parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE)'
    const rows = ['INSERT INTO parent VALUES (1)', 'INSERT INTO child VALUES (1)']
    const rebuild = [
      'CREATE TABLE renewed (id INTEGER PRIMARY KEY, note TEXT)',
      'INSERT INTO renewed (id) SELECT id FROM parent',
      'DROP TABLE parent',
      'ALTER TABLE renewed RENAME TO parent',
    ]
    const sqlOf = (statements: string[]) => statements.join('--> statement-breakpoint\n')
    await migrate(db, [
      { name: '0000.sql', sql: sqlOf([parent, cascading, ...rows]) },
      { name: '0001.sql', sql: sqlOf(rebuild) },
    ])
    expect(await db.execute('SELECT parent_id FROM child')).toEqual([{ parent_id: 1 }])
  })
})
