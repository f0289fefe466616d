import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderNcco } from '../../../../../../server/domain/messages/render/ncco.ts'
import { buildSegments } from '../../../../../../shared/template/segments.ts'
import { tokenise } from '../../../../../../shared/template/tokenise.ts'
import type { VariableValues } from '../../../../../../shared/template/variables.ts'
import { keepXmlCharacters } from '../../../../../../shared/template/xml-text.ts'
import { elementsIn, readTwiml, textOf } from './read-twiml.ts'

const audio = (file: string) => (file === 'unknown' ? undefined : { url: `https://a.example/${file}.mp3` })
const render = (template: string, variables: VariableValues = {}, more = {}) =>
  renderNcco(buildSegments(tokenise(template).tokens, variables).segments, { audio, ...more })

describe('NCCO', () => {
  it("talks and streams in the author's order", () => {
    expect(render('Code {c}~SSML~digits {MP3~jingle} & bye', { c: '12' })).toEqual({
      ncco: [
        {
          action: 'talk',
          text: '<speak>Code <say-as interpret-as="digits">12</say-as> </speak>',
          language: 'en-US',
          style: 0,
        },
        { action: 'stream', streamUrl: ['https://a.example/jingle.mp3'] },
        { action: 'talk', text: '<speak> &amp; bye</speak>', language: 'en-US', style: 0 },
      ],
      warnings: [],
    })
  })

  it('takes rate, language and style', () => {
    expect(render('{d}~SSML~date', { d: '2026-01-05' }, { rate: 'slow', language: 'fr-FR', style: 2 }).ncco).toEqual([
      {
        action: 'talk',
        text: '<speak><prosody rate="slow"><say-as interpret-as="date" format="dmy">05/01/2026</say-as></prosody></speak>',
        language: 'fr-FR',
        style: 2,
      },
    ])
  })

  it('leaves unknown audio out, with a warning', () => {
    expect(render('{MP3~unknown}')).toMatchObject({ ncco: [], warnings: [{ code: 'unknown_audio_file' }] })
  })

  it('is strict XML of at most 1,500 characters, with exactly the value as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (value) => {
        const kept = keepXmlCharacters(`x${value}`).text
        const texts = render('{v}', { v: `x${value}` }, { rate: 'fast' }).ncco.map((one) =>
          'text' in one ? one.text : '',
        )
        const spoken = texts.map(readTwiml)
        expect(spoken.map(textOf).join('')).toBe(kept)
        for (const text of texts) expect(text.length).toBeLessThanOrEqual(1_500)
        for (const speak of spoken) expect(elementsIn(speak).map((element) => element.name)).toEqual(['prosody'])
      }),
    )
  })
})
