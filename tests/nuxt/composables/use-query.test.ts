import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { listVoiceMessages } from '#shared/contracts/voice-messages'
import { useListQuery } from '~/composables/use-query'

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
