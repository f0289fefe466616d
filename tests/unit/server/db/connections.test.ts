import { eq, sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Queries } from '#server/db/client'
import { communicationLog } from '#server/db/schema/communication-log'
import { tenants } from '#server/db/schema/tenants'
import { voiceMessages } from '#server/db/schema/voice-messages'
import { createSystemDb } from '#server/db/system-db'
import type { TenantDb } from '#server/db/tenant-db'
import { expectRefusal, NOW, overBothDrivers, useHome } from '../../../support/database.ts'
import { aCommunication, aMessage } from '../../../support/sample-rows.ts'

overBothDrivers('connections', (kind) => {
  const home = useHome(kind)
  const ask = async (queries: Queries, pragma: string) =>
    Object.values((await queries.all<Record<string, unknown>>(sql.raw(`PRAGMA ${pragma}`)))[0] ?? {})[0]

  it('foreign_keys_and_wal_hold_on_the_reader_and_inside_a_transaction', async () => {
    for (const db of [home.db, await home.open()]) {
      const asked = async (queries: Queries) => [await ask(queries, 'foreign_keys'), await ask(queries, 'journal_mode')]
      expect(await asked(db.reader)).toEqual([1, 'wal'])
      expect(await db.write(asked)).toEqual([1, 'wal'])
    }
  })

  it('foreign_keys_hold_on_every_connection_that_parallel_reads_open', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(home.db.reader, 'foreign_keys')))
    expect(new Set(answers)).toEqual(new Set([1]))
  })

  it('foreign_keys_hold_again_after_a_migration_that_failed', async () => {
    const db = await home.open()
    await expect(db.migrate(['no statement at all'])).rejects.toThrow()
    expect(await db.write((queries) => ask(queries, 'foreign_keys'))).toBe(1)
  })

  it('reader_sees_what_was_committed_whatever_it_read_before', async () => {
    const db = await home.tenant('acme')
    const { reader } = home.db
    const system = createSystemDb(home.db)
    const reads: [string, () => unknown][] = [
      ['ping', () => system.ping()],
      ['run', () => reader.run(sql`select * from tenants`)],
      ['get', () => reader.get(sql`select * from tenants`)],
      ['all', () => reader.all(sql`select * from tenants`)],
      ['values', () => reader.values(sql`select * from tenants`)],
      ['get of a query', () => reader.select().from(tenants).get()],
      ['oldestDueJob', () => system.oldestDueJob(NOW)],
      ['tenant', () => db.tenant()],
    ]
    for (const [name, read] of reads) {
      await read()
      const before = await db.count(voiceMessages)
      await db.insert(voiceMessages, aMessage())
      expect([name, await db.count(voiceMessages)]).toEqual([name, before + 1])
    }
  })

  if (kind === 'file') {
    it('commit_waits_for_the_disk_and_no_lock_is_waited_for_inside_the_database', async () => {
      const asked = async (queries: Queries) => [await ask(queries, 'synchronous'), await ask(queries, 'busy_timeout')]
      expect(await asked(home.db.reader)).toEqual([2, 0])
      expect(await home.db.write(asked)).toEqual([2, 0])
    })
  }

  let acme: TenantDb
  let globex: TenantDb
  let foreignId: number
  beforeAll(async () => {
    acme = await home.tenant('acme')
    globex = await home.tenant('globex')
    foreignId = (await globex.insert(voiceMessages, aMessage()))[0]!.id
  })

  it('row_that_refers_to_another_tenants_row_is_refused_by_the_database', async () => {
    const row = aCommunication({ voiceMessageId: foreignId })
    await expectRefusal(acme.insert(communicationLog, row), 'FOREIGN KEY constraint failed')
    await expectRefusal(
      acme.transaction((tx) => tx.insert(communicationLog, row)),
      'FOREIGN KEY constraint failed',
    )
    expect(await acme.count(communicationLog)).toBe(0)
  })

  it('row_cannot_be_pointed_at_another_tenants_row_later', async () => {
    const [row] = await acme.insert(communicationLog, aCommunication())
    const pointing = acme.update(communicationLog, { voiceMessageId: foreignId }, eq(communicationLog.id, row!.id))
    await expectRefusal(pointing, 'FOREIGN KEY constraint failed')
    const [after] = await acme.find(communicationLog, { where: eq(communicationLog.id, row!.id) })
    expect(after!.voiceMessageId).toBeNull()
  })

  it('row_of_a_tenant_that_does_not_exist_is_refused', async () => {
    const insert = home.db.write(async (queries) => {
      await queries.insert(voiceMessages).values({ ...aMessage(), tenantId: 'nobody' })
    })
    await expectRefusal(insert, 'FOREIGN KEY constraint failed')
  })
})
