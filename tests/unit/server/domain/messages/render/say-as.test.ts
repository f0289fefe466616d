import { describe, expect, it } from 'vitest'
import { composeVoice } from '../../../../../../server/domain/messages/render/compose.ts'
import { currencyWords, numberWords } from '../../../../../../server/domain/messages/render/spoken-words.ts'
import type { GivenSettings } from '../../../../../../shared/template/settings.ts'
import {
  INTERPRET_AS,
  SAY_AS_FORMATS,
  SAY_LANGUAGES,
  SAY_VOICES,
} from '../../../../../../shared/template/twiml-enums.ts'
import { elementsIn, readTwiml } from './read-twiml.ts'

const say = (type: string, value: string | number, voice: string, settings: GivenSettings = {}) => {
  const { twiml, warnings } = composeVoice({
    template: `{v}~SSML~${type}`,
    variables: { v: value },
    voice: { voiceSettings: { voice } },
    settings,
    audio: () => undefined,
  })
  const [, inside] = /<Say voice="[^"]+">(.*)<\/Say>/.exec(twiml) ?? []
  return { inside, codes: warnings.map((warning) => warning.code) }
}

const lacking = ['type_not_supported']

describe('every type with every class of voice', () => {
  const values = {
    number: '1234.5',
    currency: '100.50',
    digits: '0423',
    phone: '+12025551212',
    date: '2026-01-05',
    time: '14:30',
  }
  const number = 'one thousand two hundred thirty four point five'
  const money = 'one hundred dollars and fifty cents'
  const polly = {
    number: '<say-as interpret-as="number">1234.5</say-as>',
    currency: money,
    digits: '<say-as interpret-as="digits">0423</say-as>',
    phone: '<say-as interpret-as="telephone">2025551212</say-as>',
    date: '<say-as interpret-as="date" format="mdy">01/05/2026</say-as>',
    time: '2:30 PM',
  }
  const plain = {
    number,
    currency: money,
    digits: '0 4 2 3',
    phone: '2 0 2, 5 5 5, 1 2 1 2',
    date: 'January 5, 2026',
    time: '2:30 PM',
  }
  const google = {
    ...polly,
    number: '<say-as interpret-as="cardinal">1234.5</say-as>',
    digits: '<say-as interpret-as="characters">0423</say-as>',
  }

  it.each([
    ['man', plain],
    ['woman', plain],
    ['alice', plain],
    ['Polly.Joanna', polly],
    ['Polly.Joanna-Neural', polly],
    ['Polly.Joanna-Generative', polly],
    ['Google.en-US-Standard-A', google],
    ['Google.en-US-Neural2-A', google],
    ['Google.en-US-Chirp3-HD-Kore', plain],
  ])('%s', (voice, expected) => {
    for (const [type, value] of Object.entries(values)) {
      const { inside, codes } = say(type, value, voice)
      expect([type, inside]).toEqual([type, expected[type as keyof typeof values]])
      const written = expected === plain && type !== 'currency' && type !== 'time'
      expect([type, codes]).toEqual([type, written ? lacking : []])
    }
  })

  it('uses only words that TwiML has, whatever the voice', () => {
    for (const voice of SAY_VOICES) {
      const { twiml } = composeVoice({
        template: Object.keys(values)
          .map((type) => `{${type}}~SSML~${type}`)
          .join(' '),
        variables: values,
        voice: { voiceSettings: { voice } },
        rate: 'slow',
        audio: () => undefined,
      })
      for (const { name, attributes } of elementsIn(readTwiml(twiml))) {
        expect(['Say', 'prosody', 'say-as']).toContain(name)
        if (name === 'Say') expect(Object.keys(attributes)).toEqual(['voice'])
        if (name === 'Say') expect(SAY_VOICES).toContain(attributes.voice)
        if (name === 'prosody') expect(attributes).toEqual({ rate: 'slow' })
        if (name !== 'say-as') continue
        expect(INTERPRET_AS).toContain(attributes['interpret-as'])
        expect([undefined, ...SAY_AS_FORMATS]).toContain(attributes.format)
      }
    }
  })
})

