import { registerEndpoint } from '@nuxt/test-utils/runtime'
import { getHeaders, setResponseHeader, setResponseStatus } from 'h3'
import { afterEach, describe, expect, it } from 'vitest'
import { getVoiceMessage, listVoiceMessages } from '#shared/contracts/voice-messages'
import { pathOf, useApi } from '~/composables/use-api'
import { useSessionStore, type Session } from '~/stores/session'

let asked: Record<string, string | undefined>[] = []
let isSignedIn = true
/** What keeps the server's answer on its way. */
let delay: Promise<undefined> | undefined
registerEndpoint('/api/voice-messages/7', async (event) => {
  asked.push(getHeaders(event))
  const isIn = isSignedIn
  await delay
  if (isIn) return { success: true, data: { id: 7 } }
  setResponseStatus(event, 401)
  setResponseHeader(event, 'x-request-id', 'r1')
  return { success: false, error: { code: 'AUTH_REQUIRED', message: 'Sign in', details: null } }
})
registerEndpoint('/api/voice-messages', () => ({
  success: true,
  data: [{ id: 1 }],
  pagination: { page: 1, per_page: 20, total_items: 1, total_pages: 1, has_next: false, has_prev: false },
}))

const SESSION = {
  id: 's1',
  tenant: { id: 'acme-corp', brand: {} },
  permissions: [],
  acts_as: 'user/7',
} as unknown as Session

afterEach(() => {
  asked = []
  isSignedIn = true
  delay = undefined
  useSessionStore().end()
})

describe('useApi', () => {
  it('parameters_of_a_path_are_encoded', () => {
    expect(pathOf({ path: '/api/x/{id}/y' }, { id: 'a/b?c' })).toBe('/api/x/a%2Fb%3Fc/y')
  })

  it('every_call_says_for_which_tenant', async () => {
    useSessionStore().start(SESSION)
    await useApi().call(getVoiceMessage, { params: { id: 7 } })
    expect(asked[0]).toMatchObject({ 'x-tenant-id': 'acme-corp' })
    expect(asked[0]!.authorization).toBeUndefined()
  })

  it('only_what_signs_in_leaves_open_who_acts', async () => {
    useSessionStore().start(SESSION)
    await useApi().call(getVoiceMessage, { params: { id: 7 } })
    await useApi().call(getVoiceMessage, { params: { id: 7 } }, { signsIn: true })
    expect(asked.map((headers) => headers['x-acts-as'])).toEqual(['user/7', undefined])
  })

  it('where_cookies_are_blocked_every_call_bears_the_token', async () => {
    const session = useSessionStore()
    session.useToken('tls_token')
    session.start(SESSION)
    await useApi().call(getVoiceMessage, { params: { id: 7 } })
    expect(asked[0]!.authorization).toBe('Bearer tls_token')
  })

  it('a_call_that_meets_an_ended_session_waits_and_goes_on_after_signing_in_again', async () => {
    const session = useSessionStore()
    session.start(SESSION)
    isSignedIn = false
    const call = useApi().call(getVoiceMessage, { params: { id: 7 } })
    await expect.poll(() => session.isExpired).toBe(true)
    isSignedIn = true
    session.start(SESSION)
    expect(await call).toEqual({ id: 7 })
    expect(asked).toHaveLength(2)
  })

  it('a_refusal_that_was_on_its_way_while_the_session_was_renewed_ends_nothing', async () => {
    const session = useSessionStore()
    session.start(SESSION)
    isSignedIn = false
    const { promise, resolve } = Promise.withResolvers<undefined>()
    delay = promise
    const call = useApi().call(getVoiceMessage, { params: { id: 7 } })
    await expect.poll(() => asked.length).toBe(1)
    isSignedIn = true
    session.start({ ...SESSION, id: 's2' })
    resolve(undefined)
    expect(await call).toEqual({ id: 7 })
    expect(session.isExpired).toBe(false)
  })

  it('a_call_that_waits_for_another_sign_in_fails_when_the_person_signs_out', async () => {
    const session = useSessionStore()
    session.start(SESSION)
    isSignedIn = false
    const call = useApi().call(getVoiceMessage, { params: { id: 7 } })
    await expect.poll(() => session.isExpired).toBe(true)
    session.end()
    await expect(call).rejects.toMatchObject({ status: 401 })
  })

  it('a_refusal_keeps_status_code_and_request_id', async () => {
    isSignedIn = false
    await expect(useApi().call(getVoiceMessage, { params: { id: 7 } })).rejects.toMatchObject({
      status: 401,
      code: 'AUTH_REQUIRED',
      requestId: 'r1',
    })
  })

  it('a_list_comes_with_its_pagination', async () => {
    const { items, pagination } = await useApi().list(listVoiceMessages, { query: { page: 1 } })
    expect(items).toEqual([{ id: 1 }])
    expect(pagination.total_items).toBe(1)
  })
})
