import pino from 'pino'
import { afterEach, expect, it } from 'vitest'
import { auditLog } from '#server/db/schema/audit-log'
import { communicationEvents } from '#server/db/schema/communication-events'
import { communicationLog } from '#server/db/schema/communication-log'
import { errorLog } from '#server/db/schema/error-log'
import type { TenantDb } from '#server/db/tenant-db'
import { createLiveFeeds, type LiveFeeds } from '#server/domain/live/live-feeds'
import { readPosition, writePosition, type Position } from '#server/domain/live/position'
import type { NewsItem } from '#server/domain/live/read-news'
import { NOW, overBothDrivers, useHome } from '../../../../support/database.ts'
import { eventually } from '../../../../support/eventually.ts'
import { aCommunication } from '../../../../support/sample-rows.ts'

const failure = { errorType: 'api', errorMessage: 'Failed', createdAt: NOW }
const change = {
  actorType: 'api_key',
  actorId: 'k',
  actorName: 'Key',
  operation: 'x.y',
  entity: 'thing',
  entityId: '1',
  createdAt: NOW,
}

function readerOf() {
  const items: NewsItem[] = []
  const beginnings: { position: Position; resumed: boolean }[] = []
  let isEnded = false
  return {
    items,
    beginnings,
    isEnded: () => isEnded,
    began: (position: Position, resumed: boolean) => void beginnings.push({ position, resumed }),
    told: (some: readonly NewsItem[]) => void items.push(...some),
    ended: () => void (isEnded = true),
    hears: (isIt: (items: NewsItem[]) => boolean) => eventually(async () => items, isIt),
  }
}

async function begin(db: TenantDb, type = 'created'): Promise<number> {
  return db.transaction(async (tx) => {
    const [row] = await tx.insert(communicationLog, aCommunication())
    await happen(tx, row!.id, type)
    return row!.id
  })
}

const happen = (db: TenantDb, communicationId: number, type: string) =>
  db.insert(communicationEvents, { communicationId, type, source: 'trunkline', createdAt: NOW })

let feeds: LiveFeeds
afterEach(() => feeds.stop())

overBothDrivers('live feeds', (kind) => {
  const home = useHome(kind)
  const start = () => (feeds = createLiveFeeds(home.db.news, pino({ level: 'silent' })))

  it('what_is_committed_is_told_and_what_is_not_is_not', async () => {
    start()
    const db = await home.tenant('acme')
    const reader = readerOf()
    await feeds.join(db, null, reader)
    const failing = db.transaction(async (tx) => {
      await tx.insert(errorLog, failure)
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    await begin(await home.tenant('globex'))
    const id = await begin(db)
    await db.insert(auditLog, change)
    await reader.hears((items) => items.length === 2)
    expect(reader.items).toMatchObject([
      { kind: 'communication', data: { id, change: 'created', status: 'pending', outcome: 'pending' } },
      { kind: 'audit', data: { operation: 'x.y', entity: 'thing' } },
    ])
  })

  it('several_events_of_one_communication_are_told_as_one_in_the_order_of_the_last', async () => {
    start()
    const db = await home.tenant('acme')
    const reader = readerOf()
    await feeds.join(db, null, reader)
    const [first, second] = await db.transaction(async (tx) => {
      const rows = await tx.insert(communicationLog, [aCommunication(), aCommunication()])
      const [one, other] = rows.map((row) => row.id) as [number, number]
      await happen(tx, one, 'created')
      await happen(tx, other, 'callback')
      await happen(tx, one, 'accepted')
      return [one, other]
    })
    await reader.hears((items) => items.length > 0)
    expect(reader.items.map(({ data }) => [data.id, 'change' in data && data.change])).toEqual([
      [second, 'updated'],
      [first, 'created'],
    ])
  })

  it('whoever_comes_back_is_told_each_thing_once', async () => {
    start()
    const db = await home.tenant('acme')
    const early = readerOf()
    await feeds.join(db, null, early)
    const ids = [await begin(db), await begin(db)]
    await early.hears((items) => items.length === 2)
    const late = readerOf()
    const { position } = early.beginnings[0]!
    const joining = feeds.join(db, position, late)
    ids.push(await begin(db)) // while it is told what it missed
    await joining
    ids.push(await begin(db))
    await late.hears((items) => items.length >= 4)
    expect(late.items.map(({ data }) => data.id)).toEqual(ids)
    expect(late.beginnings).toEqual([{ position, resumed: true }])
  })

  it('too_much_or_too_far_is_a_new_beginning', async () => {
    start()
    const db = await home.tenant('acme')
    const id = await begin(db)
    const reader = readerOf()
    await feeds.join(db, { communication: Infinity, failure: 0, audit: 0 }, reader)
    await db.transaction(async (tx) => {
      for (let count = 0; count < 500; count++) await happen(tx, id, 'callback')
    })
    const late = readerOf()
    await feeds.join(db, reader.beginnings[0]!.position, late)
    expect([reader.beginnings[0]!.resumed, late.beginnings[0]!.resumed]).toEqual([false, false])
    await reader.hears((items) => items.length > 0) // who was there all along is told, however much it is
    expect(late.items).toEqual([])
  })

  it('leaving_makes_room_and_stopping_ends_all', async () => {
    start()
    const db = await home.tenant('acme')
    const leave = await feeds.join(db, null, readerOf())
    const readers = Array.from({ length: 199 }, readerOf)
    for (const reader of readers) await feeds.join(db, null, reader)
    await expect(feeds.join(db, null, readerOf())).rejects.toMatchObject({ errorName: 'RATE_LIMITED' })
    leave()
    const last = readerOf()
    await feeds.join(db, null, last)
    feeds.stop()
    expect([...readers, last].every((reader) => reader.isEnded())).toBe(true)
    const after = readerOf()
    await feeds.join(db, null, after)
    expect(after.isEnded()).toBe(true)
  })
})

it('position_is_read_as_it_was_written', () => {
  const position = { communication: 12, failure: 0, audit: 345 }
  expect(readPosition(writePosition(position))).toEqual(position)
  for (const text of ['', '1.2', '1.2.3.4', 'a.b.c', '-1.0.0', '1.2.3 ', `1.2.${'9'.repeat(16)}`]) {
    expect(readPosition(text), text).toBeNull()
  }
})
