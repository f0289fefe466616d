import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildSegments } from '../../../../shared/template/segments.ts'
import { resolveSettings } from '../../../../shared/template/settings.ts'
import type { GivenSettings } from '../../../../shared/template/settings.ts'
import { MAX_FORCING, describeSms } from '../../../../shared/template/sms-encoding.ts'
import { renderSmsText } from '../../../../shared/template/sms-text.ts'
import { tokenise } from '../../../../shared/template/tokenise.ts'
import type { VariableValues } from '../../../../shared/template/variables.ts'
import vectors from './sms-segment-vectors.json' with { type: 'json' }

const write = (template: string, variables: VariableValues = {}, settings: GivenSettings = {}) =>
  renderSmsText(buildSegments(tokenise(template).tokens, variables).segments, resolveSettings(settings))

describe('encoding', () => {
  it('has all vectors', () => {
    expect(Object.keys(vectors)).toHaveLength(31)
  })

  it.each(Object.entries(vectors))("counts %s as Twilio's calculator does", (_name, vector) => {
    const { encoding, segments, characters, units } = describeSms(vector.body)
    expect({ encoding, segments, chars: characters, units }).toEqual({
      encoding: vector.encoding,
      segments: vector.segments,
      chars: vector.chars,
      units: vector.units,
    })
    const smart = describeSms(vector.body, { smart: true })
    expect({ encoding: smart.encoding, segments: smart.segments }).toEqual(vector.smart)
  })

  it('shows what forces UCS-2 and where', () => {
    expect(describeSms('It’s 5 € 😀 ok…').forcing).toEqual([
      { character: '’', index: 2 },
      { character: '😀', index: 9 },
      { character: '…', index: 14 },
    ])
    expect(describeSms('{€}').forcing).toEqual([])
  })

  it('lists no more of them than anybody would look at', () => {
    expect(describeSms('ж'.repeat(1_000)).forcing).toHaveLength(MAX_FORCING)
  })

  it.each(['a', 'ж', '😀', '\u0301', '{', '\r\n'])('counts 64 kB of %j in a moment', (piece) => {
    const start = performance.now()
    const { segments } = describeSms(piece.repeat(65_536 / piece.length))
    // By the calculator alone it is 10 to 25 s of a machine that has nothing else to do.
    expect(performance.now() - start).toBeLessThan(9_000)
    expect(segments).toBeGreaterThan(400)
  })

  it('finds one odd character at the end of a long text', () => {
    expect(describeSms(`${'a'.repeat(5_000)}😀`)).toMatchObject({
      encoding: 'UCS-2',
      forcing: [{ character: '😀', index: 5_000 }],
    })
  })

  it('agrees with the parts about a long text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_601, max: 5_000 }), (length) => {
        expect(describeSms('a'.repeat(length)).segments).toBe(Math.ceil(length / 153))
      }),
      { numRuns: 10 },
    )
  })
})

describe('text', () => {
  const variables = {
    n: '1234567.5',
    a: '1234.5',
    c: '0042 17',
    p: '+12025551212',
    d: '2026-01-05',
    t: '14:30',
  }
  const all = '{n}~SSML~number|{a}~SSML~currency|{c}~SSML~digits|{p}~SSML~phone|{d}~SSML~date|{t}~SSML~time'

  it.each([
    [{}, '1,234,567.5|$1,234.50|0042 17|(202) 555-1212|Jan 5, 2026|2:30 PM'],
    [{ locale: 'en-GB', currency: 'GBP' }, '1,234,567.5|£1,234.50|0042 17|+1 202 555 1212|5 Jan 2026|14:30'],
    [{ locale: 'de-DE', currency: 'EUR' }, '1.234.567,5|1.234,50 €|0042 17|+1 202 555 1212|05.01.2026|14:30'],
    [{ locale: 'fr-FR', currency: 'EUR' }, '1 234 567,5|1 234,50 €|0042 17|+1 202 555 1212|5 janv. 2026|14:30'],
    [{ locale: 'en-US', currency: 'JPY' }, '1,234,567.5|¥1,235|0042 17|(202) 555-1212|Jan 5, 2026|2:30 PM'],
  ])('writes every type for %j', (settings, text) => {
    expect(write(all, variables, settings)).toEqual({ text, warnings: [] })
  })

  it('stays in GSM-7 where Intl would not', () => {
    expect(describeSms(write(all, variables).text).encoding).toBe('GSM-7')
  })

  it('keeps the decimals of a number and the exactness of an amount', () => {
    expect(write('{v}~SSML~number', { v: '12.50' }).text).toBe('12.50')
    expect(write('{v}~SSML~currency', { v: '90071992547409.93' }).text).toBe('$90,071,992,547,409.93')
  })

  it('tells an instant in the zone of the tenant', () => {
    const at = '2026-01-06T03:30:00Z'
    const settings = { timeZone: 'America/New_York' }
    expect(write('{at}~SSML~date {at}~SSML~time', { at }, settings).text).toBe('Jan 5, 2026 10:30 PM')
  })

  it('gives a value that it cannot read as it is, with a warning', () => {
    expect(write('Due {d}~SSML~date.', { d: 'soon' })).toMatchObject({
      text: 'Due soon.',
      warnings: [{ code: 'unreadable_value', variable: 'd', start: 4, end: 17 }],
    })
  })

  it('leaves audio out, with a warning', () => {
    expect(write('a{MP3~x}b')).toMatchObject({ text: 'ab', warnings: [{ code: 'audio_in_sms', start: 1, end: 8 }] })
  })
})
