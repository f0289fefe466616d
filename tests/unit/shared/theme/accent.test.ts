import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentStyle, accentTokens, contrast } from '#shared/theme/accent'

const rgb = (hex: string) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
const colour = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`)

describe('accentTokens', () => {
  it('any_colour_is_legible_as_button_and_as_text_in_light_and_dark', () => {
    fc.assert(
      fc.property(colour, (hex) => {
        const tokens = accentTokens(hex)
        for (const mode of [0, 1] as const) {
          expect(contrast(rgb(tokens.accent[mode]), rgb(tokens['accent-ink'][mode]))).toBeGreaterThanOrEqual(4.5)
          expect(contrast(rgb(tokens['accent-text'][mode]), rgb(tokens['accent-soft'][mode]))).toBeGreaterThanOrEqual(
            4.5,
          )
        }
      }),
      { numRuns: 500 },
    )
  })

  it('a_colour_that_is_legible_already_stays_as_it_is', () => {
    expect(accentTokens('#1d4ed8').accent).toEqual(['#1d4ed8', '#1d4ed8'])
  })

  it('style_sets_the_four_tokens', () => {
    expect(accentStyle('#b91c1c').match(/--accent[a-z-]*:light-dark\(#[0-9a-f]{6},#[0-9a-f]{6}\)/g)).toHaveLength(4)
  })
})
