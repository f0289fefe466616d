import { inArray } from 'drizzle-orm'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import type { getThread as GetThread, listThreads as ListThreads } from '#shared/contracts/threads'
import { pageOf } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { optOuts } from '../../db/schema/opt-outs'
import { invalid, notFound } from '../../errors'
import type { LogRow } from '../communications/form'
import { countUnread, findTexts, findThreads } from './threads.queries'

type Thread = DataOf<typeof ListThreads>
type Text = DataOf<typeof GetThread>

/** Text conversations by the number at the other end, the latest first. */
export async function listThreads(ctx: TenantContext, { query }: InputOf<typeof ListThreads>): Promise<ListOf<Thread>> {
  const { page, perPage, offset } = pageOf(query)
  const before = readCursor(query.cursor)
  const filter = { search: query.search, number: query.number, unread: query.unread === 'true' }
  const rows = await findThreads(ctx.db, filter, { limit: perPage + 1, offset: before ? 0 : offset, before })
  const shown = rows.slice(0, perPage)
  return {
    items: await threadForms(ctx, shown),
    page,
    perPage,
    totalItems: null,
    nextCursor: nextCursor(rows, shown),
  }
}

/** @throws AppError NOT_FOUND for a number that nothing was sent to or received from */
export async function getThread(
  ctx: TenantContext,
  { params, query }: InputOf<typeof GetThread>,
): Promise<ListOf<Text>> {
  const { page, perPage, offset } = pageOf(query)
  const before = readCursor(query.cursor)
  const rows = await findTexts(ctx.db, params.number, { limit: perPage + 1, offset: before ? 0 : offset, before })
  if (rows.length === 0 && (await findTexts(ctx.db, params.number, { limit: 1, offset: 0 })).length === 0) {
    throw notFound()
  }
  const shown = rows.slice(0, perPage)
  return { items: shown.map(textForm), page, perPage, totalItems: null, nextCursor: nextCursor(rows, shown) }
}

async function threadForms(ctx: TenantContext, rows: LogRow[]): Promise<Thread[]> {
  const numbers = rows.map((row) => row.peerNumber!)
  const unread = await countUnread(ctx.db, numbers)
  const listed =
    numbers.length === 0 ? [] : await ctx.db.find(optOuts, { where: inArray(optOuts.phoneNumber, numbers) })
  const optedOut = new Set(listed.map(({ phoneNumber }) => phoneNumber))
  return rows.map((row) => ({
    number: row.peerNumber!,
    last: textForm(row),
    unread: unread.get(row.peerNumber!) ?? 0,
    opted_out: optedOut.has(row.peerNumber!),
  }))
}

function textForm(row: LogRow): Text {
  return {
    id: row.id,
    direction: row.direction,
    own_number: row.direction === 'inbound' ? row.toNumber : row.fromNumber,
    body: row.messageContent,
    status: row.status as Text['status'],
    error_message: row.errorMessage,
    created_at: row.createdAt,
  }
}

/** Ids grow with time, so the last one shown is the place. */
const nextCursor = (rows: LogRow[], shown: LogRow[]) =>
  rows.length > shown.length ? Buffer.from(String(shown.at(-1)!.id)).toString('base64url') : null

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!/^[1-9]\d{0,14}$/.test(id)) throw invalid('cursor', 'is not one that this list gave')
  return Number(id)
}
