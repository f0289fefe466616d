import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, vi } from 'vitest'
import { openDatabase, type Database } from '#server/db/client'
import { migrate } from '#server/db/migrate'
import { createSystemDb } from '#server/db/system-db'
import { TenantDb } from '#server/db/tenant-db'
import { newSettingsRow, newTenantRow } from '#server/domain/tenants/new-tenant'
import { readMigrations } from './migrations.ts'
import { startSqld, whyNoSqld, type Sqld } from './sqld.ts'

/** A server's start and a flush per commit, on a machine that does other things beside. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

export type DriverKind = 'file' | 'remote'

export const NOW = '2026-03-02T12:00:00.000Z'

/** A database's address, and as many connections to it as a test wants: each is another process as far as SQLite goes. */
export interface Place {
  readonly kind: DriverKind
  readonly url: string
  open(log?: (statement: string) => void): Promise<Database>
}

/** The same with the schema applied and one connection open. */
export interface Home extends Place {
  readonly db: Database
  /** A new tenant, so that tests that share a database do not meet. */
  tenant(name: string): Promise<TenantDb>
}

/** Defines the same tests for an embedded file and for a real libSQL server. */
export function overBothDrivers(title: string, define: (kind: DriverKind) => void): void {
  describe(`${title}, file`, () => define('file'))
  const remote = `${title}, libSQL server`
  if (whyNoSqld === null) describe(remote, () => define('remote'))
  else describe.skip(`${remote} (skipped: ${whyNoSqld})`, () => define('remote'))
}

/** An empty database, gone after the tests around it. */
export function usePlace(kind: DriverKind): Place {
  const opened: Database[] = []
  let folder: string
  let sqld: Sqld | undefined
  let url: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trunkline-db-'))
    if (kind === 'remote') sqld = await startSqld(join(folder, 'sqld'))
    url = sqld?.url ?? `file:${join(folder, 'trunkline.db')}`
  })
  afterAll(async () => {
    await Promise.all(opened.map((db) => db.close().catch(() => undefined))) // a test may have closed it
    await sqld?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    kind,
    get url() {
      return url
    },
    async open(log) {
      const db = await openDatabase(url, { log })
      opened.push(db)
      return db
    },
  }
}

/** A database with the product's schema. */
export function useHome(kind: DriverKind): Home {
  const place = usePlace(kind)
  let db: Database
  let tenants = 0
  beforeAll(async () => {
    db = await place.open()
    await migrate(db, readMigrations())
  })
  return {
    kind,
    open: place.open,
    get url() {
      return place.url
    },
    get db() {
      return db
    },
    async tenant(name) {
      const id = `${name}-${(tenants += 1)}`
      await addTenant(db, id)
      return TenantDb.open(db, id)
    },
  }
}

/** A tenant as the platform makes it, with its settings. */
export async function addTenant(db: Database, id: string): Promise<void> {
  const tenant = newTenantRow({ id, name: id, fromNumber: null }, NOW)
  await createSystemDb(db).createTenant({ tenant, settings: newSettingsRow(id, {}, NOW) }, async () => undefined)
}

/** Takes the database's write lock, as another process's transaction does, until told to let go. */
export async function holdLock(db: Database): Promise<{ release(): Promise<void> }> {
  const held = Promise.withResolvers<undefined>()
  const letGo = Promise.withResolvers<undefined>()
  const writing = db.write(async () => {
    held.resolve(undefined)
    await letGo.promise
  })
  await Promise.race([held.promise, writing])
  return {
    async release() {
      letGo.resolve(undefined)
      await writing
    },
  }
}

/** The messages of an error and of all its causes, for asking what the database said through what Drizzle says. */
export function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${messagesOf(error.cause)}` : ''
}

/** Fails unless a promise is refused for this reason. */
export async function expectRefusal(promise: Promise<unknown>, reason: string | RegExp): Promise<void> {
  const said = await promise.then(
    () => 'it was not refused',
    (error: unknown) => messagesOf(error),
  )
  expect(said).toMatch(reason)
}