describe('values that are not what their type says', () => {
  it.each([
    ['number', 'many'],
    ['currency', '€20'],
    ['digits', 'a & b'],
    ['digits', '1'.repeat(65)],
    ['phone', 'the office'],
    ['date', 'tomorrow'],
    ['date', '2026-02-30'],
    ['time', 'noon'],
  ])('%s of %j is spoken as it is, with a warning', (type, value) => {
    const { inside, codes } = say(type, value, 'Polly.Joanna')
    expect(inside).toBe(value.replace('&', '&amp;'))
    expect(codes).toEqual(['unreadable_value'])
  })
})

describe('single types', () => {
  it.each([
    ['AB-12', 'Polly.Joanna', '<say-as interpret-as="characters">AB12</say-as>'],
    // A neural voice that meets `characters` is replaced by the standard voice for that sentence.
    ['AB-12', 'Polly.Joanna-Neural', 'A B 1 2'],
    ['4111 1111', 'Polly.Joanna', '<say-as interpret-as="digits">41111111</say-as>'],
  ])('digits %j by %s', (value, voice, inside) => {
    expect(say('digits', value, voice).inside).toBe(inside)
  })

  it.each([
    ['+442079460958', {}, '4 4, 2 0, 7 9 4 6, 0 9 5 8'],
    ['+442079460958', { locale: 'en-GB' }, '<say-as interpret-as="telephone">02079460958</say-as>'],
    ['911', {}, '9 1 1'],
    [2025551212, {}, '<say-as interpret-as="telephone">2025551212</say-as>'],
  ])('phone %j for %j', (value, settings, inside) => {
    expect(say('phone', value, 'Polly.Joanna', settings).inside).toBe(inside)
  })

  it('has no telephone in a language that Polly lacks it in', () => {
    expect(say('phone', '+12025551212', 'Polly.Ewa').inside).toBe('2 0 2, 5 5 5, 1 2 1 2')
  })

  it.each([
    ['Polly.Amy', 'dmy', '05/01/2026'],
    ['Polly.Takumi', 'ymd', '2026-01-05'],
    ['Google.de-DE-Wavenet-A', 'dmy', '05/01/2026'],
  ])('dates by %s are in its own order', (voice, format, date) => {
    expect(say('date', '2026-01-05', voice).inside).toBe(
      `<say-as interpret-as="date" format="${format}">${date}</say-as>`,
    )
  })
})

describe('words', () => {
  it.each([
    ['100.50', 'USD', 'en-US', 'one hundred dollars and fifty cents'],
    ['1', 'USD', 'en-US', 'one dollar'],
    ['0.05', 'USD', 'en-US', 'five cents'],
    ['0', 'USD', 'en-US', 'zero dollars'],
    ['-12.5', 'USD', 'en-US', 'minus twelve dollars and fifty cents'],
    ['12.999', 'USD', 'en-US', 'thirteen dollars'],
    ['5', 'GBP', 'en-GB-WLS', 'five pounds'],
    ['12.50', 'EUR', 'en-US', 'twelve euros and fifty cents'],
    ['12.50', 'EUR', 'fr-CA', 'douze euros et cinquante centimes'],
    ['12.50', 'EUR', 'de-DE', 'zwölf euro und fünfzig cent'],
    ['5000', 'JPY', 'en-US', 'five thousand Japanese yen'],
    ['12.50', 'CHF', 'en-US', 'twelve point five Swiss francs'],
    ['12.50', 'USD', 'fr-FR', 'douze virgule cinq dollars des États-Unis'],
  ])('%s %s in %s', (amount, currency, language, words) => {
    expect(currencyWords(amount, currency, language)).toBe(words)
  })

  it('leaves the figures to the voice in a language without a word list, with the name of the currency', () => {
    expect(currencyWords('5', 'USD', 'cy-GB')).toMatch(/^5 doler/)
  })

  it('has words for a number, or leaves the figures to the voice', () => {
    expect(numberWords('21', 'arb')).toMatch(/\p{Script=Arabic}/u)
    expect(numberWords('21', 'cmn-CN')).toMatch(/\p{Script=Han}/u)
    expect(numberWords('21', 'cy-GB')).toBeUndefined()
  })

  it('never fails, whatever the language and the currency', () => {
    for (const language of SAY_LANGUAGES) {
      for (const currency of ['USD', 'EUR', 'JPY', 'KWD', 'XXX']) {
        for (const amount of ['0', '1', '-999999999999999.99', '0.01']) {
          expect(currencyWords(amount, currency, language)).not.toBe('')
        }
      }
    }
  })
})
