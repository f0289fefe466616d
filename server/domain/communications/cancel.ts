import { isFinal, statusOf } from '#shared/communication/status'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { recordAudit } from '../audit/record-audit'
import { communicationForm, type CommunicationForm } from './form'
import { findCommunication } from './read-history'
import { refuseOtherMode } from './other-mode'
import { recordStatus } from './record-status'

/**
 * Stops a message that has not left, or a call that has not ended.
 *
 * @throws AppError NOT_FOUND; CONFLICT when it has ended, or is not known to the provider yet; EXTERNAL_API_ERROR when
 *   the provider says that it is too late
 */
export async function cancelCommunication(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<CommunicationForm> {
  const row = await findCommunication(ctx, params.id)
  refuseOtherMode(ctx, row)
  if (isFinal(row.status)) throw new AppError('CONFLICT', `It has ended already: ${row.status}`, { status: row.status })
  if (row.twilioSid === null)
    throw new AppError(
      'CONFLICT',
      'Twilio has not named it yet; try again in a moment',
      { status: row.status },
      { retryAfterSeconds: 5 },
    )
  const telephony = await ctx.app.telephony(ctx, row.isTest)
  const isCall = row.networkType === 'call'
  const record = isCall ? await telephony.endCall(row.twilioSid) : await telephony.cancelMessage(row.twilioSid)
  await ctx.db.transaction(async (tx) => {
    const before = communicationForm(row)
    const after = await recordStatus(ctx, tx, row, {
      status: statusOf(record.providerStatus) ?? 'canceled',
      providerStatus: record.providerStatus,
      durationSeconds: record.durationSeconds,
      event: { type: 'canceled', source: 'caller', details: { actor: ctx.principal.actorName } },
    })
    await recordAudit(ctx, tx, {
      operation: 'communication.cancel',
      entity: 'communication',
      entityId: row.id,
      before,
      after: communicationForm(after ?? row),
    })
  })
  return communicationForm(await findCommunication(ctx, row.id))
}
