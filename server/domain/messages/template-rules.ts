import { tokenise } from '#shared/template/tokenise'
import { listAudioFiles } from '#shared/template/variables'
import type { TenantContext } from '../../context/tenant-context'
import { AppError, invalid } from '../../errors'
import { findAudioFiles, type NotPlayable } from '../files/files.queries'
import { findTemplateProblems, type SaveProblem } from './render/template-problems'
import { validateVoiceSettings } from './render/voices'

/** What a template's `{MP3~name}` finds. */
export interface FoundAudio {
  sha256: string
  durationMs: number | null
  /** Why a call leaves it out; null when it is played. */
  notPlayable: NotPlayable | null
}

/**
 * The audio of a template that the tenant has, by the name that `{MP3~name}` uses: the file's name without its ending.
 * A template without audio asks nothing.
 */
export async function findTemplateAudio(ctx: TenantContext, template: string): Promise<Map<string, FoundAudio>> {
  const found = await findAudioFiles(ctx.db, listAudioFiles(tokenise(template).tokens))
  return new Map(
    found.map(({ file, object: { sha256, durationMs }, notPlayable }) => [
      file.name,
      { sha256, durationMs, notPlayable },
    ]),
  )
}

/** What keeps a template from being saved, in the order of its text. */
export async function templateProblems(
  ctx: TenantContext,
  message: { voice_text: string; voice_settings?: unknown },
): Promise<SaveProblem[]> {
  const audioFiles = await findTemplateAudio(ctx, message.voice_text)
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
