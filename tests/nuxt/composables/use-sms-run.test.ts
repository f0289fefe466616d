import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery } from 'h3'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { listHistory } from '#shared/contracts/communication'
import { sendSms } from '#shared/contracts/sending'
import { useSmsRun } from '~/composables/use-sms-run'
import { useLiveStore } from '~/stores/live'
import { useSessionStore, type Session } from '~/stores/session'

const asked: Record<string, unknown>[] = []
let history: object[] = []
let nextId = 1
let beforeAnswer = (_id: number): void => undefined
registerEndpoint(sendSms.path, {
  method: 'POST',
  handler: () => {
    const id = nextId++
    beforeAnswer(id)
    return { success: true, data: { id, status: 'queued' } }
  },
})
registerEndpoint(listHistory.path, (event) => {
  asked.push(getQuery(event))
  return { success: true, data: history, pagination: { page: 1, per_page: 100, has_next: false } }
})

type Listener = (data: Record<string, unknown>) => void
const listeners = new Map<string, Set<Listener>>()
const tell = (type: string, data: object = {}) => listeners.get(type)?.forEach((listener) => listener({ ...data }))

async function sent(count: number) {
  let run!: ReturnType<typeof useSmsRun>
  await mountSuspended(
    defineComponent(() => {
      run = useSmsRun()
      return () => h('div')
    }),
  )
  const rows = Array.from({ length: count }, (_, index) => ({ formatted: `${index}`, name: '', body: { to: '+1', message: 'Hi' } })) // prettier-ignore
  await run.start(rows as never)
  asked.length = 0
  return run
}

beforeEach(() => {
  nextId = 1
  history = []
  beforeAnswer = () => undefined
  listeners.clear()
  vi.spyOn(useLiveStore(), 'on').mockImplementation((type, listener) => {
    listeners.set(type, (listeners.get(type) ?? new Set()).add(listener))
    return () => undefined
  })
  useSessionStore().start({ id: 's1', user: { id: 1 }, tenant: { id: 'acme-corp', brand: {} }, permissions: ['communication:read'] } as unknown as Session) // prettier-ignore
})
afterEach(() => {
  useSessionStore().end()
  vi.restoreAllMocks()
})

it('what_is_told_live_is_taken_as_it_is_told_and_asks_nothing', async () => {
  const run = await sent(3)
  for (const id of [1, 2, 3]) tell('communication', { id, status: 'delivered' })
  tell('communication', { id: 99, status: 'failed' })
  expect(run.rows.value.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
  await new Promise((done) => setTimeout(done, 600)) // a question would have gone out by now
  expect(asked).toEqual([])
})

it('what_is_told_before_the_answer_that_names_its_row_is_not_lost', async () => {
  beforeAnswer = (id) => tell('communication', { id, status: 'delivered' })
  const run = await sent(1)
  expect(run.rows.value[0]).toMatchObject({ status: 'delivered' })
})

it('the_reason_of_a_failure_is_asked_for_among_the_failures_alone', async () => {
  const run = await sent(3)
  history = [{ id: 2, status: 'undelivered', error_code: 30005, error_message: 'The number is unknown' }]
  tell('communication', { id: 2, status: 'undelivered' })
  await expect.poll(() => run.rows.value[1]!.error, { timeout: 5_000 }).toBe('The number is unknown')
  expect(asked).toEqual([expect.objectContaining({ outcome: 'failed' })])
})

it('a_gap_in_the_connection_asks_about_all_that_are_on_their_way', async () => {
  await sent(3)
  tell('reset')
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  expect(asked.some(({ outcome }) => outcome === undefined)).toBe(true)
})
