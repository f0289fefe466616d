import { publicErrorCode } from '#shared/contracts/errors'
import { describeSms } from '#shared/template/sms-encoding'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { addEvent } from '../communications/events'
import { findCommunication } from '../communications/read-history'
import { findByIdempotencyKey, sendCommunication } from '../communications/send'
import { findSender } from '../communications/sender'

export const AUTOMATIC_TEXT_KIND = 'send-automatic-text'

export interface AutomaticText {
  /** Of the text that came in. */
  communication_id: number
  /** The ledger's: a job may run twice, a text is sent once. */
  key: string
  to: string
  from: string
  body: string
}

/** An answer that comes later than this answers nothing. */
const WORTH_SENDING_MS = 60 * 60 * 1000

/**
 * Sends a reply to a keyword, or hands a text on. What the gate refuses is on the timeline of the text that came in, and
 * is not tried again.
 *
 * @returns when to try again, while Twilio cannot be reached: nothing was sent then
 */
export async function sendAutomaticText(job: TenantContext, text: AutomaticText): Promise<{ again: Date } | undefined> {
  const ctx = { ...job, idempotencyKey: text.key }
  if (await findByIdempotencyKey(ctx)) return undefined
  if (!ctx.tenant.isActive) return giveUp(ctx, text, SUSPENDED)
  const { segments, encoding } = describeSms(text.body)
  try {
    await sendCommunication(ctx, {
      operation: AUTOMATIC_TEXT_KIND,
      kind: 'sms',
      to: text.to,
      sender: await findSender(ctx, text.from),
      content: text.body,
      segments,
      encoding,
      estimatedMicros: segments * ctx.settings.smsSegmentPriceMicros,
      voiceMessageId: null,
      variables: {},
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const again = error.retryAfterSeconds === undefined ? null : await nextTry(ctx, text, error.retryAfterSeconds)
    return again ? { again } : giveUp(ctx, text, error)
  }
  return undefined
}

const SUSPENDED = { errorName: 'PERMISSION_DENIED', message: 'The tenant is suspended' } as const

async function giveUp(
  ctx: TenantContext,
  text: AutomaticText,
  why: Pick<AppError, 'errorName' | 'message'>,
): Promise<undefined> {
  const details = { to: text.to, code: publicErrorCode(why.errorName), message: why.message }
  await ctx.db.transaction((tx) =>
    addEvent(ctx, tx, text.communication_id, { type: 'not-sent-on', source: 'trunkline', details }),
  )
}

/** As long again as it has waited, each try being a row of the ledger; null when it has waited long enough. */
async function nextTry(ctx: TenantContext, text: AutomaticText, retryAfterSeconds: number): Promise<Date | null> {
  const received = await findCommunication(ctx, text.communication_id)
  const now = ctx.app.clock.now().getTime()
  const waitedMs = now - Date.parse(received.createdAt)
  return waitedMs > WORTH_SENDING_MS ? null : new Date(now + Math.max(retryAfterSeconds * 1_000, waitedMs))
}
