import { eq } from 'drizzle-orm'
import { isFinal, statusOf, type Status } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { communicationLog as log } from '../../db/schema/communication-log'
import { AppError } from '../../errors'
import { isOver } from '../../providers/twilio/conferences'
import { ringBrowser } from '../../providers/twilio/ring-browser'
import { addEvent } from '../communications/events'
import { sendCommunication } from '../communications/send'
import { throwFailure } from '../communications/throw-failure'
import { voiceUrl } from '../communications/urls'
import { foldCall, type Transfer } from './call-state'
import { clientIdentity } from './client-identity'
import { clientParameters } from './client-parameters'
import { askWhatNow } from './conference-twiml'
import { conferenceUrl } from './conference-name'
import { numbersOf } from './numbers-of'
import type { LiveCall } from './phone-calls'

/** Whom a call is handed over to, as far as it is known. */
export interface Target {
  /** Null while Twilio has not named the leg. */
  sid: string | null
  status: Status
}

/** @returns null while nobody is called yet */
export async function readTarget(ctx: TenantContext, transfer: Transfer): Promise<Target | null> {
  if (transfer.communicationId === null) return transfer.leg
  const [row] = await ctx.db.find(log, { where: eq(log.id, transfer.communicationId), limit: 1 })
  return row ? { sid: row.twilioSid, status: row.status as Status } : null
}

/**
 * Calls whom the call is handed over to. A number is called as any other: under the gate, within the day's limits, with a
 * communication of its own. A colleague's browser is none: it is no number that could opt out, lies in no country, and
 * takes no place among the day's calls to people outside, so its leg is told on the timeline of the call that it takes.
 *
 * @returns the transfer with whom it calls
 * @throws AppError CONFLICT when the transfer has ended meanwhile; what `sendCommunication` throws; nobody being called then
 */
export async function callTarget(ctx: TenantContext, { row }: LiveCall, transfer: Transfer): Promise<Transfer> {
  const { id, to } = transfer
  const { customer, own } = numbersOf(row)
  if ('number' in to) {
    const { row: target } = await sendCommunication(ctx, {
      operation: 'phone.transfer',
      kind: 'call',
      to: to.number,
      sender: { number: own, phoneNumberId: row.phoneNumberId },
      content: `Transfer of call ${row.id}`,
      twiml: askWhatNow(ctx, row.id, id),
      estimatedMicros: ctx.settings.callMinutePriceMicros,
      voiceMessageId: null,
      variables: {},
      transferOf: row.id,
      alongside: async (tx, targetId) => {
        await mustBeUnderWay({ ...ctx, db: tx }, row.id, id)
        const details = { transfer: id, target_id: targetId }
        await addEvent(ctx, tx, row.id, { type: 'transfer-target', source: 'trunkline', details })
      },
    })
    return { ...transfer, communicationId: target.id }
  }
  const parameters = await clientParameters(ctx, {
    from: customer,
    called: own,
    transferredBy: ctx.principal.actorName,
  })
  await mustBeUnderWay(ctx, row.id, id)
  const outcome = await ringBrowser(await ctx.app.clientFor(ctx), {
    to: `client:${clientIdentity(ctx.tenant.id, to.userId)}?${new URLSearchParams(parameters)}`,
    from: own,
    url: conferenceUrl(ctx, row.id, id),
    statusCallback: voiceUrl(ctx, `transfer=${id}&id=${row.id}`),
  })
  throwFailure(outcome)
  // Without an answer the leg's own reports tell whether there is one.
  if (outcome.kind !== 'accepted') return transfer
  const { sid } = outcome.record
  await tellLeg(ctx, row.id, id, outcome.record)
  return { ...transfer, leg: { sid, status: 'queued', toldAt: transfer.begunAt } }
}

/** @returns whether nobody is called any more; else it has to be asked again */
export async function hangUpTarget(ctx: TenantContext, transfer: Transfer): Promise<boolean> {
  const target = await readTarget(ctx, transfer)
  if (!target || isFinal(target.status)) return true
  if (target.sid === null) return false
  const telephony = await ctx.app.telephony(ctx, false)
  try {
    await telephony.endCall(target.sid)
    return true
  } catch (error) {
    if (error instanceof AppError) return isOver(error)
    throw error
  }
}

/** Asks Twilio how far a leg to a browser is, whose reports may be lost. */
export async function askAboutLeg(ctx: TenantContext, communicationId: number, { id, leg }: Transfer): Promise<void> {
  const record = leg && (await (await ctx.app.telephony(ctx, false)).fetchCall(leg.sid))
  if (record && statusOf(record.providerStatus) !== leg.status) await tellLeg(ctx, communicationId, id, record)
}

/** @throws AppError CONFLICT */
async function mustBeUnderWay(ctx: TenantContext, communicationId: number, transferId: string): Promise<void> {
  const now = await foldCall(ctx, communicationId)
  if (now?.transfer?.id !== transferId) throw new AppError('CONFLICT', 'It is not being transferred any more')
}

async function tellLeg(
  ctx: TenantContext,
  communicationId: number,
  transfer: string,
  { sid, providerStatus }: { sid: string; providerStatus: string },
): Promise<void> {
  const details = { transfer, leg_sid: sid, leg_status: statusOf(providerStatus) ?? 'queued' }
  await ctx.db.transaction((tx) =>
    addEvent(ctx, tx, communicationId, { type: 'transfer-leg', source: 'twilio', details }),
  )
}
