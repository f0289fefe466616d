import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery, setResponseStatus } from 'h3'
import { beforeEach, expect, it } from 'vitest'
import ThreadView from '~/components/sms/ThreadView.vue'
import { useSessionStore } from '~/stores/session'

const TEXTS = 40
const NUMBER = 'Parcels'
let count = 0
let isBroken = false
const text = (id: number) => ({
  ...{ id, direction: 'inbound', own_number: '+12025550190', body: `Text ${id}`, status: 'received' },
  ...{ error_message: null, created_at: '2026-01-01T00:00:00Z' },
})
registerEndpoint(`/api/threads/${NUMBER}`, (event) => {
  const perPage = Number(getQuery(event).per_page)
  const all = Array.from({ length: TEXTS + count }, (_, index) => text(index + 1)).reverse()
  return {
    success: true,
    data: all.slice(0, perPage),
    pagination: { per_page: perPage, has_next: all.length > perPage },
  }
})
registerEndpoint('/api/threads', (event) => {
  if (isBroken) {
    setResponseStatus(event, 503)
    return { success: false, error: { code: 'SERVER_ERROR', message: 'No', details: null } }
  }
  const data = [{ number: NUMBER, last: text(TEXTS), unread: 0, opted_out: false }]
  return { success: true, data, pagination: { per_page: 1, has_next: false } }
})

beforeEach(() => {
  count = 0
  isBroken = false
  const session = useSessionStore()
  session.tenantId = 'acme-corp'
  session.current = { user: { id: 7 }, tenant: { id: 'acme-corp' }, permissions: ['communication:read'] } as never
  return () => (session.current = null)
})

const mount = () => mountSuspended(ThreadView, { props: { number: NUMBER }, attachTo: document.body })

it('earlier_texts_are_not_read_aloud_and_later_ones_are', async () => {
  const thread = await mount()
  const log = () => thread.find('[role="log"]')
  await expect.poll(() => thread.findAll('[role="log"] article').length).toBe(30)
  expect(log().attributes('aria-live')).toBe('polite')
  await log().find('button').trigger('click')
  await expect.poll(() => thread.findAll('[role="log"] article').length).toBe(TEXTS)
  expect(log().attributes('aria-live')).toBe('off')
  await expect.poll(() => log().attributes('aria-live'), { timeout: 3_000 }).toBe('polite')
  thread.unmount()
})

it('what_cannot_be_asked_of_the_conversation_is_said_and_asked_again', async () => {
  isBroken = true
  clearNuxtData()
  const thread = await mount()
  await expect.poll(() => thread.find('[role="alert"]').exists()).toBe(true)
  isBroken = false
  await thread.find('[role="alert"] button').trigger('click')
  await expect.poll(() => thread.findAll('[role="log"] article').length).toBe(30)
  thread.unmount()
})
