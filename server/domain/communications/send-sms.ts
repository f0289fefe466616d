import type { sendSms as SendSms } from '#shared/contracts/sending'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { TenantContext } from '../../context/tenant-context'
import { renderText, usedVariables } from '../messages/render-message'
import { findVoiceMessage } from '../messages/voice-messages'
import type { LogRow } from './form'
import { findByIdempotencyKey, sendCommunication } from './send'
import { findTextSender } from './sender'

type SmsSent = DataOf<typeof SendSms>

/**
 * Renders a text or a template and sends it.
 *
 * @throws AppError NOT_FOUND for a template; VALIDATION_ERROR for what cannot be rendered; and what `sendCommunication`
 *   throws
 */
export async function sendSms(ctx: TenantContext, { body }: InputOf<typeof SendSms>): Promise<SmsSent> {
  const earlier = await findByIdempotencyKey(ctx)
  if (earlier) return smsSent(earlier.row)
  const template = body.voice_message_id === undefined ? null : await findVoiceMessage(ctx.db, body.voice_message_id)
  const sender = await findTextSender(ctx, body.from_number)
  const rendered = renderText(ctx, template?.voiceText ?? body.message ?? '', body)
  const { row } = await sendCommunication(ctx, {
    operation: 'communication.sms.send',
    kind: 'sms',
    to: body.to,
    sender,
    content: rendered.body,
    segments: rendered.sms.segments,
    encoding: rendered.sms.encoding,
    estimatedMicros: rendered.sms.segments * ctx.settings.smsSegmentPriceMicros,
    voiceMessageId: template?.id ?? null,
    variables: usedVariables(body.variables, rendered.unused),
  })
  return smsSent(row)
}

function smsSent(row: LogRow): SmsSent {
  return {
    id: row.id,
    message_sid: row.twilioSid,
    status: row.status as SmsSent['status'],
    to: row.toNumber,
    from: row.fromNumber,
    body: row.messageContent ?? '',
    segments: row.segments ?? 0,
    encoding: row.encoding ?? '',
  }
}
