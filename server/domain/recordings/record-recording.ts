import { and, eq, inArray, isNull } from 'drizzle-orm'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { recordings } from '../../db/schema/recordings'
import type { TenantDb } from '../../db/tenant-db'
import { addEvent } from '../communications/events'

export type RecordingRow = typeof recordings.$inferSelect

/** What Twilio says of a recording. */
export interface RecordingReport {
  recordingSid: string
  /** The call that was recorded; of a conference, the conference. */
  callSid: string
  /** Our id, where the callback's address bears it; else the call's SID finds its row. */
  communicationId: number | null
  source: RecordingRow['source']
  status: RecordingRow['status']
  durationSeconds: number | null
  /** The delivery that said so, for the timeline. */
  deliveryId?: string
}

/**
 * Keeps what is known of a recording: one row per SID, forward only, however often and in whatever order it is told. What
 * somebody deleted stays deleted.
 *
 * @returns the communication that it belongs to, or null while nobody knows its call
 */
export async function storeRecording(
  ctx: TenantContext,
  tx: TenantDb,
  report: RecordingReport,
): Promise<number | null> {
  const [known] = await tx.find(recordings, { where: eq(recordings.recordingSid, report.recordingSid), limit: 1 })
  const communicationId = known?.communicationId ?? (await findCommunicationId(tx, report))
  const isNews = known
    ? await bringUpToDate(tx, known, { ...report, communicationId })
    : await addRecording(ctx, tx, { ...report, communicationId })
  if (communicationId !== null && isNews) {
    await addEvent(ctx, tx, communicationId, {
      type: 'recorded',
      source: 'twilio',
      details: {
        recording_sid: report.recordingSid,
        recording_status: report.status,
        duration_seconds: report.durationSeconds,
        ...(report.deliveryId && { delivery_id: report.deliveryId }),
      },
    })
  }
  return communicationId
}

async function addRecording(ctx: TenantContext, tx: TenantDb, report: RecordingReport): Promise<true> {
  const { recordingSid, callSid, communicationId, source, status, durationSeconds } = report
  const row = { recordingSid, callSid, communicationId, source, status, durationSeconds, createdAt: nowText(ctx) }
  await tx.insert(recordings, { id: ctx.app.ids.uuid(), ...row })
  return true
}

/** @returns whether anything is known now that was not known before */
async function bringUpToDate(tx: TenantDb, known: RecordingRow, report: RecordingReport): Promise<boolean> {
  const { status, communicationId } = report
  const mine = and(eq(recordings.id, known.id), isNull(recordings.deletedAt))
  const durationSeconds = report.durationSeconds ?? known.durationSeconds
  const moved = await tx.update(
    recordings,
    { status, durationSeconds },
    and(mine, inArray(recordings.status, [...PREDECESSORS[status]])),
  )
  if (known.communicationId !== null || communicationId === null) return moved.length > 0
  await tx.update(recordings, { communicationId }, mine)
  return true
}

/** From which statuses each may follow. */
const PREDECESSORS = {
  'in-progress': [],
  completed: ['in-progress'],
  absent: ['in-progress'],
} as const satisfies Record<RecordingRow['status'], RecordingRow['status'][]>

/** By our id first, as a status callback is: the answer that tells the call's SID may be on its way. */
async function findCommunicationId(tx: TenantDb, report: RecordingReport): Promise<number | null> {
  const { communicationId, callSid } = report
  const byId = communicationId === null ? [] : await tx.find(log, { where: eq(log.id, communicationId), limit: 1 })
  const [row] = byId.length > 0 ? byId : await tx.find(log, { where: eq(log.twilioSid, callSid), limit: 1 })
  return row?.id ?? null
}
