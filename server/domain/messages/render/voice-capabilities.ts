import type { InterpretAs } from '#shared/template/twiml-enums.ts'
import { pollyLanguages } from './polly-languages.ts'

type VoiceClass =
  'basic' | 'polly-standard' | 'polly-neural' | 'polly-generative' | 'google' | 'google-chirp' | 'vonage'

/** What our SSML types may become; a type that is absent is written out as words or separated digits. */
export interface Interpretations {
  number?: InterpretAs
  digits?: InterpretAs
  characters?: InterpretAs
  phone?: InterpretAs
  date?: InterpretAs
}

export interface VoiceCapabilities {
  voiceClass: VoiceClass
  interpretations: Interpretations
  /** Whether `<prosody rate>` works. */
  rate: boolean
  /** The most that one spoken piece may hold, and whether tags count. */
  limit: { characters: number; tagsCount: boolean }
}

/*
 * Sources: twilio.com/docs/voice/twiml/say (limits; basic voices take no SSML), docs.aws.amazon.com/polly/latest/dg
 * (say-as-tag: `characters` makes a neural voice fall back to the standard one; prosody-tag: rate on every engine, by
 * generative voices around whole sentences, which a whole `<Say>` is as near as can be),
 * cloud.google.com/text-to-speech/docs/ssml (no `number` and `digits`; digits are said as `characters`).
 *
 * Two types are in no row. `currency` is not among TwiML's values. `time` exists, but Polly reads it as a duration of
 * minutes and seconds and Google wants a `format` that TwiML doesn't have: as plain text "2:30 PM" is said right.
 */
const POLLY: Interpretations = {
  number: 'number',
  digits: 'digits',
  characters: 'characters',
  phone: 'telephone',
  date: 'date',
}
const POLLY_LIMIT = { characters: 3_000, tagsCount: false }
const GOOGLE_LIMIT = { characters: 5_000, tagsCount: true }

const CAPABILITIES: Readonly<Record<VoiceClass, VoiceCapabilities>> = {
  basic: { voiceClass: 'basic', interpretations: {}, rate: false, limit: { characters: 4_000, tagsCount: true } },
  'polly-standard': { voiceClass: 'polly-standard', interpretations: POLLY, rate: true, limit: POLLY_LIMIT },
  'polly-neural': {
    voiceClass: 'polly-neural',
    interpretations: { ...POLLY, characters: undefined },
    rate: true,
    limit: POLLY_LIMIT,
  },
  'polly-generative': { voiceClass: 'polly-generative', interpretations: POLLY, rate: true, limit: POLLY_LIMIT },
  google: {
    voiceClass: 'google',
    interpretations: {
      number: 'cardinal',
      digits: 'characters',
      characters: 'characters',
      phone: 'telephone',
      date: 'date',
    },
    rate: true,
    limit: GOOGLE_LIMIT,
  },
  // Chirp came out without SSML and takes a part of it by now, never prosody. Words are right either way.
  'google-chirp': { voiceClass: 'google-chirp', interpretations: {}, rate: false, limit: GOOGLE_LIMIT },
  // The standard Polly set; 1,500 characters, counted with the tags to be safe.
  vonage: { voiceClass: 'vonage', interpretations: POLLY, rate: true, limit: { characters: 1_500, tagsCount: true } },
}

/** Languages in which Polly knows `telephone` (say-as-tag, note on telephone). */
const POLLY_TELEPHONE = /^(?:en-|es-|pt-|fr-FR$|fr-CA$|de-DE$|it-IT$|ja-JP$|ru-RU$)/

/** The languages that Twilio's legacy voices list. */
const MAN_AND_WOMAN = ['en-US', 'en-GB', 'de-DE', 'es-ES', 'fr-FR', 'it-IT']
const ALICE = [
  ...MAN_AND_WOMAN,
  ...['ca-ES', 'da-DK', 'en-AU', 'en-CA', 'en-IN', 'es-MX', 'fi-FI', 'fr-CA', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-NL'],
  ...['pl-PL', 'pt-BR', 'pt-PT', 'ru-RU', 'sv-SE', 'zh-CN', 'zh-HK', 'zh-TW'],
]

/**
 * What a TwiML voice can take.
 *
 * @param voice a value of `SAY_VOICES`
 * @param language that it will speak
 */
export function voiceCapabilities(voice: string, language: string): VoiceCapabilities {
  return capabilitiesOf(classOf(voice), language)
}

/** What a class of voices can take in a language. */
export function capabilitiesOf(voiceClass: VoiceClass, language: string): VoiceCapabilities {
  const capabilities = CAPABILITIES[voiceClass]
  const isGoogle = voiceClass === 'google' || voiceClass === 'google-chirp'
  if (isGoogle || POLLY_TELEPHONE.test(language)) return capabilities
  return { ...capabilities, interpretations: { ...capabilities.interpretations, phone: undefined } }
}

/**
 * The languages a TwiML voice speaks, as `<Say language>` takes them, its own first. Another one with it can make the
 * `<Say>` fail.
 *
 * @param voice a value of `SAY_VOICES`
 */
export function voiceLanguages(voice: string): string[] {
  if (voice === 'alice') return ALICE
  if (voice === 'man' || voice === 'woman') return MAN_AND_WOMAN
  // One of them is spelled `fil-ph`.
  const [, language, region] = /^Google\.([a-z]+)-([A-Za-z]+)-/.exec(voice) ?? []
  return region ? [`${language}-${region.toUpperCase()}`] : pollyLanguages(voice)
}

function classOf(voice: string): VoiceClass {
  if (voice.startsWith('Google.')) return voice.includes('-Chirp') ? 'google-chirp' : 'google'
  if (!voice.startsWith('Polly.')) return 'basic'
  if (voice.endsWith('-Neural')) return 'polly-neural'
  return voice.endsWith('-Generative') ? 'polly-generative' : 'polly-standard'
}
