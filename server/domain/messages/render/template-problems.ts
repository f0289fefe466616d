import { tokenise } from '#shared/template/tokenise.ts'
import type { TemplateProblemCode } from '#shared/template/tokenise.ts'
import { validateVoiceSettings } from './voices.ts'
import type { VoiceSettingsProblem } from './voices.ts'

/** A reason not to save, by the field that it is in; `start` and `end` are UTF-16 indices into `voice_text`. */
export interface SaveProblem {
  field: 'voice_text' | VoiceSettingsProblem['field']
  code: TemplateProblemCode | VoiceSettingsProblem['code']
  message: string
  start?: number
  end?: number
}

export interface TemplateToSave {
  template: string
  /** The names of the tenant's audio files; a Set will do. */
  audioFiles: { has(file: string): boolean }
  /** `voice_settings` as it came from outside. */
  voiceSettings?: unknown
}

/** More than an author can look at, and few enough for a hostile template to be answered shortly. */
const MAX_SAVE_PROBLEMS = 100

/**
 * Checks a message before it is stored: the template's grammar, its audio files, and its voice settings.
 *
 * @returns the problems in the order of the text, at most MAX_SAVE_PROBLEMS; empty when it can be saved
 */
export function findTemplateProblems({ template, audioFiles, voiceSettings }: TemplateToSave): SaveProblem[] {
  const { tokens, problems } = tokenise(template)
  const inText: (SaveProblem & { start: number })[] = problems.map((problem) => ({ field: 'voice_text', ...problem }))
  for (const token of tokens) {
    if (token.kind !== 'audio' || audioFiles.has(token.file)) continue
    const { start, end } = token
    const message = `There is no audio file ${token.file}.`
    inText.push({ field: 'voice_text', code: 'unknown_audio_file', message, start, end })
  }
  inText.sort((a, b) => a.start - b.start)
  return [...validateVoiceSettings(voiceSettings), ...inText].slice(0, MAX_SAVE_PROBLEMS)
}
