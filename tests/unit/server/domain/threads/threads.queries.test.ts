import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { TenantDb } from '#server/db/tenant-db'
import { communicationLog } from '#server/db/schema/communication-log'
import { countUnread, findTexts, findThreads, unseenCalls, unseenTexts } from '#server/domain/threads/threads.queries'
import { NOW, useHome } from '../../../../support/database.ts'

const ROWS = 100_000
const NUMBERS = 5_000
/** Far above what it takes on an idle machine: a query that reads all rows for each page takes seconds. */
const ENOUGH_MS = 400

const home = useHome('file')
const OWN = '+12025550000'

/** In one statement of the database's own: what is measured is the reading. */
async function seed(): Promise<TenantDb> {
  const db = await home.tenant('threads')
  await home.db.write(async (queries) => {
    await queries.run(sql`
      with recursive rows(i) as (select 0 union all select i + 1 from rows where i < ${ROWS - 1}),
      shaped as (select i, i % 3 = 0 as inbound, '+1202' || (5550000 + i % ${NUMBERS}) as other from rows)
      insert into communication_log
        (tenant_id, network_type, direction, to_number, from_number, status, seen_at, created_at, updated_at)
      select ${db.tenantId}, iif(i % 10 = 0, 'call', 'sms'), iif(inbound, 'inbound', 'outbound'),
        iif(inbound, ${OWN}, other), iif(inbound, other, ${OWN}), iif(inbound, 'received', 'delivered'),
        iif(i < ${ROWS - 1_000}, ${NOW}, null), ${NOW}, ${NOW}
      from shaped`)
  })
  return db
}

async function timed<T>(run: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now()
  return { value: await run(), ms: performance.now() - startedAt }
}

it(`threads_of_${ROWS}_rows_cost_what_they_show`, { timeout: 120_000 }, async () => {
  const db = await seed()
  const page = { limit: 21, offset: 0 }
  const all = { unread: false }

  const first = await timed(() => findThreads(db, all, page))
  expect(first.value).toHaveLength(21)
  expect(new Set(first.value.map((row) => row.peerNumber)).size).toBe(21)
  expect(first.ms).toBeLessThan(ENOUGH_MS)

  const before = first.value.at(-1)!.id
  const second = await timed(() => findThreads(db, all, { ...page, before }))
  expect(second.value.every((row) => row.id < before)).toBe(true)
  expect(second.ms).toBeLessThan(ENOUGH_MS)

  const unread = await timed(() => findThreads(db, { unread: true }, page))
  expect(unread.value).toHaveLength(21)
  expect(unread.ms).toBeLessThan(ENOUGH_MS)

  const peers = first.value.map((row) => row.peerNumber!)
  const counted = await timed(() => countUnread(db, peers))
  expect(counted.ms).toBeLessThan(ENOUGH_MS)
  const texts = await timed(() => findTexts(db, peers[0]!, page))
  expect(texts.value.every((row) => row.peerNumber === peers[0] && row.networkType === 'sms')).toBe(true)
  expect(texts.ms).toBeLessThan(ENOUGH_MS)

  const badge = await timed(async () => [
    await db.count(communicationLog, unseenTexts),
    await db.count(communicationLog, unseenCalls),
  ])
  expect(badge.value[0]).toBeGreaterThan(100)
  expect(badge.ms).toBeLessThan(ENOUGH_MS)
})

it('counting_what_is_unseen_reads_its_own_index_alone', async () => {
  const statements: string[] = []
  const watched = await home.open((statement) => statements.push(statement))
  await TenantDb.open(watched, 'threads-1').count(communicationLog, unseenTexts)
  const plan = await home.db.reader.all<{ detail: string }>(
    `explain query plan ${statements.at(-1)!.replaceAll('?', "'threads-1'")}`,
  )
  expect(plan.map(({ detail }) => detail).join()).toContain('communication_log_unseen')
})
