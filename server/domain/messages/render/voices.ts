import { SAY_LANGUAGES, SAY_VOICES } from '#shared/template/twiml-enums.ts'
import { createWarnings } from '#shared/template/warnings.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'
import { pollyNames } from './polly-languages.ts'
import { voiceCapabilities, voiceLanguages } from './voice-capabilities.ts'
import type { VoiceCapabilities } from './voice-capabilities.ts'

/** `voice_settings` of a message: any voice and language of the list; unknown keys are kept and not read. */
export interface VoiceSettings {
  voice?: string | null
  language?: string | null
}

/** Everything that decides on the voice. */
export interface VoiceChoice {
  /** `voice_gender`: alice, woman, man, bob. */
  voiceGender?: string | null
  voiceSettings?: VoiceSettings | null
  /** `settings.voices` of the tenant: gender → voice; may say `alice` literally. */
  tenantVoices?: Readonly<Record<string, string>> | null
}

export interface ResolvedVoice {
  voice: string
  /** To be said in `<Say language>`; absent when nobody asked for one. */
  language?: string
  /** What is really spoken, for words and dates. */
  spokenLanguage: string
  capabilities: VoiceCapabilities
}

export interface VoiceSettingsProblem {
  code: 'invalid_voice_settings' | 'unknown_voice' | 'unknown_language' | 'language_not_spoken'
  message: string
  field: 'voice_settings' | 'voice_settings.voice' | 'voice_settings.language'
}

/** Voices that can speak SSML, for the names that the message's form offers. `bob` does not exist at Twilio. */
export const DEFAULT_VOICES: Readonly<Record<string, string>> = {
  alice: 'Polly.Joanna',
  woman: 'Polly.Joanna',
  man: 'Polly.Matthew',
  bob: 'Polly.Matthew',
}

/**
 * Decides on the voice: `voice_settings.voice`, else the tenant's map, else the default map. What Twilio doesn't know
 * is passed over with a warning, so that the result is always a voice that exists, in a language that it speaks.
 */
export function resolveVoice(choice: VoiceChoice): ResolvedVoice & { warnings: RenderWarning[] } {
  const warnings = createWarnings()
  const warn = (code: RenderWarning['code'], message: string) => warnings.add({ code, message })
  const asked = choice.voiceSettings?.voice
  let voice = mappedVoice(choice, warn)
  if (asked && SAY_VOICES.includes(asked)) voice = asked
  else if (asked) warn('unknown_voice', `Twilio has no voice “${asked}”: ${voice} speaks instead.`)

  let language = choice.voiceSettings?.language ?? undefined
  if (language && !SAY_LANGUAGES.includes(language)) {
    warn('unknown_language', `Twilio has no language “${language}”: it was left out.`)
    language = undefined
  }
  if (language && !voiceLanguages(voice).includes(language)) {
    const other = asked === voice ? undefined : voiceFor(language)
    const effect = other ? `${other} speaks instead` : 'the language was left out'
    warn('language_not_spoken', `${voice} does not speak ${language}: ${effect}.`)
    if (other) voice = other
    else language = undefined
  }
  const spokenLanguage = language ?? voiceLanguages(voice)[0] ?? 'en-US'
  const capabilities = voiceCapabilities(voice, spokenLanguage)
  return { voice, ...(language && { language }), spokenLanguage, capabilities, warnings: warnings.all() }
}

/**
 * Checks `voice_settings` as it comes from outside, before it is stored.
 *
 * @param settings any JSON; null and undefined are fine
 * @returns the problems, empty when it can be saved
 */
export function validateVoiceSettings(settings: unknown): VoiceSettingsProblem[] {
  if (settings === null || settings === undefined) return []
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    return [problem('invalid_voice_settings', 'Give an object with voice and language.', 'voice_settings')]
  }
  const { voice, language } = settings as { voice?: unknown; language?: unknown }
  const problems: VoiceSettingsProblem[] = []
  const knowsVoice = isOneOf(voice, SAY_VOICES)
  const knowsLanguage = isOneOf(language, SAY_LANGUAGES)
  if (isGiven(voice) && !knowsVoice) {
    problems.push(problem('unknown_voice', 'Twilio has no such voice.', 'voice_settings.voice'))
  }
  if (isGiven(language) && !knowsLanguage) {
    problems.push(problem('unknown_language', 'Twilio has no such language.', 'voice_settings.language'))
  }
  if (knowsVoice && knowsLanguage && !voiceLanguages(voice).includes(language)) {
    const message = `${voice} speaks ${voiceLanguages(voice).join(', ')}, not ${language}.`
    problems.push(problem('language_not_spoken', message, 'voice_settings.language'))
  }
  return problems
}

function mappedVoice(choice: VoiceChoice, warn: (code: 'unknown_voice', message: string) => void): string {
  const gender = choice.voiceGender?.toLowerCase() || 'alice'
  const own =
    choice.tenantVoices && Object.hasOwn(choice.tenantVoices, gender) ? choice.tenantVoices[gender] : undefined
  if (own && SAY_VOICES.includes(own)) return own
  const known = Object.hasOwn(DEFAULT_VOICES, gender) ? DEFAULT_VOICES[gender] : undefined
  const voice = known ?? 'Polly.Joanna'
  if (own)
    warn('unknown_voice', `Twilio has no voice “${own}”, which the settings name for ${gender}: ${voice} speaks.`)
  else if (!known) warn('unknown_voice', `There is no voice “${choice.voiceGender}”: ${voice} speaks instead.`)
  return voice
}

/** A voice for a language that was asked for without one: Polly's before Google's, since more of our types work there. */
function voiceFor(language: string): string | undefined {
  const names = pollyNames(language).flatMap((name) => [`Polly.${name}`, `Polly.${name}-Neural`])
  const google = SAY_VOICES.filter(isPlainGoogleVoice).filter((voice) => voiceLanguages(voice).includes(language))
  return [...names, ...google].find((voice) => SAY_VOICES.includes(voice))
}

/** Chirp voices take none of our types. */
function isPlainGoogleVoice(voice: string): boolean {
  return voice.startsWith('Google.') && !voice.includes('-Chirp')
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined
}

function isOneOf(value: unknown, known: readonly string[]): value is string {
  return typeof value === 'string' && known.includes(value)
}

function problem(
  code: VoiceSettingsProblem['code'],
  message: string,
  field: VoiceSettingsProblem['field'],
): VoiceSettingsProblem {
  return { code, message, field }
}
