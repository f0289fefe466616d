import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useAddressQuery } from '~/composables/use-address-query'

async function address() {
  let given!: ReturnType<typeof useAddressQuery>
  const page = await mountSuspended(
    defineComponent(() => {
      given = useAddressQuery()
      return () => h('div')
    }),
  )
  const router = useRouter()
  await router.replace({ path: '/', query: { page: '3' } })
  return { page, router, address: given, query: () => router.currentRoute.value.query }
}

describe('useAddressQuery', () => {
  it('two_changes_at_once_both_hold', async () => {
    const { address: one, query } = await address()
    await Promise.all([
      one.change('replace', (given) => ({ ...given, search: undefined, page: undefined })),
      one.change('replace', (given) => ({ ...given, type: 'sms' })),
    ])
    expect(query()).toEqual({ type: 'sms' })
  })

  it('what_replaces_a_step_under_way_keeps_that_step', async () => {
    const { address: one, router, query } = await address()
    const at = () => (history.state as { position: number }).position
    const before = at()
    await Promise.all([
      one.change('push', (given) => ({ ...given, open: '7' })),
      one.change('replace', (given) => ({ ...given, page: undefined })),
    ])
    expect(query()).toEqual({ open: '7' })
    expect(at()).toBe(before + 1)
    await router.replace({ query: {} })
  })

  it('field_leaves_out_what_is_usual_and_takes_others_back', async () => {
    const { address: one, query } = await address()
    const page = one.field('page', 1)
    const search = one.field('search', '', ['page'])
    await expect.poll(() => page.value).toBe(3)
    search.value = 'Ada'
    await expect.poll(query).toEqual({ search: 'Ada' })
    page.value = 2
    await expect.poll(query).toEqual({ search: 'Ada', page: '2' })
    search.value = ''
    await expect.poll(query).toEqual({})
  })

  it.each(['0', '-2', 'x', '1.5'])('page_%s_is_a_page_that_there_is', async (given) => {
    const { address: one, router } = await address()
    const page = one.field('page', 1)
    await router.replace({ query: { page: given } })
    await expect.poll(() => page.value).toBe(1)
  })
})
