import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markText } from '../../../../shared/template/mark-text.ts'
import { moveRemarks } from '../../../../shared/template/move-remarks.ts'
import { guessSample } from '../../../../shared/template/sample-values.ts'
import { SSML_TYPES, tokenise } from '../../../../shared/template/tokenise.ts'

describe('marks of a template', () => {
  it('cover_the_whole_text_whatever_is_remarked', () => {
    const places = fc.array(fc.tuple(fc.nat(60), fc.nat(20)).map(([start, length]) => ({ start, end: start + length })))
    const templates = fc
      .array(fc.constantFrom('{', '}', '{{', '{a}', '{a}~SSML~date', '{MP3~x}', 'word ', '😀', '\n'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(templates, places, places, (template, problems, warnings) => {
        const marks = markText(template, tokenise(template).tokens, problems, warnings)
        expect(marks.map(({ text }) => text).join('')).toBe(template)
        expect(marks.every(({ text }) => text !== '')).toBe(true)
      }),
    )
  })

  it('say_what_each_stretch_is_and_draw_a_problem_over_a_warning', () => {
    const template = 'Pay {amount}~SSML~currency {oops now'
    const { tokens, problems } = tokenise(template)
    const marks = markText(template, tokens, problems, [
      { start: 0, end: 3 },
      { start: 27, end: 32 },
    ])
    expect(marks).toEqual([
      { text: 'Pay', kind: 'text', remark: 'warning' },
      { text: ' ', kind: 'text', remark: null },
      { text: '{amount}~SSML~currency', kind: 'variable', ssml: 'currency', remark: null },
      { text: ' ', kind: 'text', remark: null },
      { text: '{', kind: 'text', remark: 'problem' },
      { text: 'oops', kind: 'text', remark: 'warning' },
      { text: ' now', kind: 'text', remark: null },
    ])
  })
})

describe('remarks about a text that is being edited', () => {
  const remark = { start: 6, end: 9 }

  it.each([
    ['what_is_typed_before_moves_them', 'Hello bad end', 'Hello so bad end', [{ start: 9, end: 12 }]],
    ['what_is_deleted_before_moves_them_back', 'Hello bad end', 'o bad end', [{ start: 2, end: 5 }]],
    ['what_is_typed_after_leaves_them', 'Hello bad end', 'Hello bad end.', [remark]],
    ['what_is_typed_inside_ends_them', 'Hello bad end', 'Hello bead end', []],
    ['nothing_typed_changes_nothing', 'Hello bad end', 'Hello bad end', [remark]],
  ])('%s', (_, before, after, moved) => {
    expect(moveRemarks([remark], before, after)).toEqual(moved)
  })

  it('without_a_place_stay', () => expect(moveRemarks([{}], 'a', 'b')).toEqual([{}]))
})

describe('a value to try a template with', () => {
  const facts = { day: '2026-11-21', company: 'Acme' }
  it.each([
    ['first_name', 'Ann'],
    ['customerName', 'Ann Lee'],
    ['company_name', 'Acme'],
    ['appointment_date', '2026-11-21'],
    ['appointment_time', '14:30'],
    ['order-number', '10442'],
    ['callback.phone', '+12025550123'],
    ['favourite_colour', 'favourite colour'],
    ['__', '__'],
  ])('for_%s_is_%s', (name, value) => expect(guessSample(name, undefined, facts)).toBe(value))

  it('follows_how_it_is_spoken_before_its_name', () => {
    expect(guessSample('name', 'currency', facts)).toBe('49.50')
    expect(SSML_TYPES.map((type) => guessSample('x', type, facts))).toEqual(['3', '49.50', '4821', '+12025550123', '2026-11-21', '14:30']) // prettier-ignore
  })
})
