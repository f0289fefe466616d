import { desc, lt, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { listAudit as ListAudit, listErrors as ListErrors } from '#shared/contracts/logs'
import { pageOf } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { auditLog } from '../../db/schema/audit-log'
import { errorLog } from '../../db/schema/error-log'
import type { TenantTable } from '../../db/tenant-db'
import { invalid } from '../../errors'

type Query = InputOf<typeof ListErrors>['query']

/** What failed, newest first. */
export async function listErrors(
  ctx: TenantContext,
  { query }: { query: Query },
): Promise<ListOf<DataOf<typeof ListErrors>>> {
  const list = await readLog(ctx, errorLog as never, query)
  return {
    ...list,
    items: (list.items as (typeof errorLog.$inferSelect)[]).map((row) => ({
      id: row.id,
      error_type: row.errorType,
      error_message: row.errorMessage,
      error_details: row.errorDetails ?? null,
      endpoint: row.endpoint,
      user_agent: row.userAgent,
      ip_address: row.ipAddress,
      request_id: row.requestId,
      created_at: row.createdAt,
    })),
  }
}

/** Who changed what, newest first. */
export async function listAudit(
  ctx: TenantContext,
  { query }: { query: Query },
): Promise<ListOf<DataOf<typeof ListAudit>>> {
  const list = await readLog(ctx, auditLog as never, query)
  return {
    ...list,
    items: (list.items as (typeof auditLog.$inferSelect)[]).map((row) => ({
      id: row.id,
      actor_type: row.actorType,
      actor_id: row.actorId,
      actor_name: row.actorName,
      operation: row.operation,
      entity: row.entity,
      entity_id: row.entityId,
      before: row.before ?? null,
      after: row.after ?? null,
      request_id: row.requestId,
      ip_address: row.ipAddress,
      created_at: row.createdAt,
    })),
  }
}

type LogTable = TenantTable & { id: SQLiteColumn }

/** A log's page by number, or from a cursor; ids grow with time, so they are the cursor. */
async function readLog(ctx: TenantContext, table: LogTable, query: Query): Promise<ListOf<Record<string, unknown>>> {
  const { page, perPage, offset } = pageOf(query)
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const where: SQL | undefined = after === undefined ? undefined : lt(table.id, after)
  const rows = (await ctx.db.find(table, {
    where,
    orderBy: [desc(table.id)],
    limit: perPage + 1,
    offset: after === undefined ? offset : 0,
  })) as { id: number }[]
  const items = rows.slice(0, perPage)
  return {
    items: items as unknown as Record<string, unknown>[],
    page,
    perPage,
    totalItems: after === undefined ? await ctx.db.count(table) : null,
    nextCursor: rows.length > perPage ? String(items.at(-1)!.id) : null,
  }
}

function readCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw invalid('cursor', 'is not one that this list gave')
  return Number(cursor)
}
