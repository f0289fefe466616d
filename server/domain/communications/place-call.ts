import type { sendVoice } from '#shared/contracts/sending'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import { renderSmsText } from '#shared/template/sms-text'
import { resolveSettings } from '#shared/template/settings'
import type { TenantContext } from '../../context/tenant-context'
import { estimateVoiceCost } from '../messages/render/cost-estimate'
import { renderCall, renderSettings, usedVariables } from '../messages/render-message'
import { findVoiceMessage } from '../messages/voice-messages'
import { findByIdempotencyKey, sendCommunication, type Sent } from './send'
import { findSender } from './sender'

type CallPlaced = DataOf<typeof sendVoice>

/**
 * Renders a template, stores what it will say, and places the call.
 *
 * @throws AppError NOT_FOUND for a template; VALIDATION_ERROR for what cannot be rendered; and what `sendCommunication`
 *   throws
 */
export async function placeCall(ctx: TenantContext, { body }: InputOf<typeof sendVoice>): Promise<CallPlaced> {
  const earlier = await findByIdempotencyKey(ctx)
  if (earlier) return callPlaced(earlier)
  const message = await findVoiceMessage(ctx.db, body.voice_message_id)
  const sender = await findSender(ctx, body.from_number)
  const record = body.record ?? ctx.settings.autoRecordCalls
  const announcement = record ? ctx.settings.recordingAnnouncement : null
  const rendered = await renderCall(ctx, message, { ...body, announcement })
  const prices = { currency: ctx.settings.currency, callMinuteMicros: ctx.settings.callMinutePriceMicros }
  const sent = await sendCommunication(ctx, {
    operation: 'communication.voice.send',
    kind: 'call',
    to: body.to,
    sender,
    content: renderSmsText(rendered.segments, resolveSettings(renderSettings(ctx))).text,
    twiml: rendered.twiml,
    estimatedMicros: estimateVoiceCost(rendered.spoken, message.voiceRate, prices)?.amountMicros ?? 0,
    voiceMessageId: message.id,
    variables: usedVariables(body.variables, rendered.unused),
    record,
  })
  return callPlaced(sent)
}

function callPlaced({ row, xmlUrl }: Sent): CallPlaced {
  return {
    id: row.id,
    call_sid: row.twilioSid,
    status: row.status as CallPlaced['status'],
    to: row.toNumber,
    from: row.fromNumber,
    webhook_url: xmlUrl ?? '',
    voice_message_id: row.voiceMessageId ?? 0,
  }
}
