import type { DataOf, InputOf } from '#shared/contracts/contract'
import type { previewVoiceMessage } from '#shared/contracts/voice-messages'
import type { TenantContext } from '../../context/tenant-context'
import { fromMicros } from '../tenants/settings-form'
import { composePreview } from './render/preview'
import { refuseMissing, renderSettings, voiceInput } from './render-message'
import { columnsOf, findVoiceMessage } from './voice-messages'

/**
 * What a template, saved or being edited, becomes with these variables: the bytes that a send would use.
 *
 * @throws AppError NOT_FOUND; VALIDATION_ERROR for missing variables under `strict`
 */
export async function previewMessage(
  ctx: TenantContext,
  { params, body }: InputOf<typeof previewVoiceMessage>,
): Promise<DataOf<typeof previewVoiceMessage>> {
  const message = { ...(await findVoiceMessage(ctx.db, params.id)), ...columnsOf(body.draft ?? {}) }
  const { variables } = body
  const { settings } = ctx
  const prices = {
    currency: settings.currency,
    smsPartMicros: settings.smsSegmentPriceMicros,
    callMinuteMicros: settings.callMinutePriceMicros,
  }
  const preview =
    message.voiceType === 'sms'
      ? composePreview({ kind: 'sms', template: message.voiceText, variables, settings: renderSettings(ctx) }, prices)
      : composePreview({ kind: 'voice', ...(await voiceInput(ctx, message, variables)) }, prices)
  refuseMissing(message.voiceText, preview.missing, body)
  const { cost } = preview
  return { ...preview, cost: cost && { amount: fromMicros(cost.amountMicros), currency: cost.currency } }
}
