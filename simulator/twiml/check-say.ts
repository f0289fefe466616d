import { elementsOf, innerXml, textOf, type TwimlElement } from './parse-twiml.ts'
import { TwimlError } from './twiml-error.ts'

type Family = 'basic' | 'polly' | 'google'

/**
 * What a voice can take, beyond the schema: the voice's name, SSML by voice family, length.
 * Rules: https://www.twilio.com/docs/voice/twiml/say and …/say/text-speech
 * @throws TwimlError 13512 unknown voice, 13520 SSML that the voice has not, 13521 too long.
 */
export function checkSay(say: TwimlElement): void {
  const voice = say.attributes.voice ?? 'man'
  const family = familyOf(voice)
  if (!family) throw new TwimlError(13512, `Say: invalid voice '${voice.slice(0, 80)}'`)
  for (const element of allElements(say)) checkSsml(element, family, voice)
  checkLength(say, family)
}

function familyOf(voice: string): Family | null {
  if (voice === 'man' || voice === 'woman' || voice === 'alice') return 'basic'
  if (/^Polly\.\p{Lu}\p{L}+(-Neural|-Generative)?$/u.test(voice)) return 'polly'
  return /^Google\.[a-z]{2,3}-[A-Za-z]{2}-[A-Za-z0-9-]+$/.test(voice) ? 'google' : null
}

function allElements(element: TwimlElement): TwimlElement[] {
  return elementsOf(element).flatMap((child) => [child, ...allElements(child)])
}

function checkSsml(element: TwimlElement, family: Family, voice: string): void {
  const refuse = (reason: string) => {
    throw new TwimlError(13520, `Say: ${reason} (voice '${voice}')`)
  }
  const kind = element.attributes['interpret-as']
  if (family === 'basic') refuse(`basic voices take no SSML, <${element.name}> found`)
  if (element.name === 'w' && family !== 'polly') refuse('<w> is for Polly voices')
  if (element.name === 'emphasis' && /-(Neural|Generative)$/.test(voice)) refuse('<emphasis> is not for this voice')
  if (element.name === 'say-as') {
    if (!kind) refuse('<say-as> needs interpret-as')
    if (kind === 'currency' && family !== 'google') refuse('currency is for Google voices')
    if (kind === 'currency' && !element.attributes.language) refuse('currency needs a language')
    if (kind !== 'currency' && element.attributes.language) refuse('language is only for currency')
    if (element.attributes.format && kind !== 'date') refuse('format is only for dates')
  }
}

/** Characters without tags for basic and Polly voices, with them for Google's, and the URL-encoded whole for any. */
function checkLength(say: TwimlElement, family: Family): void {
  const text = textOf(say)
  const limit = { basic: 4000, polly: 3000, google: 5000 }[family]
  const length = [...(family === 'google' ? innerXml(say) : text)].length
  if (length > limit) throw new TwimlError(13521, `Say: ${length} characters, ${limit} are allowed`)
  const encoded = encodeURIComponent(text.toWellFormed()).length
  if (encoded > 4500) throw new TwimlError(13521, `Say: ${encoded} characters when URL-encoded, 4500 are allowed`)
}
