import { and, eq } from 'drizzle-orm'
import type { TenantContext } from '../../context/tenant-context'
import { communicationEvents } from '../../db/schema/communication-events'
import { voiceXml } from '../../db/schema/voice-xml'
import { outcomeOf } from '#shared/communication/status'
import type { VariableValues } from '#shared/template/variables'
import { AppError } from '../../errors'
import { communicationForm, type CommunicationForm, type LogRow } from './form'
import { refuseOtherMode } from './other-mode'
import { findCommunication } from './read-history'
import { findByIdempotencyKey, sendCommunication } from './send'
import { findSender, findTextSender, isNumber, type Sender } from './sender'

/**
 * Sends one that failed again, saying the same, as a new communication linked to it. The gate is asked anew.
 *
 * @throws AppError NOT_FOUND; CONFLICT for one that did not fail, whose repetition would reach somebody twice, and for a
 *   call between people; and what `sendCommunication` throws
 */
export async function retryCommunication(
  ctx: TenantContext,
  { params }: { params: { id: number } },
): Promise<CommunicationForm> {
  const earlier = await findByIdempotencyKey(ctx)
  if (earlier) return communicationForm(earlier.row)
  const row = await findCommunication(ctx, params.id)
  refuseOtherMode(ctx, row)
  if (row.direction === 'inbound') throw new AppError('CONFLICT', 'It came in; there is nothing to send again')
  if (outcomeOf(row.status) !== 'failed') {
    throw new AppError('CONFLICT', `Only what failed is sent again; this is ${row.status}`, { status: row.status })
  }
  if (row.networkType === 'call' && (row.voiceMessageId === null || row.voiceXmlId === null)) {
    throw new AppError('CONFLICT', 'Somebody was to talk in this call themselves: only they can make it again')
  }
  const { row: sent } = await sendCommunication(ctx, {
    operation: 'communication.retry',
    kind: row.networkType,
    to: row.toNumber,
    sender: await senderOf(ctx, row),
    content: row.messageContent ?? '',
    twiml: await storedTwiml(ctx, row),
    segments: row.segments ?? undefined,
    encoding: row.encoding ?? undefined,
    estimatedMicros: row.estimatedCost,
    voiceMessageId: row.voiceMessageId,
    ...(await keptFromFirst(ctx, row)),
    retryOf: row.id,
  })
  return communicationForm(sent)
}

/** The same number; where a service's choice was never known, the service chooses again. */
function senderOf(ctx: TenantContext, { fromNumber }: LogRow): Promise<Sender> {
  return isNumber(fromNumber) ? findSender(ctx, fromNumber) : findTextSender(ctx, undefined)
}

/** What filled the template at the first try, and whether that was recorded: the announcement is in what is said. */
async function keptFromFirst(ctx: TenantContext, row: LogRow): Promise<{ variables: VariableValues; record: boolean }> {
  const created = and(eq(communicationEvents.communicationId, row.id), eq(communicationEvents.type, 'created'))
  const [event] = await ctx.db.find(communicationEvents, { where: created, limit: 1 })
  const { variables = {}, record } = event?.details ?? {}
  return { variables: variables as VariableValues, record: record === true }
}

/** The very bytes of the first try: a template edited since must not change what a person is told. */
async function storedTwiml(ctx: TenantContext, row: LogRow): Promise<string | undefined> {
  if (row.voiceXmlId === null) return undefined
  const [xml] = await ctx.db.find(voiceXml, { where: eq(voiceXml.id, row.voiceXmlId), limit: 1 })
  return xml?.xmlContent
}
