import { mountSuspended } from '@nuxt/test-utils/runtime'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { usePhoneKeys } from '~/composables/phone/use-phone-keys'

const keys = { A: vi.fn(), K: vi.fn(), M: vi.fn(), X: vi.fn() }
const Phone = defineComponent({
  setup() {
    usePhoneKeys(keys)
    return () => h('div')
  },
})

/** @returns which keys did something */
async function press(event: KeyboardEventInit, target: EventTarget = document.body): Promise<string[]> {
  const phone = await mountSuspended(Phone)
  target.dispatchEvent(new KeyboardEvent('keydown', { altKey: true, bubbles: true, cancelable: true, ...event }))
  phone.unmount()
  return Object.entries(keys).flatMap(([letter, run]) => (run.mock.calls.length > 0 ? [letter] : []))
}

function put(html: string): Element {
  document.body.insertAdjacentHTML('beforeend', html)
  return document.body.lastElementChild!
}

beforeEach(() => {
  for (const run of Object.values(keys)) run.mockReset()
  return () => document.querySelectorAll('[data-put]').forEach((one) => one.remove())
})

describe('the keys of a call', () => {
  it.each([
    ['the letter that is printed on it, wherever it lies', { key: 'm', code: 'Semicolon' }, ['M']],
    ['and no other', { key: 'q', code: 'KeyA' }, []],
    ['its place, where Alt writes another character', { key: 'µ', code: 'KeyM' }, ['M']],
    ['its place, where letters are not Latin', { key: 'ь', code: 'KeyM' }, ['M']],
    ['nothing with Shift', { key: 'M', code: 'KeyM', shiftKey: true }, []],
  ])('go_by_%s', async (_, event, done) => {
    expect(await press(event)).toEqual(done)
  })

  it.each(['<input data-put>', '<textarea data-put></textarea>', '<div data-put contenteditable="true"></div>'])(
    'leave_a_character_that_is_being_written_alone: %s',
    async (html) => {
      const field = put(html)
      expect(await press({ key: 'ź', code: 'KeyX' }, field)).toEqual([])
      expect(await press({ key: 'Dead', code: 'KeyX' }, field)).toEqual([])
      expect(await press({ key: 'x', code: 'KeyX' }, field)).toEqual(['X'])
    },
  )

  it('answer_and_end_a_call_but_change_nothing_behind_a_dialog', async () => {
    put('<div data-put role="dialog"></div>')
    expect(await press({ key: 'k', code: 'KeyK' })).toEqual([])
    expect(await press({ key: 'a', code: 'KeyA' })).toEqual(['A'])
    expect(await press({ key: 'x', code: 'KeyX' })).toEqual(['A', 'X'])
  })
})
