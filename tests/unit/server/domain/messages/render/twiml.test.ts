import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeVoice } from '../../../../../../server/domain/messages/render/compose.ts'
import type { VoiceInput } from '../../../../../../server/domain/messages/render/compose.ts'
import { MAX_SAY_ENCODED, MAX_TWIML_BYTES } from '../../../../../../server/domain/messages/render/twiml.ts'
import type { VariableValues } from '../../../../../../shared/template/variables.ts'
import { keepXmlCharacters } from '../../../../../../shared/template/xml-text.ts'
import { elementsIn, readTwiml, textOf } from './read-twiml.ts'

const audio = (file: string) =>
  file === 'unknown' ? undefined : { url: `https://a.example/${file}.mp3?token=a&day=b` }
const compose = (template: string, variables: VariableValues = {}, more: Partial<VoiceInput> = {}) =>
  composeVoice({ template, variables, voice: { voiceGender: 'alice' }, audio, ...more })

const header = '<?xml version="1.0" encoding="UTF-8"?>'

describe('the document', () => {
  it('is what the SDK writes', () => {
    expect(compose('Hello {name}.', { name: 'Jo' }).twiml).toBe(
      `${header}<Response><Say voice="Polly.Joanna">Hello Jo.</Say></Response>`,
    )
  })

  it("keeps the author's order of text and audio, and the spaces between them", () => {
    const { twiml, spoken } = compose('One {MP3~a} two {n}~SSML~digits {MP3~b}{MP3~c} three', { n: '12' })
    expect(twiml).toBe(
      `${header}<Response><Say voice="Polly.Joanna">One </Say><Play>https://a.example/a.mp3?token=a&amp;day=b</Play>` +
        '<Say voice="Polly.Joanna"> two <say-as interpret-as="digits">12</say-as> </Say>' +
        '<Play>https://a.example/b.mp3?token=a&amp;day=b</Play><Play>https://a.example/c.mp3?token=a&amp;day=b</Play>' +
        '<Say voice="Polly.Joanna"> three</Say></Response>',
    )
    expect(spoken.map((heard) => (heard.kind === 'say' ? heard.text : heard.file))).toEqual([
      'One ',
      'a',
      ' two 1 2 ',
      'b',
      'c',
      ' three',
    ])
  })

  it('speaks nothing where only white space stands', () => {
    expect(compose('{MP3~a} \n {MP3~b} {gone}').spoken).toMatchObject([{ kind: 'play' }, { kind: 'play' }])
  })

  it.each(['', '   ', '{gone}', '{MP3~unknown}'])('of %j is empty, with a warning', (template) => {
    const { twiml, spoken, warnings } = compose(template)
    expect(twiml).toBe(`${header}<Response/>`)
    expect(spoken).toEqual([])
    expect(warnings.at(-1)).toMatchObject({ code: 'nothing_to_say' })
  })

  it('leaves an unknown audio file out, with a warning that says where', () => {
    expect(compose('a{MP3~unknown}b')).toMatchObject({
      twiml: `${header}<Response><Say voice="Polly.Joanna">a</Say><Say voice="Polly.Joanna">b</Say></Response>`,
      warnings: [{ code: 'unknown_audio_file', start: 1, end: 14 }],
    })
  })

  it('has the same bytes for the same input', () => {
    const input = { n: 1, d: '2026-01-05', a: '3.50' }
    const render = () => compose('{n}~SSML~number {d}~SSML~date {a}~SSML~currency {MP3~x}', input).twiml
    expect(render()).toBe(render())
  })
})

describe('rate', () => {
  it.each(['slow', 'medium', 'fast'])('%s is a prosody element, never an attribute of Say', (rate) => {
    expect(compose('Hi {n}~SSML~digits', { n: '1' }, { rate }).twiml).toBe(
      `${header}<Response><Say voice="Polly.Joanna"><prosody rate="${rate}">Hi ` +
        '<say-as interpret-as="digits">1</say-as></prosody></Say></Response>',
    )
  })

  it('is left out, with a warning, for a voice that takes no SSML', () => {
    const voice = { voiceSettings: { voice: 'man' } }
    expect(compose('Hi', {}, { voice, rate: 'slow' })).toMatchObject({
      twiml: `${header}<Response><Say voice="man">Hi</Say></Response>`,
      warnings: [{ code: 'rate_not_supported' }],
    })
    expect(compose('Hi', {}, { voice, rate: 'medium' }).warnings).toEqual([])
  })

  it('that nobody knows is left out, with a warning', () => {
    expect(compose('Hi', {}, { rate: '200%"><Dial>' })).toMatchObject({
      twiml: `${header}<Response><Say voice="Polly.Joanna">Hi</Say></Response>`,
      warnings: [{ code: 'unknown_rate' }],
    })
  })
})

