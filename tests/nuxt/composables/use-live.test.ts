import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useLive } from '~/composables/use-live'
import { useLiveStore } from '~/stores/live'

type Listener = (data: Record<string, unknown>) => void

/** A page that listens, and the means to tell it something. */
async function listening(options: Parameters<typeof useLive>[2] = {}) {
  const listeners = new Map<string, Listener>()
  vi.spyOn(useLiveStore(), 'on').mockImplementation((type, listener) => {
    listeners.set(type, listener)
    return () => void listeners.delete(type)
  })
  const refresh = vi.fn()
  const page = await mountSuspended(
    defineComponent(() => {
      useLive(['communication'], refresh, options)
      return () => h('div')
    }),
  )
  return { page, refresh, tell: (data: Record<string, unknown> = {}) => listeners.get('communication')?.(data) }
}

function show(isShown: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(!isShown)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('useLive', () => {
  it('many_changes_at_once_are_one_question', async () => {
    const { page, refresh, tell } = await listening()
    for (let change = 0; change < 30; change++) tell()
    await vi.advanceTimersByTimeAsync(500)
    expect(refresh).toHaveBeenCalledTimes(1)
    page.unmount()
  })

  it('sums_are_asked_for_soon_at_first_and_then_seldom', async () => {
    const { page, refresh, tell } = await listening({ everyMs: 3_000 })
    tell()
    await vi.advanceTimersByTimeAsync(500)
    expect(refresh).toHaveBeenCalledTimes(1)
    for (let change = 0; change < 25; change++) {
      tell()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(refresh).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(refresh).toHaveBeenCalledTimes(2)
    page.unmount()
  })

  it('a_page_that_nobody_sees_asks_once_when_it_is_shown_again', async () => {
    const { page, refresh, tell } = await listening()
    tell()
    show(false)
    for (let change = 0; change < 5; change++) {
      tell()
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(refresh).not.toHaveBeenCalled()
    show(true)
    await vi.advanceTimersByTimeAsync(500)
    expect(refresh).toHaveBeenCalledTimes(1)
    show(false)
    show(true)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(refresh, 'nothing happened meanwhile').toHaveBeenCalledTimes(1)
    page.unmount()
  })

  it('what_does_not_matter_here_asks_nothing', async () => {
    const { page, refresh, tell } = await listening({ matters: ({ id }) => id === 7 })
    tell({ id: 8 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(refresh).not.toHaveBeenCalled()
    tell({ id: 7 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(refresh).toHaveBeenCalledTimes(1)
    page.unmount()
  })
})
