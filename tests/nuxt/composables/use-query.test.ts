import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { listThreads } from '#shared/contracts/threads'
import { listVoiceMessages } from '#shared/contracts/voice-messages'
import { useCursorQuery, useListQuery } from '~/composables/use-query'

let hold: Promise<void> | null = null
let isBroken = false
const asked: unknown[] = []
registerEndpoint('/api/voice-messages', async (event) => {
  const { search } = getQuery(event)
  asked.push(search)
  await hold
  if (isBroken) {
    setResponseStatus(event, 503)
    return { success: false, error: { code: 'SERVER_ERROR', message: 'Something failed on our side', details: null } }
  }
  return { success: true, data: [{ id: 1, name: `about ${search}` }], pagination: { per_page: 20, has_next: false } }
})
/** Three pages of one thread each. */
registerEndpoint('/api/threads', (event) => {
  const page = Number(getQuery(event).cursor ?? 1)
  const next = page < 3 ? String(page + 1) : null
  asked.push(page)
  const pagination = { per_page: 1, has_next: next !== null, next_cursor: next }
  return { success: true, data: [{ number: `+${page}` }], pagination }
})
beforeEach(() => {
  hold = null
  isBroken = false
  asked.length = 0
})

async function mountList(first: string | null) {
  const search = ref(first)
  let query!: Awaited<ReturnType<typeof useListQuery<typeof listVoiceMessages>>>
  await mountSuspended(
    defineComponent({
      async setup() {
        query = await useListQuery(listVoiceMessages, () => search.value === null ? null : { query: { search: search.value } }) // prettier-ignore
        return () => h('div')
      },
    }),
  )
  return { query, search }
}

describe('useListQuery', () => {
  it('the_first_answer_is_there_when_the_page_is', async () => {
    const { query } = await mountList('rent')
    expect(query.data.value?.items[0]?.name).toBe('about rent')
    expect(query.isLoading.value).toBe(false)
  })

  it('another_input_asks_again_and_keeps_the_last_answer_until_then', async () => {
    const { query, search } = await mountList('rent')
    const gate = Promise.withResolvers<undefined>()
    hold = gate.promise
    search.value = 'water'
    await expect.poll(() => query.isLoading.value).toBe(true)
    expect(query.data.value?.items[0]?.name).toBe('about rent')
    gate.resolve(undefined)
    await expect.poll(() => query.data.value?.items[0]?.name).toBe('about water')
  })

  it('a_refusal_is_an_error_to_show_and_a_later_success_clears_it', async () => {
    isBroken = true
    const { query } = await mountList('broken')
    expect(query.error.value).toMatchObject({ status: 503, message: 'Something failed on our side' })
    isBroken = false
    await query.refresh()
    expect(query.error.value).toBeNull()
    expect(query.data.value?.items).toHaveLength(1)
  })

  it('no_input_asks_nothing', async () => {
    const { query } = await mountList(null)
    await nextTick()
    expect(asked).toEqual([])
    expect(query.data.value).toBeNull()
  })
})

describe('useCursorQuery', () => {
  it('joins_as_many_pages_as_are_wanted_and_ends_where_the_list_does', async () => {
    const pages = ref(1)
    let query!: Awaited<ReturnType<typeof useCursorQuery<typeof listThreads>>>
    await mountSuspended(
      defineComponent({
        async setup() {
          query = await useCursorQuery(listThreads, () => ({ query: { per_page: 1 } }), () => pages.value) // prettier-ignore
          return () => h('div')
        },
      }),
    )
    const numbers = () => query.data.value?.items.map(({ number }) => number)
    expect(numbers()).toEqual(['+1'])
    expect(query.data.value?.pagination.has_next).toBe(true)
    pages.value = 2
    await expect.poll(numbers).toEqual(['+1', '+2'])
    pages.value = 9
    await expect.poll(numbers).toEqual(['+1', '+2', '+3'])
    expect(query.data.value?.pagination.has_next).toBe(false)
    asked.length = 0
    await query.refresh()
    expect(asked).toEqual([1, 2, 3])
  })
})
