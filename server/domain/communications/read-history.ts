import { asc, eq, inArray } from 'drizzle-orm'
import type {
  exportHistory as ExportHistory,
  getStatus as GetStatus,
  getTimeline as GetTimeline,
  listHistory as ListHistory,
} from '#shared/contracts/communication'
import type { DataOf, InputOf, ListOf } from '#shared/contracts/contract'
import { pageOf } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import { communicationLog as log } from '../../db/schema/communication-log'
import { voiceXml } from '../../db/schema/voice-xml'
import { webhookDeliveries } from '../../db/schema/webhook-deliveries'
import { invalid, notFound } from '../../errors'
import { recordingsOf } from '../recordings/recordings'
import { periodOf } from '../tenants/day'
import { communicationForm, type CommunicationForm, type HistoryForm, type LogRow } from './form'
import { historyForms } from './history-form'
import { countHistory, findHistory, type HistoryCursor, type HistoryFilter } from './history.queries'

/** The ledger, newest first, by page or, at the same price on every page, by cursor. */
export async function listHistory(
  ctx: TenantContext,
  { query }: InputOf<typeof ListHistory>,
): Promise<ListOf<HistoryForm>> {
  const { page, perPage, offset } = pageOf(query)
  const filter = filterOf(ctx, query)
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const rows = await findHistory(ctx.db, filter, { limit: perPage + 1, offset: after ? 0 : offset, after })
  const shown = rows.slice(0, perPage)
  return {
    items: await historyForms(ctx, shown),
    page,
    perPage,
    totalItems: after ? null : await countHistory(ctx.db, filter),
    nextCursor: rows.length > perPage ? writeCursor(shown.at(-1)!) : null,
  }
}

/** @throws AppError NOT_FOUND */
export async function getStatus(ctx: TenantContext, { params }: InputOf<typeof GetStatus>): Promise<CommunicationForm> {
  const [row] = await ctx.db.find(log, { where: eq(log.twilioSid, params.sid), limit: 1 })
  if (!row) throw notFound()
  return communicationForm(row)
}

/** @throws AppError NOT_FOUND */
export async function getTimeline(
  ctx: TenantContext,
  { params }: InputOf<typeof GetTimeline>,
): Promise<DataOf<typeof GetTimeline>> {
  const row = await findCommunication(ctx, params.id)
  const events = await ctx.db.find(communicationEvents, {
    where: eq(communicationEvents.communicationId, row.id),
    orderBy: [asc(communicationEvents.id)],
  })
  const [xml] = row.voiceXmlId ? await ctx.db.find(voiceXml, { where: eq(voiceXml.id, row.voiceXmlId), limit: 1 }) : []
  const [communication] = await historyForms(ctx, [row])
  const deliveries = await findDeliveries(ctx, events)
  return {
    communication: communication!,
    twiml: xml?.xmlContent ?? null,
    recordings: await recordingsOf(ctx, row.id),
    events: events.map(({ id, type, source, status, applied, details, createdAt }) => ({
      id,
      type,
      source,
      status,
      applied,
      details: withoutDelivery(details),
      raw: deliveries.get(String(details.delivery_id)) ?? null,
      created_at: createdAt,
    })),
  }
}

type EventRow = typeof communicationEvents.$inferSelect

/** What was delivered, by the delivery's id; what is older than deliveries are kept is not there. */
async function findDeliveries(ctx: TenantContext, events: readonly EventRow[]) {
  const ids = events.flatMap(({ details }) => (typeof details.delivery_id === 'string' ? [details.delivery_id] : []))
  const rows =
    ids.length === 0 ? [] : await ctx.db.find(webhookDeliveries, { where: inArray(webhookDeliveries.id, ids) })
  return new Map(rows.map(({ id, params }) => [id, params]))
}

/** The id is the database's own business. */
function withoutDelivery({ delivery_id: _, ...details }: EventRow['details']): EventRow['details'] {
  return details
}

/** @throws AppError NOT_FOUND */
export async function findCommunication(ctx: TenantContext, id: number): Promise<LogRow> {
  const [row] = await ctx.db.find(log, { where: eq(log.id, id), limit: 1 })
  if (!row) throw notFound()
  return row
}

/** No row's person. */
const NOBODY = -1

/** What callers ask for, in the database's words. */
export function filterOf(ctx: TenantContext, query: InputOf<typeof ExportHistory>['query']): HistoryFilter {
  return {
    networkType: query.network_type,
    direction: query.direction,
    status: query.status,
    outcome: query.outcome,
    failure: query.failure,
    number: query.number,
    voiceMessageId: query.voice_message_id,
    userId: query.mine ? (ctx.principal.kind === 'user' ? Number(ctx.principal.actorId) : NOBODY) : undefined,
    missed: query.missed,
    ...periodOf(query, ctx.settings.timezone),
    words: query.q,
    includeTest: query.include_test,
  }
}

function writeCursor({ createdAt, id }: HistoryCursor): string {
  return Buffer.from(`${createdAt}/${id}`).toString('base64url')
}

function readCursor(cursor: string): HistoryCursor {
  const [, createdAt, id] = /^([\d:.TZ-]{24})\/(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (!createdAt || !id) throw invalid('cursor', 'is not one that this list gave')
  return { createdAt, id: Number(id) }
}
