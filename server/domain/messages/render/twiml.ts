import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import { RenderError } from '#shared/template/render-error.ts'
import type { Segment } from '#shared/template/segments.ts'
import { resolveSettings } from '#shared/template/settings.ts'
import type { GivenSettings } from '#shared/template/settings.ts'
import { createWarnings } from '#shared/template/warnings.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'
import { keepXmlCharacters } from '#shared/template/xml-text.ts'
import { leftOut } from './audio.ts'
import type { FindAudio } from './audio.ts'
import type { SpeechNode } from './say-as.ts'
import { intlLocale } from './speech-language.ts'
import { rateMarkup } from './speech-markup.ts'
import { heardText, toSpeech } from './speech.ts'
import type { Heard } from './speech.ts'
import { splitSpeech } from './split-speech.ts'
import { resolveVoice } from './voices.ts'
import type { ResolvedVoice, VoiceChoice } from './voices.ts'

const VOICE_RATES = ['slow', 'medium', 'fast'] as const

/** Twilio refuses a larger document with 11750. "64 kB" read as the smaller of its two meanings, in bytes of UTF-8. */
export const MAX_TWIML_BYTES = 64_000

/** The most that any `<Say>` may take URL-encoded (twilio.com/docs/voice/twiml/say). */
export const MAX_SAY_ENCODED = 4_500

export interface TwimlOptions {
  voice: VoiceChoice
  /** `voice_rate`: slow, medium or fast. */
  rate?: string | null
  settings?: GivenSettings
  audio: FindAudio
  /** Said before all else, as it is: that the call is recorded. */
  announcement?: string | null
}

export interface RenderedTwiml {
  twiml: string
  warnings: RenderWarning[]
  /** What the person called will hear, in order. */
  spoken: Heard[]
  voice: ResolvedVoice
}

/**
 * Renders a message as TwiML, in the author's order: one `<Say>` per run of text (more when it is over the voice's
 * limit), one `<Play>` per audio file. Everything goes through the SDK's builder, so values are always text. Equal
 * input gives equal bytes.
 *
 * @param segments of `buildSegments`
 * @throws RenderError `twiml_too_large` beyond MAX_TWIML_BYTES
 * @see https://www.twilio.com/docs/voice/twiml/say
 */
export function renderTwiml(segments: readonly Segment[], options: TwimlOptions): RenderedTwiml {
  const { warnings: voiceWarnings, ...voice } = resolveVoice(options.voice)
  const warnings = createWarnings()
  voiceWarnings.forEach(warnings.add)
  const rate = usableRate(options.rate, voice, warnings.add)
  const { spokenLanguage: language, capabilities } = voice
  const settings = resolveSettings(options.settings)
  const speech = toSpeech(segments, { language, interpretations: capabilities.interpretations, settings })
  speech.warnings.forEach(warnings.add)

  const response = new VoiceResponse()
  const spoken: Heard[] = []
  const { open, close } = rateMarkup(rate)
  const budget = { ...capabilities.limit, encodedCharacters: MAX_SAY_ENCODED, wrapping: open + close }
  const announced: typeof speech.parts = options.announcement
    ? [{ kind: 'speech', nodes: [{ kind: 'text', text: keepXmlCharacters(options.announcement).text }] }]
    : []
  for (const part of [...announced, ...speech.parts]) {
    if (part.kind === 'audio') {
      const found = options.audio(part.file)
      if (found && 'url' in found) {
        response.play(found.url)
        spoken.push({ kind: 'play', file: part.file, ...found })
      } else warnings.add(leftOut(part, found))
      continue
    }
    for (const nodes of splitSpeech(part.nodes, budget, intlLocale(language))) {
      addSay(response, nodes, voice, rate)
      spoken.push({ kind: 'say', text: heardText(nodes), voice: voice.voice, language })
    }
  }
  if (spoken.length === 0) {
    warnings.add({ code: 'nothing_to_say', message: 'There is nothing to say or play: the call would end at once.' })
  }
  return { twiml: checkSize(response.toString()), warnings: warnings.all(), spoken, voice }
}

/** The rate if the voice can take it, with a warning if it can't. Nobody misses medium, the rate of every voice. */
export function usableRate(
  rate: string | null | undefined,
  voice: Pick<ResolvedVoice, 'voice' | 'capabilities'>,
  warn: (warning: RenderWarning) => void,
): string | undefined {
  if (!rate) return undefined
  const known = VOICE_RATES.find((one) => one === rate)
  if (!known) warn({ code: 'unknown_rate', message: `There is no rate “${rate}”: slow, medium and fast are known.` })
  if (!known || voice.capabilities.rate) return known
  if (known !== 'medium') {
    warn({ code: 'rate_not_supported', message: `${voice.voice} can't speak ${known}: it speaks at its own rate.` })
  }
  return undefined
}

function addSay(
  response: VoiceResponse,
  nodes: readonly SpeechNode[],
  { voice, language }: ResolvedVoice,
  rate: string | undefined,
): void {
  // The SDK's types list the voices; ours have been checked against that list.
  const attributes = { voice, ...(language && { language }) } as Parameters<VoiceResponse['say']>[0] & object
  const say = response.say(attributes, '')
  const parent = rate ? say.prosody({ rate }, '') : say
  for (const node of nodes) {
    if (node.kind === 'text') parent.addText(node.text)
    else parent.sayAs({ 'interpret-as': node.interpretAs, ...(node.format && { format: node.format }) }, node.text)
  }
}

function checkSize(twiml: string): string {
  const actual = new TextEncoder().encode(twiml).length
  if (actual <= MAX_TWIML_BYTES) return twiml
  const message = `The call's document is ${actual} bytes, and Twilio takes ${MAX_TWIML_BYTES}. Shorten the message.`
  throw new RenderError({ code: 'twiml_too_large', message, limit: MAX_TWIML_BYTES, actual })
}
