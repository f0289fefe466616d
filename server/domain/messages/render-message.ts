import { missingVariableProblems } from '#shared/template/segments'
import { RenderError } from '#shared/template/render-error'
import { tokenise } from '#shared/template/tokenise'
import type { VariableValues } from '#shared/template/variables'
import type { TenantContext } from '../../context/tenant-context'
import { AppError } from '../../errors'
import { audioUrl } from '../files/audio-url'
import type { AudioFile } from './render/audio'
import { composeSms, composeVoice, type ComposedSms, type ComposedVoice, type VoiceInput } from './render/compose'
import { findTemplateAudio, type FoundAudio } from './template-rules'
import type { VoiceMessageRow } from './voice-messages'

/** What of a template decides how it sounds. */
export type Spoken = Pick<VoiceMessageRow, 'voiceText' | 'voiceGender' | 'voiceRate' | 'voiceSettings'>

export interface RenderOptions {
  variables: VariableValues
  /** Refuse missing variables instead of leaving them out. */
  strict: boolean
}

/** What a call will say. @throws AppError VALIDATION_ERROR when it cannot be rendered, or misses variables under strict */
export async function renderCall(
  ctx: TenantContext,
  message: Spoken,
  options: RenderOptions & Pick<VoiceInput, 'announcement'>,
): Promise<ComposedVoice> {
  const { announcement } = options
  const input = { ...(await voiceInput(ctx, message, options.variables)), announcement }
  const composed = refusing(() => composeVoice(input))
  refuseMissing(message.voiceText, composed.missing, options)
  return composed
}

/** What an SMS will say. @throws AppError VALIDATION_ERROR when it is empty, too long, or misses variables under strict */
export function renderText(ctx: TenantContext, template: string, options: RenderOptions): ComposedSms {
  const composed = refusing(() => composeSms({ template, variables: options.variables, settings: renderSettings(ctx) }))
  if (composed.problem)
    throw new AppError('VALIDATION_ERROR', composed.problem.message, {
      field: 'message',
      issue: composed.problem.message,
      ...composed.problem,
    })
  refuseMissing(template, composed.missing, options)
  return composed
}

/** Everything that decides how a template sounds, for call and preview alike. */
export async function voiceInput(ctx: TenantContext, message: Spoken, variables: VariableValues): Promise<VoiceInput> {
  const files = await findTemplateAudio(ctx, message.voiceText)
  return {
    template: message.voiceText,
    variables,
    settings: renderSettings(ctx),
    rate: message.voiceRate,
    voice: {
      voiceGender: message.voiceGender,
      voiceSettings: message.voiceSettings,
      tenantVoices: ctx.settings.voices,
    },
    audio: (name) => audioFile(ctx, name, files.get(name)),
  }
}

/** How a call does without it, said of a file. */
const NOT_PLAYABLE: Record<NonNullable<FoundAudio['notPlayable']>, string> = {
  not_audio: 'is no audio',
  in_preparation: 'is still being made playable in calls',
  no_transcoder: 'is of a type that calls do not play, and nothing here makes it playable',
  not_readable: 'cannot be read',
  missing: 'has lost its content',
}

function audioFile(ctx: TenantContext, name: string, found: FoundAudio | undefined): AudioFile | undefined {
  if (!found) return undefined
  if (found.notPlayable) return { notPlayable: NOT_PLAYABLE[found.notPlayable] }
  const seconds = found.durationMs === null ? undefined : found.durationMs / 1000
  return { url: audioUrl(ctx, name, found.sha256), seconds }
}

/** Of the values given, those that the template has a place for. */
export function usedVariables(variables: VariableValues, unused: readonly string[]): VariableValues {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !unused.includes(name)))
}

/** The tenant's locale, currency and zone. */
export function renderSettings(ctx: TenantContext) {
  const { locale, currency, timezone } = ctx.settings
  return { locale, currency, timeZone: timezone }
}

function refusing<Output>(compose: () => Output): Output {
  try {
    return compose()
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    throw new AppError('VALIDATION_ERROR', error.message, {
      field: 'variables',
      issue: error.message,
      ...error.problem,
    })
  }
}

/** @throws AppError VALIDATION_ERROR naming the variables that have no value, under strict */
export function refuseMissing(template: string, missing: string[], { strict }: Pick<RenderOptions, 'strict'>): void {
  if (!strict || missing.length === 0) return
  const problems = missingVariableProblems(tokenise(template).tokens, missing)
  const issue = `no value for ${missing.map((name) => `{${name}}`).join(', ')}`
  throw new AppError('VALIDATION_ERROR', `variables: ${issue}`, { field: 'variables', issue, missing, problems })
}
