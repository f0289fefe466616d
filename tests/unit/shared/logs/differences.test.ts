import { expect, it } from 'vitest'
import { cutChanged, differencesOf } from '#shared/logs/differences.ts'

it('changed_fields_are_found_at_any_depth', () => {
  const before = { name: 'A', settings: { quiet: { from: '21:00', to: '08:00' }, countries: ['US'] } }
  const after = { name: 'A', settings: { quiet: { from: '22:00', to: '08:00' }, countries: ['US', 'CA'] } }
  expect(differencesOf(before, after)).toEqual([
    { path: 'settings.quiet.from', before: '21:00', after: '22:00' },
    { path: 'settings.countries', before: ['US'], after: ['US', 'CA'] },
  ])
})

it('field_that_came_or_went_is_undefined_on_the_other_side', () => {
  expect(differencesOf({ a: 1 }, { b: null })).toEqual([
    { path: 'a', before: 1, after: undefined },
    { path: 'b', before: undefined, after: null },
  ])
})

it('object_that_became_nothing_is_told', () => {
  expect(differencesOf({ hours: { from: '21:00' } }, { hours: null })).toEqual([
    { path: 'hours.from', before: '21:00', after: undefined },
    { path: 'hours', before: undefined, after: null },
  ])
})

it('creations_and_removals_tell_what_says_something', () => {
  expect(differencesOf(null, { name: 'A', note: null, text: '', on: false })).toEqual([
    { path: 'name', before: undefined, after: 'A' },
    { path: 'on', before: undefined, after: false },
  ])
  expect(differencesOf({ name: 'A', list: [] }, null).map(({ path }) => path)).toEqual(['name', 'list'])
})

it.each([
  ['Hello Ann, bye', 'Hello Bob, bye', 'Ann,', 'Bob,'],
  ['one two', 'one two three', '', ' three'],
  ['same', 'same', '', ''],
  ['a a', 'a', ' a', ''],
  ['', 'new', '', 'new'],
])('cut_holds_both_texts_whole: %s → %s', (before, after, wasOwn, isOwn) => {
  const cut = cutChanged(before, after)
  expect([cut.before.own, cut.after.own]).toEqual([wasOwn, isOwn])
  expect(Object.values(cut.before).join('')).toBe(before)
  expect(Object.values(cut.after).join('')).toBe(after)
})
