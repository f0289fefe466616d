import type { previewSms as PreviewSms } from '#shared/contracts/sending'
import type { DataOf, InputOf } from '#shared/contracts/contract'
import type {
  previewDraft as PreviewDraft,
  previewVoiceMessage as PreviewVoiceMessage,
} from '#shared/contracts/voice-messages'
import { tokenise } from '#shared/template/tokenise'
import { listVariables } from '#shared/template/variables'
import type { TenantContext } from '../../context/tenant-context'
import { fromMicros } from '../tenants/settings-form'
import { composePreview, type PreviewInput } from './render/preview'
import { refuseMissing, renderSettings, voiceInput, type RenderOptions, type Spoken } from './render-message'
import { templateProblems } from './template-rules'
import { columnsOf, findVoiceMessage } from './voice-messages'

type Preview = DataOf<typeof PreviewVoiceMessage>

/**
 * What a template, with fields of an edit instead of its own, becomes with these variables: the bytes that a send would
 * use.
 *
 * @throws AppError NOT_FOUND; VALIDATION_ERROR for missing variables under `strict`
 */
export async function previewMessage(
  ctx: TenantContext,
  { params, body }: InputOf<typeof PreviewVoiceMessage>,
): Promise<Preview> {
  return preview(ctx, { ...(await findVoiceMessage(ctx.db, params.id)), ...columnsOf(body.draft ?? {}) }, body)
}

/** The same for a template that is not saved yet. @throws AppError VALIDATION_ERROR for missing variables under `strict` */
export async function previewDraft(ctx: TenantContext, { body }: InputOf<typeof PreviewDraft>): Promise<Preview> {
  const { variables, strict, ...draft } = body
  const { voice_gender: voiceGender, voice_rate: voiceRate, voice_type: voiceType, voice_text: voiceText } = draft
  const message = { voiceText, voiceGender, voiceRate, voiceType, voiceSettings: draft.voice_settings ?? null }
  return preview(ctx, message, { variables, strict })
}

/**
 * What an SMS of a text or a template would say.
 *
 * @throws AppError NOT_FOUND for a template; VALIDATION_ERROR for missing variables under `strict`
 */
export async function previewSms(ctx: TenantContext, { body }: InputOf<typeof PreviewSms>): Promise<Preview> {
  const { voice_message_id: id } = body
  const text = id === undefined ? (body.message ?? '') : (await findVoiceMessage(ctx.db, id)).voiceText
  return preview(ctx, { ...NO_VOICE, voiceText: text, voiceType: 'sms' }, body)
}

const NO_VOICE = { voiceGender: 'alice', voiceRate: 'medium', voiceSettings: null }

async function preview(
  ctx: TenantContext,
  message: Spoken & { voiceType: string },
  options: RenderOptions,
): Promise<Preview> {
  const { settings } = ctx
  const prices = {
    currency: settings.currency,
    smsPartMicros: settings.smsSegmentPriceMicros,
    callMinuteMicros: settings.callMinutePriceMicros,
  }
  const shown = composePreview(await inputOf(ctx, message, options), prices)
  refuseMissing(message.voiceText, shown.missing, options)
  const { cost } = shown
  return {
    ...shown,
    variables: listVariables(tokenise(message.voiceText).tokens).map(({ name }) => name),
    problems: await templateProblems(ctx, { voice_text: message.voiceText, voice_settings: message.voiceSettings }),
    cost: cost && { amount: fromMicros(cost.amountMicros), currency: cost.currency, seconds: cost.seconds },
  }
}

async function inputOf(
  ctx: TenantContext,
  message: Spoken & { voiceType: string },
  { variables }: RenderOptions,
): Promise<PreviewInput> {
  if (message.voiceType !== 'sms') return { kind: 'voice', ...(await voiceInput(ctx, message, variables)) }
  return { kind: 'sms', template: message.voiceText, variables, settings: renderSettings(ctx) }
}
