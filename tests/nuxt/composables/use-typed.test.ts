import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { useTyped } from '~/composables/use-typed'

async function typing() {
  const applied = ref('')
  const apply = vi.fn()
  let field!: ReturnType<typeof useTyped>
  const page = await mountSuspended(
    defineComponent(() => {
      field = useTyped(() => applied.value, apply)
      return () => h('div')
    }),
  )
  const type = (text: string) => {
    field.text.value = text
    field.typed()
  }
  return { page, applied, apply, field, type }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true }))
afterEach(() => vi.useRealTimers())

describe('useTyped', () => {
  it('takes_effect_once_when_typing_pauses', async () => {
    const { apply, type } = await typing()
    for (const text of ['A', 'Ad', 'Ada ']) type(text)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(apply.mock.calls).toEqual([['Ada']])
  })

  it('what_was_typed_since_stays_when_the_first_letters_take_effect', async () => {
    const { applied, field, type } = await typing()
    type('Inv ')
    await vi.advanceTimersByTimeAsync(1_000)
    type('Inv oice')
    applied.value = 'Inv'
    await nextTick()
    expect(field.text.value).toBe('Inv oice')
  })

  it('follows_what_changes_it_from_elsewhere', async () => {
    const { applied, field, type } = await typing()
    type('Ada')
    field.now()
    applied.value = 'Ada'
    await nextTick()
    applied.value = ''
    await nextTick()
    expect(field.text.value).toBe('')
    applied.value = 'Ada'
    await nextTick()
    expect(field.text.value).toBe('Ada')
  })

  it('says_nothing_after_its_page_is_gone', async () => {
    const { page, apply, type } = await typing()
    type('Ada')
    page.unmount()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(apply).not.toHaveBeenCalled()
  })
})