describe('hostile values', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '</Say><Dial>+19005550100</Dial><Say>',
      '<say-as interpret-as="digits">1</say-as>',
      ']]><!--',
      '<?xml version="1.0"?>',
      '&amp;&#0;&x;',
      '{other}',
      '{MP3~jingle}',
      '{{}}~SSML~date',
      '\u0000\u001B\uFFFF',
      '\uD83D',
      '\uDE00\uD83D',
      '👨‍👩‍👧',
      '"\' onload="',
      '\r\n\t',
      '\u2028\u202E',
    ),
    fc.string({ unit: 'binary', maxLength: 200 }),
  )

  it('are text, exactly, and never an element, under any voice, type and rate', () => {
    const types = fc.constantFrom(
      '',
      ...['number', 'currency', 'digits', 'phone', 'date', 'time'].map((t) => `~SSML~${t}`),
    )
    const voices = fc.constantFrom('alice', 'man', 'Polly.Joanna', 'Polly.Vicki-Neural', 'Google.fr-FR-Wavenet-A')
    fc.assert(
      fc.property(hostile, types, voices, fc.constantFrom('slow', undefined), (value, type, voice, rate) => {
        const input = { voice: { voiceSettings: { voice } }, rate }
        const { twiml, warnings } = compose(`a {v}${type} b`, { v: value, other: 'secret' }, input)
        const response = readTwiml(twiml)
        const names = elementsIn(response).map((element) => element.name)
        const read = type !== '' && !warnings.some(({ code }) => code === 'unreadable_value')
        if (!read) expect(textOf(response)).toBe(`a ${keepXmlCharacters(value).text} b`)
        if (!read) expect(names).not.toContain('say-as')
        expect(new Set(names).isSubsetOf(new Set(['Say', 'prosody', 'say-as']))).toBe(true)
        expect(names.filter((name) => name === 'Say')).toHaveLength(1)
        expect(twiml).not.toContain('secret')
      }),
      { numRuns: 500 },
    )
  })

  it('in the template itself are text too', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { twiml } = compose(`x${text.replaceAll('{', '{{').replaceAll('}', '}}')}`)
        expect(textOf(readTwiml(twiml))).toBe(keepXmlCharacters(`x${text}`).text)
      }),
    )
  })

  it('of 60 kB are still strict XML, split without loss', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('alice', 'man'),
        (values, voice) => {
          const value = values.join(' ').slice(0, 4_000)
          fc.pre(keepXmlCharacters(value).text.trim() !== '')
          const long = `x${value.repeat(Math.ceil(8_000 / value.length))}`
          const voiceSettings = voice === 'man' ? { voice } : null
          const { twiml } = compose('{v}', { v: long }, { voice: { voiceSettings } })
          // A piece of nothing but white space is left out, and only the last one can be that.
          expect(textOf(readTwiml(twiml)).trimEnd()).toBe(keepXmlCharacters(long).text.trimEnd())
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('size', () => {
  it('splits a long text into Says that each fit, at the ends of sentences', () => {
    const sentence = 'The quick brown fox jumps over the lazy dog again and again. '
    const { twiml } = compose('{v}', { v: sentence.repeat(300) })
    const says = elementsIn(readTwiml(twiml))
    expect(says.map(textOf).join('')).toBe(sentence.repeat(300))
    for (const say of says) {
      expect(textOf(say)).toMatch(/^The .*again\. $/)
      expect(textOf(say).length).toBeLessThanOrEqual(3_000)
      expect(encodeURIComponent(textOf(say)).length).toBeLessThanOrEqual(MAX_SAY_ENCODED)
    }
  })

  it('fills a document up to the limit', () => {
    const { twiml } = compose('{v}', { v: 'word '.repeat(12_000) })
    expect(Buffer.byteLength(twiml)).toBeLessThanOrEqual(MAX_TWIML_BYTES)
  })

  it.each([
    ['x '.repeat(32_000), 'twiml_too_large'],
    ['&'.repeat(20_000), 'twiml_too_large'],
    ['ж'.repeat(40_000), 'twiml_too_large'],
    ['x'.repeat(70_000), 'rendered_too_long'],
  ])('refuses more than Twilio takes', (value, code) => {
    expect(() => compose('{v}', { v: value })).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code }) }),
    )
  })

  it('renders 60 kB in a moment', () => {
    const start = performance.now()
    compose('{v}', { v: 'One two. '.repeat(6_500) })
    // Some 200 ms; the square of the length would be minutes.
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})
