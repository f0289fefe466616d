import { and, asc, eq, isNotNull, isNull, lt } from 'drizzle-orm'
import type { InputOf } from '#shared/contracts/contract'
import type * as contracts from '#shared/contracts/recordings'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { recordings } from '../../db/schema/recordings'
import type { TenantDb } from '../../db/tenant-db'
import { AppError, notFound } from '../../errors'
import { enqueue } from '../../jobs/outbox'
import { deleteRecording } from '../../providers/twilio/recordings'
import { recordAudit } from '../audit/record-audit'
import { addEvent } from '../communications/events'
import type { RecordingRow } from './record-recording'
import { recordingForms } from './recordings'

export const REMOVE_KIND = 'remove-recording'

const DAY_MS = 24 * 60 * 60 * 1000
/** Recordings in one go of the retention: each is a request to Twilio afterwards. */
const BATCH = 100
const NEXT_BATCH_MS = 60_000

/**
 * Deletes a recording: from here on nobody hears it, and a job of the same transaction deletes it at Twilio.
 *
 * @throws AppError NOT_FOUND
 */
export async function removeRecording(
  ctx: TenantContext,
  { params }: InputOf<typeof contracts.removeRecording>,
): Promise<{ deleted: true }> {
  await ctx.db.transaction(async (tx) => {
    const mine = and(eq(recordings.id, params.id), isNull(recordings.deletedAt))
    const [row] = await tx.update(recordings, { deletedAt: nowText(ctx) }, mine)
    if (!row) throw notFound()
    await afterDeletion(ctx, tx, row, 'recordings.remove')
  })
  return { deleted: true }
}

/**
 * Deletes what is older than the tenant keeps recordings, so many at a time.
 *
 * @returns when to go on; nothing when no more is that old
 */
export async function removeExpiredRecordings(ctx: TenantContext): Promise<{ again: Date } | undefined> {
  const { recordingRetentionDays: days } = ctx.settings
  if (days === null) return undefined
  const now = ctx.app.clock.now().getTime()
  const before = new Date(now - days * DAY_MS).toISOString()
  const old = and(isNull(recordings.deletedAt), lt(recordings.createdAt, before))
  const rows = await ctx.db.find(recordings, { where: old, orderBy: [asc(recordings.createdAt)], limit: BATCH })
  await ctx.db.transaction(async (tx) => {
    for (const { id } of rows) {
      const mine = and(eq(recordings.id, id), isNull(recordings.deletedAt))
      const [row] = await tx.update(recordings, { deletedAt: nowText(ctx) }, mine)
      if (row) await afterDeletion(ctx, tx, row, 'recordings.expire')
    }
  })
  return rows.length < BATCH ? undefined : { again: new Date(now + NEXT_BATCH_MS) }
}

/**
 * Deletes a recording at Twilio, and its row once it is gone there.
 *
 * @returns when to try again, where the tenant has no account to ask with, or Twilio asks to slow down
 */
export async function removeAtTwilio(ctx: TenantContext, id: string): Promise<{ again: Date } | undefined> {
  const deleted = and(eq(recordings.id, id), isNotNull(recordings.deletedAt))
  const [row] = await ctx.db.find(recordings, { where: deleted, limit: 1 })
  if (!row) return undefined
  const client = await ctx.app.clientFor(ctx).catch(nullWithoutAccount)
  const waitMs = client ? await deleteRecording(client, row.recordingSid) : DAY_MS
  if (waitMs !== null) return { again: new Date(ctx.app.clock.now().getTime() + waitMs) }
  await ctx.db.remove(recordings, deleted)
  return undefined
}

function nullWithoutAccount(error: unknown): null {
  if (error instanceof AppError && error.errorName === 'NOT_CONFIGURED') return null
  throw error
}

async function afterDeletion(ctx: TenantContext, tx: TenantDb, row: RecordingRow, operation: string): Promise<void> {
  const [before] = await recordingForms({ ...ctx, db: tx }, [row])
  await recordAudit(ctx, tx, { operation, entity: 'recording', entityId: row.id, before: before!, after: null })
  await enqueue(ctx, tx, {
    id: `${REMOVE_KIND}/${row.id}`,
    kind: REMOVE_KIND,
    payload: { recording_id: row.id },
    runAt: ctx.app.clock.now(),
  })
  if (row.communicationId === null) return
  await addEvent(ctx, tx, row.communicationId, {
    type: 'recording-deleted',
    source: ctx.principal.kind === 'system' ? 'trunkline' : 'caller',
    details: { actor: ctx.principal.actorName, recording_sid: row.recordingSid },
  })
}
