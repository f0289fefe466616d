import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RenderError } from '../../../../shared/template/render-error.ts'
import { MAX_RENDERED_UNITS, buildSegments, missingVariableProblems } from '../../../../shared/template/segments.ts'
import { tokenise } from '../../../../shared/template/tokenise.ts'
import type { VariableValues } from '../../../../shared/template/variables.ts'
import { keepXmlCharacters } from '../../../../shared/template/xml-text.ts'

const build = (template: string, variables: VariableValues = {}) => buildSegments(tokenise(template).tokens, variables)

describe('order', () => {
  it('keeps text and audio in their places and merges text', () => {
    expect(build('Hi {name}!{MP3~a} and {n}~SSML~number{MP3~b}', { name: 'Jo', n: 3 }).segments).toEqual([
      { kind: 'text', text: 'Hi Jo!', start: 0, end: 10 },
      { kind: 'audio', file: 'a', start: 10, end: 17 },
      { kind: 'text', text: ' and ', start: 17, end: 22 },
      { kind: 'spoken', ssml: 'number', name: 'n', value: '3', start: 22, end: 37 },
      { kind: 'audio', file: 'b', start: 37, end: 44 },
    ])
  })

  it('makes nothing of an empty template', () => {
    expect(build('')).toEqual({ segments: [], missing: [], unused: [], warnings: [] })
  })
})

describe('values', () => {
  it.each([
    ['text', 'text'],
    ['', ''],
    [0, '0'],
    [-12.5, '-12.5'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [true, 'true'],
    [false, 'false'],
    ['{ssn}', '{ssn}'],
    ['{MP3~jingle}', '{MP3~jingle}'],
    ['{{x}}', '{{x}}'],
  ])('puts %j in as %j', (value, text) => {
    const { segments, missing } = build('[{v}]', { v: value, ssn: 'secret' })
    expect(segments).toMatchObject([{ kind: 'text', text: `[${text}]` }])
    expect(missing).toEqual([])
  })

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('does not find {%s} on every object', (name) => {
    expect(build(`{${name}}`)).toMatchObject({ segments: [], missing: [name] })
  })

  it('finds a variable that is really called __proto__', () => {
    expect(build('{__proto__}', JSON.parse('{"__proto__": "x"}')).segments).toMatchObject([{ text: 'x' }])
  })

  it.each([
    ['a\u0000b', 'ab'],
    ['a\u001Bb', 'ab'],
    ['a\uD800b', 'ab'],
    ['\uDC00a', 'a'],
    ['a\uFFFEb\uFFFF', 'ab'],
    ['tab\tline\nfeed\r', 'tab\tline\nfeed\r'],
    ['😀', '😀'],
  ])('keeps of %j what XML can hold', (value, kept) => {
    const { segments, warnings } = build('{v}', { v: value })
    expect(segments).toMatchObject([{ text: kept }])
    expect(warnings.map((warning) => warning.code)).toEqual(value === kept ? [] : ['forbidden_character'])
  })

  it('never joins two halves into a character that nobody wrote', () => {
    expect(build('{a}{b}', { a: 'x\uD83D', b: '\uDE00y' }).segments).toMatchObject([{ text: 'xy' }])
  })

  it('gives any value back unchanged but for what XML forbids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { segments } = build('{v}', { v: value })
        const text = segments.map((segment) => (segment.kind === 'text' ? segment.text : '!')).join('')
        expect(text).toBe(keepXmlCharacters(value).text)
      }),
    )
  })
})

describe('missing and unused', () => {
  it('names each once, and says where', () => {
    const { segments, missing, unused, warnings } = build('a {x} b {y}~SSML~date c {x}', { y: null, z: 1 })
    expect(segments).toMatchObject([{ text: 'a  b  c ' }])
    expect(missing).toEqual(['x', 'y'])
    expect(unused).toEqual(['z'])
    expect(warnings).toMatchObject([
      { code: 'missing_variable', variable: 'x', start: 2, end: 5 },
      { code: 'missing_variable', variable: 'y', start: 8, end: 21 },
    ])
  })

  it('counts NaN and infinities as missing', () => {
    expect(build('{a}{b}', { a: NaN, b: Infinity }).missing).toEqual(['a', 'b'])
  })

  it('turns missing ones into problems for a strict caller', () => {
    const { tokens } = tokenise('Hi {name}, {name}')
    expect(missingVariableProblems(tokens, ['name'])).toEqual([
      { code: 'missing_variable', message: 'No value for {name}.', start: 3, end: 9 },
    ])
  })
})

describe('size', () => {
  it('renders a value of 64 kB', () => {
    expect(build('{v}', { v: 'x'.repeat(MAX_RENDERED_UNITS) }).segments).toHaveLength(1)
  })

  it('refuses to multiply a long value by a long template', () => {
    expect(() => build('{v}'.repeat(20_000), { v: 'x'.repeat(60_000) })).toThrow(RenderError)
  })
})
