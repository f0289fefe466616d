import { and, eq, inArray } from 'drizzle-orm'
import { isFinal } from '#shared/communication/status'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import { communicationLog as log } from '../../db/schema/communication-log'
import { recordings } from '../../db/schema/recordings'
import type { TenantDb } from '../../db/tenant-db'
import type { LogRow } from '../communications/form'

type Result = NonNullable<LogRow['inboundResult']>

/** Twilio's words for a `<Dial>` that somebody took. */
export const TAKEN: ReadonlySet<string> = new Set(['completed', 'answered'])

/**
 * Says what became of a call that came in, from its timeline and its recordings. Callbacks come in any order, so this is
 * asked whenever one of them might change it; while the call lasts nothing is said. Nobody has to look at a call that
 * was taken care of.
 */
export async function settleInbound(ctx: TenantContext, tx: TenantDb, communicationId: number): Promise<void> {
  const [row] = await tx.find(log, { where: eq(log.id, communicationId), limit: 1 })
  if (!row || row.direction !== 'inbound' || row.networkType !== 'call' || !isFinal(row.status)) return
  const result = await resultOf(tx, row)
  if (result === row.inboundResult) return
  const isDone = result === 'answered' || result === 'message'
  const seenAt = isDone ? (row.seenAt ?? nowText(ctx)) : null
  await tx.update(log, { inboundResult: result, seenAt }, eq(log.id, row.id))
}

async function resultOf(tx: TenantDb, row: LogRow): Promise<Result> {
  const left = and(
    eq(recordings.communicationId, row.id),
    eq(recordings.source, 'voicemail'),
    inArray(recordings.status, ['in-progress', 'completed']),
  )
  if ((await tx.count(recordings, left)) > 0) return 'voicemail'
  const steps = await tx.find(communicationEvents, {
    where: and(
      eq(communicationEvents.communicationId, row.id),
      inArray(communicationEvents.type, ['routed', 'dialed', 'taken']),
    ),
  })
  // A browser that took it may have left the `<Dial>` for a conference, by whatever word that ended with.
  if (steps.some(({ type }) => type === 'taken')) return 'answered'
  if (steps.some(({ type, details }) => type === 'dialed' && TAKEN.has(String(details.dial_status)))) return 'answered'
  const routed = steps.find(({ type }) => type === 'routed')?.details.target
  return routed === 'voice_message' || routed === 'hang_up' ? 'message' : 'missed'
}
