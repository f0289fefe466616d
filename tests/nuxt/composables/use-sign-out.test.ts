import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { readLocal, writeLocal } from '~/composables/local-values'
import { personalKey } from '~/composables/personal-values'
import { useSignOut } from '~/composables/use-sign-out'
import { useToasts } from '~/composables/use-toasts'
import { useSessionStore, type Session } from '~/stores/session'

let status = 200
registerEndpoint('/api/auth/logout', {
  method: 'POST',
  handler: (event) => {
    setResponseStatus(event, status)
    if (status === 200) return { success: true, data: {} }
    return { success: false, error: { code: 'ANY', message: 'It did not work', details: null } }
  },
})

const sessionOf = (id: number) =>
  ({ id: `s${id}`, user: { id }, tenant: { id: 'acme-corp', brand: {} }, permissions: [] }) as unknown as Session

async function signOut() {
  let way!: ReturnType<typeof useSignOut>
  const said = await mountSuspended(
    defineComponent(() => {
      way = useSignOut()
      const { messages } = useToasts()
      messages.value = []
      return () => h('div', messages.value.map(({ title, detail }) => `${title}: ${detail}`).join())
    }),
  )
  await way.signOut()
  await said.vm.$nextTick()
  return said.text()
}

beforeEach(() => {
  status = 200
  localStorage.clear()
  useSessionStore().start(sessionOf(1))
})
afterEach(() => useSessionStore().end())

describe('signing out', () => {
  it('ends_the_session', async () => {
    expect(await signOut()).toBe('')
    expect(useSessionStore().current).toBeNull()
  })

  it('session_that_ended_elsewhere_is_out_without_asking_to_sign_in', async () => {
    status = 401
    expect(await signOut()).toBe('')
    expect(useSessionStore()).toMatchObject({ current: null, isExpired: false })
  })

  it('what_failed_is_said_and_the_person_stays', async () => {
    status = 500
    expect(await signOut()).toBe('You are still signed in: It did not work')
    expect(useSessionStore().current?.id).toBe('s1')
  })

  it('what_the_person_tried_things_with_is_forgotten_and_the_next_one_never_sees_it', async () => {
    const session = useSessionStore()
    const own = personalKey('call-to')
    writeLocal(own, '+12025550123')
    session.start(sessionOf(2))
    expect(readLocal(personalKey('call-to')), 'the key is a person’s').toBeNull()
    writeLocal(personalKey('call-to'), '+12025550199')
    await signOut()
    expect(Object.keys(localStorage)).toEqual([own])
  })
})
