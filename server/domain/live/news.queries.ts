import { and, asc, gt, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { auditLog } from '../../db/schema/audit-log'
import { communicationEvents } from '../../db/schema/communication-events'
import { errorLog } from '../../db/schema/error-log'
import type { TenantDb, TenantTable } from '../../db/tenant-db'

type LogTable = TenantTable & { id: SQLiteColumn }

/** What news says of each kind of row. Whole ones hold far more: an audited change is there before and after. */
const EVENT = {
  id: communicationEvents.id,
  communicationId: communicationEvents.communicationId,
  type: communicationEvents.type,
}
const FAILURE = { id: errorLog.id, errorType: errorLog.errorType, createdAt: errorLog.createdAt }
const CHANGE = {
  id: auditLog.id,
  operation: auditLog.operation,
  entity: auditLog.entity,
  entityId: auditLog.entityId,
  createdAt: auditLog.createdAt,
}

type Selected<Columns extends Record<string, SQLiteColumn>> = { [Name in keyof Columns]: Columns[Name]['_']['data'] }
export type EventRow = Selected<typeof EVENT>

/** Rows of each log after a number, in their order, at most `limit`. */
export const eventsAfter = (db: TenantDb, id: number, limit: number) =>
  after<EventRow>(db, communicationEvents, EVENT, id, limit)
export const failuresAfter = (db: TenantDb, id: number, limit: number) =>
  after<Selected<typeof FAILURE>>(db, errorLog, FAILURE, id, limit)
export const changesAfter = (db: TenantDb, id: number, limit: number) =>
  after<Selected<typeof CHANGE>>(db, auditLog, CHANGE, id, limit)

/** The last row's number; 0 in an empty log. */
export async function lastIdOf(db: TenantDb, table: LogTable): Promise<number> {
  const rows = await db.query<{ id: number }[]>(({ queries, tenantId }) =>
    queries
      .select({ id: sql<number>`coalesce(max(${table.id}), 0)` })
      .from(table)
      .where(sql`${table.tenantId} = ${tenantId}`),
  )
  return rows[0]!.id
}

function after<Row>(
  db: TenantDb,
  table: LogTable,
  columns: Record<string, SQLiteColumn>,
  id: number,
  limit: number,
): Promise<Row[]> {
  return db.query(
    ({ queries, tenantId }) =>
      queries
        .select(columns)
        .from(table)
        .where(and(sql`${table.tenantId} = ${tenantId}`, gt(table.id, id)))
        .orderBy(asc(table.id))
        .limit(limit) as unknown as PromiseLike<Row[]>,
  )
}
