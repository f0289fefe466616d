import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SpeechNode } from '../../../../../../server/domain/messages/render/say-as.ts'
import { speechMarkup } from '../../../../../../server/domain/messages/render/speech-markup.ts'
import { splitSpeech } from '../../../../../../server/domain/messages/render/split-speech.ts'

const budget = { characters: 40, tagsCount: false, encodedCharacters: Infinity, wrapping: '' }
const text = (value: string): SpeechNode => ({ kind: 'text', text: value })
const digits = (value: string): SpeechNode => ({ kind: 'say-as', interpretAs: 'digits', text: value, heard: value })
const split = (nodes: SpeechNode[], more = {}) => splitSpeech(nodes, { ...budget, ...more }, 'en-US')
const texts = (pieces: SpeechNode[][]) => pieces.map((piece) => piece.map((node) => node.text).join(''))

describe('splitting', () => {
  it('leaves what fits alone', () => {
    const nodes = [text('Hello '), digits('12')]
    expect(split(nodes)).toEqual([nodes])
  })

  it('cuts at the last sentence end that fits', () => {
    expect(texts(split([text('One two. Three four. Five six seven eight nine ten. End.')]))).toEqual([
      'One two. Three four. ',
      'Five six seven eight nine ten. End.',
    ])
  })

  it('cuts at white space where no sentence ends', () => {
    expect(texts(split([text('one two three four five six seven eight nine ten eleven')]))).toEqual([
      'one two three four five six seven eight ',
      'nine ten eleven',
    ])
  })

  it('cuts a word that is longer than a piece', () => {
    expect(texts(split([text('x'.repeat(90))])).map((piece) => piece.length)).toEqual([40, 40, 10])
  })

  it('never cuts a say-as node, and moves it to the next piece whole', () => {
    const pieces = split([text('a'.repeat(38)), digits('1234'), text(' b. '), digits('56')])
    expect(pieces).toEqual([[text('a'.repeat(38))], [digits('1234'), text(' b. '), digits('56')]])
  })

  it('sees the end of a sentence that ends with a say-as node before it', () => {
    const pieces = split([text('Call '), digits('123'), text('. Then wait for somebody to answer it.')])
    expect(texts(pieces)).toEqual(['Call 123. ', 'Then wait for somebody to answer it.'])
  })

  it('counts tags and escapes where they count', () => {
    const pieces = split([text('&'.repeat(10))], { tagsCount: true, characters: 25, wrapping: '<p></p>' })
    expect(texts(pieces)).toEqual(['&&&', '&&&', '&&&', '&'])
  })

  it('counts what the text is when URL-encoded', () => {
    const pieces = split([text('é'.repeat(10))], { encodedCharacters: 24 })
    expect(texts(pieces)).toEqual(['éééé', 'éééé', 'éé'])
  })

  it('drops a piece of nothing but white space', () => {
    expect(texts(split([text(`a${' '.repeat(100)}b`)])).every((piece) => piece.trim() !== '')).toBe(true)
  })

  it('loses nothing, breaks no character and no node, and keeps to the budget', () => {
    const nodes = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).map((value) => text(`x${value.toWellFormed()}`)),
        fc.stringMatching(/^[0-9]{1,20}$/).map(digits),
      ),
      { minLength: 1, maxLength: 12 },
    )
    const limits = fc.record({ characters: fc.integer({ min: 70, max: 400 }), tagsCount: fc.boolean() })
    fc.assert(
      fc.property(nodes, limits, (run, limit) => {
        const pieces = split(run, { ...limit, characters: limit.characters, encodedCharacters: 300 })
        const isSpace = (node: SpeechNode) => node.text.trim() === ''
        fc.pre(!run.some(isSpace))
        expect(texts(pieces).join('').replace(/\s/g, '')).toBe(texts([run]).join('').replace(/\s/g, ''))
        expect(pieces.flat().filter((node) => node.kind === 'say-as')).toEqual(
          run.filter((node) => node.kind === 'say-as'),
        )
        for (const piece of pieces) {
          const markup = piece.map(speechMarkup).join('')
          const length = limit.tagsCount ? markup.length : texts([piece]).join('').length
          expect(length).toBeLessThanOrEqual(limit.characters)
          expect(encodeURIComponent(markup).length).toBeLessThanOrEqual(300)
          expect(markup.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})
