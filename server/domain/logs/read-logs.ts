import { and, desc, eq, gte, like, lt, or, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type {
  exportAudit as ExportAudit,
  exportErrors as ExportErrors,
  listAudit as ListAudit,
  listErrors as ListErrors,
} from '#shared/contracts/logs'
import { pageOf, type PageRequest } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { auditLog } from '../../db/schema/audit-log'
import { errorLog } from '../../db/schema/error-log'
import type { TenantTable } from '../../db/tenant-db'
import { invalid } from '../../errors'
import { csvOf } from '../csv'
import { contains } from '../search'
import { periodOf } from '../tenants/day'
import { auditForm, errorForm } from './log-forms'

type ErrorFilter = InputOf<typeof ExportErrors>['query']
type AuditFilter = InputOf<typeof ExportAudit>['query']

/** Rows of an export that are in memory at a time. */
const EXPORT_ROWS = 500

const ERROR_COLUMNS = [
  'id',
  'created_at',
  'error_type',
  'error_message',
  'error_details',
  'endpoint',
  'ip_address',
  'user_agent',
  'request_id',
] as const
const AUDIT_COLUMNS = [
  'id',
  'created_at',
  'actor_type',
  'actor_id',
  'actor_name',
  'operation',
  'entity',
  'entity_id',
  'before',
  'after',
  'ip_address',
  'request_id',
] as const

/** What failed, newest first. */
export async function listErrors(
  ctx: TenantContext,
  { query }: InputOf<typeof ListErrors>,
): Promise<ListOf<DataOf<typeof ListErrors>>> {
  return readLog(ctx, errorLog, errorsThat(ctx, query), query, errorForm)
}

/** Who changed what, newest first. */
export async function listAudit(
  ctx: TenantContext,
  { query }: InputOf<typeof ListAudit>,
): Promise<ListOf<DataOf<typeof ListAudit>>> {
  return readLog(ctx, auditLog, auditThat(ctx, query), query, auditForm)
}

/** What failed, all that the list shows, as CSV. */
export function exportErrors(ctx: TenantContext, { query }: InputOf<typeof ExportErrors>): AsyncIterable<string> {
  return csvOf(ERROR_COLUMNS, pagesOf(ctx, errorLog, errorsThat(ctx, query), errorForm))
}

/** Who changed what, all that the list shows, as CSV. */
export function exportAudit(ctx: TenantContext, { query }: InputOf<typeof ExportAudit>): AsyncIterable<string> {
  return csvOf(AUDIT_COLUMNS, pagesOf(ctx, auditLog, auditThat(ctx, query), auditForm))
}

function errorsThat(ctx: TenantContext, { q, error_type: type, ...period }: ErrorFilter): SQL | undefined {
  const { errorMessage, errorDetails, endpoint, requestId } = errorLog
  return and(
    type === undefined ? undefined : eq(errorLog.errorType, type),
    q === undefined ? undefined : anyContains([errorMessage, errorDetails, endpoint, requestId], q),
    within(errorLog.createdAt, periodOf(period, ctx.settings.timezone)),
  )
}

function auditThat(ctx: TenantContext, { q, actor, operation, entity, ...period }: AuditFilter): SQL | undefined {
  const { actorId, actorName, entityId, before, after } = auditLog
  return and(
    actor === undefined ? undefined : or(eq(actorId, actor), contains(actorName, actor)),
    operation === undefined
      ? undefined
      : or(eq(auditLog.operation, operation), like(auditLog.operation, `${operation.replace(/[%_]/g, '')}.%`)),
    entity === undefined ? undefined : eq(auditLog.entity, entity),
    q === undefined
      ? undefined
      : anyContains([actorName, auditLog.operation, auditLog.entity, entityId, before, after], q),
    within(auditLog.createdAt, periodOf(period, ctx.settings.timezone)),
  )
}

const anyContains = (columns: SQLiteColumn[], text: string) => or(...columns.map((column) => contains(column, text)))

const within = (column: SQLiteColumn, { from, to }: { from?: string; to?: string }) =>
  and(from === undefined ? undefined : gte(column, from), to === undefined ? undefined : lt(column, to))

type LogTable = TenantTable & { id: SQLiteColumn; $inferSelect: { id: number } }

/** A log's page by number, or from a cursor; ids grow with time, so they are the cursor. */
async function readLog<Table extends LogTable, Form>(
  ctx: TenantContext,
  table: Table,
  where: SQL | undefined,
  query: PageRequest & { cursor?: string },
  form: (row: Table['$inferSelect']) => Form,
): Promise<ListOf<Form>> {
  const { page, perPage, offset } = pageOf(query)
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const rows = await findRows(ctx, table, where, {
    limit: perPage + 1,
    after,
    offset: after === undefined ? offset : 0,
  })
  const items = rows.slice(0, perPage)
  return {
    items: items.map(form),
    page,
    perPage,
    totalItems: after === undefined ? await ctx.db.count(table, where) : null,
    nextCursor: rows.length > perPage ? String(items.at(-1)!.id) : null,
  }
}

async function* pagesOf<Table extends LogTable, Form>(
  ctx: TenantContext,
  table: Table,
  where: SQL | undefined,
  form: (row: Table['$inferSelect']) => Form,
): AsyncGenerator<Form[]> {
  let after: number | undefined
  do {
    const rows = await findRows(ctx, table, where, { limit: EXPORT_ROWS, after })
    yield rows.map(form)
    after = rows.length === EXPORT_ROWS ? rows.at(-1)!.id : undefined
  } while (after !== undefined)
}

async function findRows<Table extends LogTable>(
  ctx: TenantContext,
  table: Table,
  where: SQL | undefined,
  { limit, after, offset }: { limit: number; after?: number; offset?: number },
): Promise<Table['$inferSelect'][]> {
  const beyond = after === undefined ? undefined : lt(table.id, after)
  return ctx.db.find(table, { where: and(where, beyond), orderBy: [desc(table.id)], limit, offset }) as never
}

function readCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw invalid('cursor', 'is not one that this list gave')
  return Number(cursor)
}
