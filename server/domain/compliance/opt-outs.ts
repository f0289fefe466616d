import { desc, eq, like, lt } from 'drizzle-orm'
import { parse } from 'csv-parse/sync'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import {
  MAX_CSV_ROWS,
  type addOptOuts as AddOptOuts,
  type listOptOuts as ListOptOuts,
  type removeOptOut as RemoveOptOut,
} from '#shared/contracts/opt-outs'
import { E164, pageOf } from '#shared/schemas/primitives'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { optOuts } from '../../db/schema/opt-outs'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, invalid, notFound } from '../../errors'
import { csvOf, originalText } from '../csv'
import { recordAudit } from '../audit/record-audit'
import { describeDestination } from './destination'

type Row = typeof optOuts.$inferSelect
type Added = DataOf<typeof AddOptOuts>
type Source = Row['source']

/** Numbers per insert: SQLite takes 32,766 parameters a statement, a row has 5. */
const INSERT_ROWS = 500

/** Rows of an export that are in memory at a time. */
const EXPORT_ROWS = 1_000

/** Newest first, by page; `number` filters by its beginning. */
export async function listOptOuts(
  ctx: TenantContext,
  { query }: InputOf<typeof ListOptOuts>,
): Promise<ListOf<DataOf<typeof ListOptOuts>>> {
  const { page, perPage, offset } = pageOf(query)
  const where = query.number ? like(optOuts.phoneNumber, `${query.number.replace(/[\\%_]/g, '')}%`) : undefined
  const rows = await ctx.db.find(optOuts, { where, orderBy: [desc(optOuts.id)], limit: perPage, offset })
  return { items: rows.map(optOutForm), page, perPage, totalItems: await ctx.db.count(optOuts, where) }
}

/** All of them as CSV, in the form that `addOptOuts` takes. */
export function exportOptOuts(ctx: TenantContext): AsyncIterable<string> {
  return csvOf(['phone_number', 'reason', 'source', 'created_at'], pagesOf(ctx))
}

async function* pagesOf(ctx: TenantContext): AsyncGenerator<DataOf<typeof ListOptOuts>[]> {
  let after: number | undefined
  do {
    const where = after === undefined ? undefined : lt(optOuts.id, after)
    const rows = await ctx.db.find(optOuts, { where, orderBy: [desc(optOuts.id)], limit: EXPORT_ROWS })
    yield rows.map(optOutForm)
    after = rows.length === EXPORT_ROWS ? rows.at(-1)!.id : undefined
  } while (after !== undefined)
}

/**
 * Adds one number, or the rows of a CSV. Rows that are no numbers are reported and do not keep the others out.
 *
 * @throws AppError VALIDATION_ERROR for a CSV that cannot be read at all
 */
export async function addOptOuts(ctx: TenantContext, { body, text }: InputOf<typeof AddOptOuts>): Promise<Added> {
  if (text !== null) {
    const { numbers, problems } = readCsv(text)
    return optOut(ctx, ctx.db, 'csv', numbers, problems)
  }
  return optOut(ctx, ctx.db, 'api', [{ phoneNumber: body.phone_number, reason: body.reason ?? null }], [])
}

/** @throws AppError NOT_FOUND when the number has not opted out */
export async function removeOptOut(
  ctx: TenantContext,
  { query }: InputOf<typeof RemoveOptOut>,
): Promise<{ deleted: true }> {
  const removed = await optIn(ctx, query.phone_number, 'opt-outs.remove')
  if (!removed) throw notFound()
  return { deleted: true }
}

/** Takes a number off the list; says whether it was on it. */
export async function optIn(ctx: TenantContext, phoneNumber: string, operation: string): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.remove(optOuts, eq(optOuts.phoneNumber, phoneNumber))
    if (!row) return false
    await recordAudit(ctx, tx, {
      operation,
      entity: 'opt_out',
      entityId: phoneNumber,
      before: optOutForm(row),
      after: null,
    })
    return true
  })
}

/** Puts numbers on the list, each once, whoever learnt of it first. */
export async function optOut(
  ctx: TenantContext,
  db: TenantDb,
  source: Source,
  numbers: { phoneNumber: string; reason: string | null }[],
  problems: Added['problems'],
): Promise<Added> {
  const canonical = numbers.map((entry) => ({
    ...entry,
    phoneNumber: describeDestination(entry.phoneNumber).canonical,
  }))
  const unique = [...new Map(canonical.map((entry) => [entry.phoneNumber, entry])).values()]
  const createdAt = nowText(ctx)
  return db.transaction(async (tx) => {
    let added = 0
    for (let at = 0; at < unique.length; at += INSERT_ROWS) {
      const rows = unique.slice(at, at + INSERT_ROWS).map((entry) => ({ ...entry, source, createdAt }))
      added += (await tx.insert(optOuts, rows, 'ignore')).length
    }
    const entityId = unique.length === 1 ? unique[0]!.phoneNumber : `${unique.length} numbers`
    if (added > 0)
      await recordAudit(ctx, tx, {
        operation: 'opt-outs.add',
        entity: 'opt_out',
        entityId,
        before: null,
        after: { added, source },
      })
    return { added, already: unique.length - added, problems }
  })
}

function readCsv(text: string) {
  const rows = parseRows(text)
  if (rows.length > MAX_CSV_ROWS)
    throw new AppError('PAYLOAD_TOO_LARGE', `More than ${MAX_CSV_ROWS} rows; split the list`)
  const numbers: { phoneNumber: string; reason: string | null }[] = []
  const problems: Added['problems'] = []
  rows.forEach((row, index) => {
    const value = originalText(row.phone_number ?? '').replace(/[\s().-]/g, '')
    const issue = E164.safeParse(value).error?.issues[0]?.message
    if (issue) problems.push({ row: index + 2, value: (row.phone_number ?? '').slice(0, 50), issue })
    else numbers.push({ phoneNumber: value, reason: originalText(row.reason ?? '').slice(0, 500) || null })
  })
  return { numbers, problems }
}

function parseRows(text: string): Record<string, string | undefined>[] {
  let rows: Record<string, string | undefined>[]
  try {
    rows = parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      bom: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
    })
  } catch (cause) {
    throw new AppError('VALIDATION_ERROR', 'The CSV cannot be read', { field: 'body', issue: (cause as Error).message })
  }
  if (rows.length > 0 && !('phone_number' in rows[0]!)) throw invalid('body', 'the CSV needs a column phone_number')
  return rows
}

function optOutForm(row: Row): DataOf<typeof ListOptOuts> {
  const { id, phoneNumber, source, reason, createdAt } = row
  return { id, phone_number: phoneNumber, source, reason, created_at: createdAt }
}
