/**
 * Which Amazon Polly voice speaks which language, the preferred voice of a language first. A voice that stands under
 * two languages is bilingual. Names are without the `-Neural` and `-Generative` suffixes, which change the engine and
 * not the language.
 *
 * @see https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
 */
const VOICES_BY_LANGUAGE: Readonly<Record<string, string>> = {
  'en-US': 'Joanna Matthew Danielle Gregory Ivy Joey Justin Kendra Kevin Kimberly Ruth Salli Stephen',
  'en-GB': 'Amy Brian Emma Arthur',
  'en-GB-WLS': 'Geraint',
  'en-AU': 'Nicole Russell Olivia',
  'en-IE': 'Niamh',
  'en-IN': 'Raveena Aditi Kajal',
  'en-NZ': 'Aria',
  'en-ZA': 'Ayanda',
  'ar-AE': 'Hala Zayd',
  arb: 'Zeina',
  'ca-ES': 'Arlet',
  'cmn-CN': 'Zhiyu',
  'cy-GB': 'Gwyneth',
  'da-DK': 'Naja Mads Sofie',
  'de-AT': 'Hannah',
  'de-DE': 'Vicki Hans Daniel Marlene',
  'es-ES': 'Lucia Enrique Conchita Sergio',
  'es-MX': 'Mia Mía Andres',
  'es-US': 'Lupe Miguel Penelope Pedro',
  'fi-FI': 'Suvi',
  'fr-BE': 'Isabelle',
  'fr-CA': 'Chantal Gabrielle Liam',
  'fr-FR': 'Lea Mathieu Celine Remi Rémi',
  'hi-IN': 'Aditi Kajal',
  'is-IS': 'Dora Karl',
  'it-IT': 'Bianca Giorgio Adriano Carla',
  'ja-JP': 'Mizuki Takumi Kazuha Tomoko',
  'ko-KR': 'Seoyeon',
  'nb-NO': 'Liv Ida',
  'nl-BE': 'Lisa',
  'nl-NL': 'Lotte Ruben Laura',
  'pl-PL': 'Ewa Jacek Jan Maja Ola',
  'pt-BR': 'Camila Ricardo Vitoria Thiago',
  'pt-PT': 'Ines Cristiano',
  'ro-RO': 'Carmen',
  'ru-RU': 'Tatyana Maxim',
  'sv-SE': 'Astrid Elin',
  'tr-TR': 'Filiz Burcu',
  'yue-HK': 'Hiujin',
}

const LANGUAGES_BY_VOICE = invert()

/**
 * @param voice a TwiML voice such as `Polly.Joanna-Neural`
 * @returns its languages as `<Say language>` takes them, its first one first; empty for a voice that isn't Polly's
 */
export function pollyLanguages(voice: string): string[] {
  const [, name] = /^Polly\.([^-]+)/.exec(voice) ?? []
  return name ? (LANGUAGES_BY_VOICE.get(name) ?? []) : []
}

/**
 * @param language as `<Say language>` takes it
 * @returns names to try in order, without prefix and suffix
 */
export function pollyNames(language: string): string[] {
  return VOICES_BY_LANGUAGE[language]?.split(' ') ?? []
}

function invert(): Map<string, string[]> {
  const languages = new Map<string, string[]>()
  for (const [language, names] of Object.entries(VOICES_BY_LANGUAGE)) {
    for (const name of names.split(' ')) languages.set(name, [...(languages.get(name) ?? []), language])
  }
  return languages
}
