import { inArray } from 'drizzle-orm'
import type { z } from 'zod'
import type { AuditNews, CommunicationNews, FailureNews } from '#shared/contracts/events'
import { outcomeOf, type Status } from '#shared/communication/status'
import { auditLog } from '../../db/schema/audit-log'
import { communicationEvents } from '../../db/schema/communication-events'
import { communicationLog } from '../../db/schema/communication-log'
import { errorLog } from '../../db/schema/error-log'
import type { TenantDb } from '../../db/tenant-db'
import { changesAfter, eventsAfter, failuresAfter, lastIdOf, type EventRow } from './news.queries'
import type { NewsKind, Position } from './position'

/** One thing that happened. */
export interface NewsItem {
  kind: NewsKind
  /** Of the row that it tells of, in its log. */
  rowId: number
  data: z.input<typeof CommunicationNews> | z.input<typeof FailureNews> | z.input<typeof AuditNews>
}

interface News {
  /** By kind, each in its order. */
  items: NewsItem[]
  /** How far this goes. */
  position: Position
  /** There is more than was asked for. */
  more: boolean
}

/** What happened after a position, at most so many rows of each log. */
export async function readNews(db: TenantDb, after: Position, limit: number): Promise<News> {
  const events = await eventsAfter(db, after.communication, limit)
  const failures = await failuresAfter(db, after.failure, limit)
  const changes = await changesAfter(db, after.audit, limit)
  return {
    items: [
      ...(await communicationNews(db, events)),
      ...failures.map(({ id, errorType, createdAt }) => ({
        kind: 'failure' as const,
        rowId: id,
        data: { id, error_type: errorType, created_at: createdAt },
      })),
      ...changes.map(({ id, operation, entity, entityId, createdAt }) => ({
        kind: 'audit' as const,
        rowId: id,
        data: { id, operation, entity, entity_id: entityId, created_at: createdAt },
      })),
    ],
    position: {
      communication: events.at(-1)?.id ?? after.communication,
      failure: failures.at(-1)?.id ?? after.failure,
      audit: changes.at(-1)?.id ?? after.audit,
    },
    more: [events, failures, changes].some((rows) => rows.length === limit),
  }
}

/** Where the logs end now. */
export async function latestPosition(db: TenantDb): Promise<Position> {
  return {
    communication: await lastIdOf(db, communicationEvents),
    failure: await lastIdOf(db, errorLog),
    audit: await lastIdOf(db, auditLog),
  }
}

/** Each communication once, at the place of its last event, as it is now. */
async function communicationNews(db: TenantDb, events: EventRow[]): Promise<NewsItem[]> {
  const last = new Map<number, { eventId: number; isNew: boolean }>()
  for (const { id, communicationId, type } of events) {
    const isNew = type === 'created' || type === 'received' || (last.get(communicationId)?.isNew ?? false)
    last.delete(communicationId) // the map's order is the order of the last events
    last.set(communicationId, { eventId: id, isNew })
  }
  if (last.size === 0) return []
  const rows = await db.find(communicationLog, { where: inArray(communicationLog.id, [...last.keys()]) })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...last].flatMap(([id, { eventId, isNew }]) => {
    const row = byId.get(id)
    if (!row) return []
    const data = {
      id,
      change: isNew ? ('created' as const) : ('updated' as const),
      network_type: row.networkType,
      direction: row.direction,
      status: row.status as Status,
      outcome: outcomeOf(row.status),
      is_test: row.isTest,
      updated_at: row.updatedAt,
    }
    return [{ kind: 'communication' as const, rowId: eventId, data }]
  })
}
