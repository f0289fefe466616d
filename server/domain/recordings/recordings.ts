import { and, asc, desc, eq, gte, inArray, isNull, lt } from 'drizzle-orm'
import type { z } from 'zod'
import type { InputOf, ListOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/recordings'
import { pageOf } from '#shared/schemas/primitives'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { recordings } from '../../db/schema/recordings'
import { notFound } from '../../errors'
import { periodOf } from '../tenants/day'
import type { RecordingRow } from './record-recording'

type RecordingForm = z.input<typeof contracts.Recording>

/** Newest first; what was deleted is not there. */
export async function listRecordings(
  ctx: TenantContext,
  { query }: InputOf<typeof contracts.listRecordings>,
): Promise<ListOf<RecordingForm>> {
  const { page, perPage, offset } = pageOf(query)
  const { from, to } = periodOf(query, ctx.settings.timezone)
  const where = and(
    isNull(recordings.deletedAt),
    query.communication_id ? eq(recordings.communicationId, query.communication_id) : undefined,
    query.source && eq(recordings.source, query.source),
    from ? gte(recordings.createdAt, from) : undefined,
    to ? lt(recordings.createdAt, to) : undefined,
  )
  const orderBy = [desc(recordings.createdAt), desc(recordings.id)]
  const rows = await ctx.db.find(recordings, { where, orderBy, limit: perPage, offset })
  const items = await recordingForms(ctx, rows)
  return { items, page, perPage, totalItems: await ctx.db.count(recordings, where) }
}

/** @throws AppError NOT_FOUND */
export async function getRecording(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.getRecording>,
): Promise<RecordingForm> {
  const [form] = await recordingForms(ctx, [await findRecording(ctx, params.id)])
  return form!
}

/** @throws AppError NOT_FOUND for one that is not there, or was deleted */
export async function findRecording(ctx: TenantContext, id: string): Promise<RecordingRow> {
  const [row] = await ctx.db.find(recordings, {
    where: and(eq(recordings.id, id), isNull(recordings.deletedAt)),
    limit: 1,
  })
  if (!row) throw notFound()
  return row
}

/** The recordings of one communication, oldest first. */
export async function recordingsOf(ctx: TenantContext, communicationId: number): Promise<RecordingForm[]> {
  const where = and(eq(recordings.communicationId, communicationId), isNull(recordings.deletedAt))
  return recordingForms(
    ctx,
    await ctx.db.find(recordings, { where, orderBy: [asc(recordings.createdAt), asc(recordings.id)] }),
  )
}

/** Rows with whose call it was. */
export async function recordingForms(ctx: TenantContext, rows: readonly RecordingRow[]): Promise<RecordingForm[]> {
  const ids = [...new Set(rows.flatMap((row) => row.communicationId ?? []))]
  const calls = ids.length === 0 ? [] : await ctx.db.find(log, { where: inArray(log.id, ids) })
  const byId = new Map(calls.map((call) => [call.id, call]))
  return rows.map((row) => {
    const call = row.communicationId === null ? undefined : byId.get(row.communicationId)
    return {
      id: row.id,
      recording_sid: row.recordingSid,
      call_sid: row.callSid,
      communication_id: row.communicationId,
      direction: call?.direction ?? null,
      from_number: call?.fromNumber ?? null,
      to_number: call?.toNumber ?? null,
      source: row.source,
      status: row.status,
      duration_seconds: row.durationSeconds,
      created_at: row.createdAt,
    }
  })
}
