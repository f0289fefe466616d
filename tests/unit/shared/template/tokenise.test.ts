import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SSML_TYPES, tokenise } from '../../../../shared/template/tokenise.ts'

/** Text made of the pieces that the grammar is about. */
const templates = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '{{',
        '}}',
        '{name}',
        '{MP3~',
        '{MP3~jingle}',
        '~SSML~',
        '~SSML~date',
        '~SSML~dates',
        '{ a }',
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(''))

describe('grammar', () => {
  it('takes text, variables, SSML types and audio apart, in order, with offsets', () => {
    expect(tokenise('Hi {name}, {amount}~SSML~currency.{MP3~jingle}')).toEqual({
      tokens: [
        { kind: 'text', text: 'Hi ', start: 0, end: 3 },
        { kind: 'variable', name: 'name', start: 3, end: 9 },
        { kind: 'text', text: ', ', start: 9, end: 11 },
        { kind: 'variable', name: 'amount', ssml: 'currency', start: 11, end: 33 },
        { kind: 'text', text: '.', start: 33, end: 34 },
        { kind: 'audio', file: 'jingle', start: 34, end: 46 },
      ],
      problems: [],
    })
  })

  it.each(SSML_TYPES)('knows the type %s', (ssml) => {
    const source = `{v}~SSML~${ssml}`
    expect(tokenise(source).tokens).toEqual([{ kind: 'variable', name: 'v', ssml, start: 0, end: source.length }])
  })

  it.each([
    ['{{', '{'],
    ['}}', '}'],
    ['{{name}}', '{name}'],
    ['a{{b}}c', 'a{b}c'],
  ])('reads %s as literal braces', (source, text) => {
    const { tokens, problems } = tokenise(source)
    expect(problems).toEqual([])
    expect(tokens.map((token) => (token.kind === 'text' ? token.text : '!')).join('')).toBe(text)
  })

  it('reads {{{name}}} as a variable between literal braces', () => {
    expect(tokenise('{{{name}}}').tokens.map((token) => token.kind)).toEqual(['text', 'variable', 'text'])
  })

  it.each(['_', 'a', 'A.b-c_9', 'constructor', '__proto__', 'MP3', 'x'.repeat(64)])('takes the name %s', (name) => {
    expect(tokenise(`{${name}}`)).toMatchObject({ tokens: [{ kind: 'variable', name }], problems: [] })
  })

  it('takes file names with spaces, dots and other letters', () => {
    expect(tokenise('{MP3~Grüße an alle (2).mp3}').tokens).toMatchObject([{ file: 'Grüße an alle (2).mp3' }])
  })

  it('leaves ~SSML~ that follows no variable as text', () => {
    expect(tokenise('a~SSML~date {MP3~x}~SSML~date').problems).toEqual([])
  })
})

describe('problems', () => {
  it.each([
    ['a { b', 'unclosed_brace', 2, 3],
    ['{', 'unclosed_brace', 0, 1],
    ['{a{b}', 'unclosed_brace', 0, 1],
    ['a } b', 'unexpected_brace', 2, 3],
    ['{a}}', 'unexpected_brace', 3, 4],
    ['{}', 'invalid_variable_name', 0, 2],
    ['{ name }', 'invalid_variable_name', 0, 8],
    ['{1st}', 'invalid_variable_name', 0, 5],
    ['{größe}', 'invalid_variable_name', 0, 7],
    [`{${'x'.repeat(65)}}`, 'invalid_variable_name', 0, 67],
    ['{MP3~}', 'invalid_audio_file', 0, 6],
    ['{MP3~a\nb}', 'invalid_audio_file', 0, 9],
    ['{x}~SSML~money', 'unknown_ssml_type', 3, 14],
    ['{x}~SSML~dates', 'unknown_ssml_type', 3, 14],
    ['{x}~SSML~Date', 'unknown_ssml_type', 3, 13],
    ['{x}~SSML~ ', 'unknown_ssml_type', 3, 9],
  ])('%j has %s', (source, code, start, end) => {
    expect(tokenise(source).problems).toMatchObject([{ code, start, end, message: expect.stringMatching(/\.$/) }])
  })

  it('keeps what it does not understand as literal text', () => {
    expect(
      tokenise('a { b {} }')
        .tokens.map((token) => (token.kind === 'text' ? token.text : ''))
        .join(''),
    ).toBe('a { b {} }')
  })

  it('does not repeat a hostile name at length', () => {
    expect(tokenise(`{${'é'.repeat(60_000)}}`).problems[0]?.message.length).toBeLessThan(200)
  })
})

describe('properties', () => {
  it('covers any source exactly, without gaps', () => {
    fc.assert(
      fc.property(templates, (source) => {
        const { tokens } = tokenise(source)
        let at = 0
        for (const token of tokens) {
          expect(token.start).toBe(at)
          expect(token.end).toBeGreaterThan(at)
          at = token.end
        }
        expect(at).toBe(source.length)
      }),
    )
  })

  it('reads an escaped text back as that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { tokens, problems } = tokenise(text.replaceAll('{', '{{').replaceAll('}', '}}'))
        expect(problems).toEqual([])
        expect(tokens.map((token) => (token.kind === 'text' ? token.text : '!')).join('')).toBe(text)
      }),
    )
  })

  it.each(['{', '}', '{{', '{a', '{a}', '{MP3~', '{a}~SSML~', 'a', '} ', '{ } ', '~SSML~'])(
    'takes time in proportion to the length of %j repeated',
    (piece) => {
      const source = piece.repeat(640_000 / piece.length)
      const start = performance.now()
      tokenise(source)
      // Some 100 ms. With the square of the length it would be minutes, so a busy machine doesn't matter.
      expect(performance.now() - start).toBeLessThan(20_000)
    },
  )
})
