import { and, eq, inArray, or, sql } from 'drizzle-orm'
import { NOT_ACCEPTED } from '#shared/communication/failure-kinds'
import { isFinal, predecessorsOf, type Status } from '#shared/communication/status'
import { explainTwilioError } from '#shared/communication/twilio-errors'
import { nowText, type TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { voiceXml } from '../../db/schema/voice-xml'
import type { TenantDb } from '../../db/tenant-db'
import { settleInbound } from '../inbound/settle-inbound'
import { addEvent, type NewEvent } from './events'
import { follow } from './follow-job'
import type { LogRow } from './form'

/** How long stored TwiML can still be fetched after its call ended. */
const XML_KEPT_MS = 24 * 60 * 60 * 1000
/** Twilio knows a price a few seconds after the end. */
const PRICE_AFTER_MS = 2_000
/** When a status is asked for, should no further callback come. */
const POLL_AFTER_MS = 30_000

export interface StatusReport {
  status: Status
  providerStatus: string
  errorCode?: number | null
  /** The provider's own words, used where we have none for the code. */
  errorMessage?: string | null
  durationSeconds?: number | null
  event: Omit<NewEvent, 'status' | 'applied'>
}

/**
 * Moves a row forward, never back. The guard is in the statement: of reports that arrive together or out of order, each
 * applies only from a status that it may follow. What changes nothing is still on the timeline.
 *
 * @returns the row as it is after, or null when the report changed nothing
 */
export async function recordStatus(
  ctx: TenantContext,
  tx: TenantDb,
  row: LogRow,
  report: StatusReport,
): Promise<LogRow | null> {
  const ended = isFinal(report.status)
  const now = nowText(ctx)
  const mayFollow = or(
    inArray(log.status, predecessorsOf(row.networkType, report.status)),
    and(eq(log.status, 'failed'), eq(log.errorMessage, NOT_ACCEPTED)),
  )
  const [after] = await tx.update(
    log,
    {
      status: report.status,
      providerStatus: report.providerStatus,
      errorCode: report.errorCode ?? null,
      errorMessage: wordsFor(report),
      durationSeconds: report.durationSeconds ?? sql`${log.durationSeconds}`,
      updatedAt: now,
      endedAt: ended ? now : null,
    },
    and(eq(log.id, row.id), mayFollow),
  )
  await addEvent(ctx, tx, row.id, { ...report.event, status: report.status, applied: after !== undefined })
  if (after && ended) await afterTheEnd(ctx, tx, after)
  // Out of NOT_ACCEPTED, nobody follows it any more.
  if (after && !ended && isFinal(row.status)) {
    await follow(ctx, tx, row.id, new Date(ctx.app.clock.now().getTime() + POLL_AFTER_MS))
  }
  return after ?? null
}

/** What ends with a communication: its TwiML's life begins to run out, what became of it can be said, its price asked for. */
export async function afterTheEnd(ctx: TenantContext, tx: TenantDb, row: LogRow): Promise<void> {
  const now = ctx.app.clock.now().getTime()
  if (row.voiceXmlId !== null) {
    const expiresAt = new Date(now + XML_KEPT_MS).toISOString()
    await tx.update(voiceXml, { expiresAt }, eq(voiceXml.id, row.voiceXmlId))
  }
  await settleInbound(ctx, tx, row.id)
  await follow(ctx, tx, row.id, new Date(now + PRICE_AFTER_MS))
}

function wordsFor({ errorCode, errorMessage }: StatusReport): string | null {
  if (!errorCode) return errorMessage ?? null
  return explainTwilioError(errorCode) ?? errorMessage ?? `Twilio error ${errorCode}`
}
