import { leftOut } from './audio.ts'
import type { FindAudio } from './audio.ts'
import type { Segment } from '#shared/template/segments.ts'
import { resolveSettings } from '#shared/template/settings.ts'
import type { GivenSettings } from '#shared/template/settings.ts'
import { createWarnings } from '#shared/template/warnings.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'
import type { SpeechNode } from './say-as.ts'
import { intlLocale } from './speech-language.ts'
import { rateMarkup, speechMarkup } from './speech-markup.ts'
import { toSpeech } from './speech.ts'
import { splitSpeech } from './split-speech.ts'
import { usableRate } from './twiml.ts'
import { capabilitiesOf } from './voice-capabilities.ts'

/** The actions of a Vonage Call Control Object that a message needs. */
export type NccoAction =
  { action: 'talk'; text: string; language: string; style: number } | { action: 'stream'; streamUrl: [string] }

export interface NccoOptions {
  /** BCP 47 as Vonage lists it; en-US without one. */
  language?: string | null
  /** Which of the language's voices, from 0. */
  style?: number
  /** `voice_rate`: slow, medium or fast. */
  rate?: string | null
  settings?: GivenSettings
  audio: FindAudio
}

/**
 * Renders a message for Vonage: `talk` and `stream` actions in the author's order. The text is always SSML, escaped;
 * a longer one than 1,500 characters, tags included, is split at a sentence end.
 *
 * @param segments of `buildSegments`
 * @see https://developer.vonage.com/en/voice/voice-api/ncco-reference#talk
 */
export function renderNcco(
  segments: readonly Segment[],
  options: NccoOptions,
): { ncco: NccoAction[]; warnings: RenderWarning[] } {
  const language = options.language || 'en-US'
  const capabilities = capabilitiesOf('vonage', language)
  const warnings = createWarnings()
  const rate = usableRate(options.rate, { voice: language, capabilities }, warnings.add)
  const settings = resolveSettings(options.settings)
  const speech = toSpeech(segments, { language, interpretations: capabilities.interpretations, settings })
  speech.warnings.forEach(warnings.add)

  const wrap = speakMarkup(rate)
  const budget = { ...capabilities.limit, encodedCharacters: Infinity, wrapping: wrap([]) }
  const ncco: NccoAction[] = []
  for (const part of speech.parts) {
    if (part.kind === 'speech') {
      const pieces = splitSpeech(part.nodes, budget, intlLocale(language))
      ncco.push(...pieces.map((nodes) => talk(wrap(nodes), language, options.style ?? 0)))
      continue
    }
    const found = options.audio(part.file)
    if (found && 'url' in found) ncco.push({ action: 'stream', streamUrl: [found.url] })
    else warnings.add(leftOut(part, found))
  }
  return { ncco, warnings: warnings.all() }
}

function speakMarkup(rate: string | undefined): (nodes: readonly SpeechNode[]) => string {
  const { open, close } = rateMarkup(rate)
  return (nodes) => `<speak>${open}${nodes.map(speechMarkup).join('')}${close}</speak>`
}

function talk(text: string, language: string, style: number): NccoAction {
  return { action: 'talk', text, language, style }
}
