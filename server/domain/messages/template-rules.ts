import { and, eq, inArray } from 'drizzle-orm'
import { tokenise } from '#shared/template/tokenise'
import { listAudioFiles } from '#shared/template/variables'
import type { TenantContext } from '../../context/tenant-context'
import { voiceFiles } from '../../db/schema/voice-files'
import { AppError, invalid } from '../../errors'
import { audioName, PLAYABLE_TYPES } from '../files/audio-url'
import { findTemplateProblems, type SaveProblem } from './render/template-problems'
import { validateVoiceSettings } from './render/voices'

/**
 * Which audio files of a template the tenant has, by the name that `{MP3~name}` uses: the file's name without its
 * ending. A template without audio asks nothing.
 */
export async function playableFiles(ctx: TenantContext, template: string): Promise<Set<string>> {
  const names = listAudioFiles(tokenise(template).tokens)
  if (names.length === 0) return new Set()
  const filenames = names.flatMap((name) => PLAYABLE_TYPES.map((type) => `${name}.${type}`))
  const rows = await ctx.db.find(voiceFiles, {
    where: and(eq(voiceFiles.isActive, true), inArray(voiceFiles.filename, filenames)),
  })
  return new Set(rows.map((row) => audioName(row.filename)))
}

/** What keeps a template from being saved, in the order of its text. */
export async function templateProblems(
  ctx: TenantContext,
  message: { voice_text: string; voice_settings?: unknown },
): Promise<SaveProblem[]> {
  const audioFiles = await playableFiles(ctx, message.voice_text)
  return findTemplateProblems({ template: message.voice_text, audioFiles, voiceSettings: message.voice_settings })
}

/**
 * Refuses a template that cannot be said.
 *
 * @throws AppError VALIDATION_ERROR with every problem and its place in the text
 */
export async function checkTemplate(
  ctx: TenantContext,
  message: { voice_text: string; voice_settings?: unknown },
): Promise<void> {
  const problems = await templateProblems(ctx, message)
  const [first] = problems
  if (!first) return
  throw new AppError('VALIDATION_ERROR', first.message, { field: first.field, issue: first.message, problems })
}

/** @throws AppError VALIDATION_ERROR for a voice that Twilio does not have */
export function checkVoiceOverrides(voices: Readonly<Record<string, string | undefined>>): void {
  for (const [name, voice] of Object.entries(voices)) {
    const [problem] = validateVoiceSettings({ voice })
    if (problem) throw invalid(`settings.voices.${name}`, problem.message)
  }
}
