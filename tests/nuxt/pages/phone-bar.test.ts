import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { beforeEach, expect, it, vi } from 'vitest'
import AdminPage from '~/pages/admin/[tenant_id].vue'
import { usePhoneStore } from '~/stores/phone'
import { useSessionStore, type Session } from '~/stores/session'
import { fakePhone } from '../../support/fake-line'

vi.mock('~/composables/phone/twilio-line', () => import('../../support/fake-line'))

registerEndpoint('/api/twilio/token', {
  method: 'POST',
  handler: () => ({ success: true, data: { token: 'token', may_receive: true } }),
})

const SESSION = {
  id: 's1',
  kind: 'password',
  stage: 'full',
  must_change_password: false,
  user: { id: 7, username: 'ada', display_name: 'Ada' },
  tenant: { id: 'acme-corp', name: 'Acme', brand: { name: 'Acme' }, allowed_origins: [] },
  permissions: ['communication:send'],
} as unknown as Session

const activation = { hasBeenActive: true }
beforeEach(() => {
  localStorage.clear()
  fakePhone.calls.length = 0
  fakePhone.lines.length = 0
  vi.stubGlobal('RTCPeerConnection', vi.fn())
  activation.hasBeenActive = true
  const mediaDevices = { getUserMedia: () => Promise.resolve({ getTracks: () => [] }) }
  vi.stubGlobal('navigator', { userAgent: '', platform: '', userActivation: activation, mediaDevices })
  return () => {
    useSessionStore().end()
    vi.unstubAllGlobals()
  }
})

const bar = (page: { find: (selector: string) => { exists: () => boolean } }) => page.find('p[aria-live="assertive"]')

it('a_running_call_outlasts_that_a_second_factor_is_required_and_ends_with_the_sign_out', async () => {
  const session = useSessionStore()
  session.start(SESSION)
  const page = await mountSuspended(AdminPage)
  await expect.poll(() => bar(page).exists(), { timeout: 5_000 }).toBe(true)
  const phone = usePhoneStore()
  expect(await phone.dial('+12025550101', null)).toBe(true)
  fakePhone.answers()
  session.holdUp()
  await expect.poll(() => page.find('nav').exists()).toBe(false)
  expect(fakePhone.calls[0]!.isOver).toBe(false)
  expect(page.find('[aria-label="Running call"]').exists(), 'it can be hung up').toBe(true)
  session.end()
  await expect.poll(() => fakePhone.calls[0]!.isOver).toBe(true)
  expect(bar(page).exists()).toBe(false)
  page.unmount()
})

it('what_is_wrong_with_the_sound_is_said_in_a_place_that_was_there_before', async () => {
  useSessionStore().start(SESSION)
  const page = await mountSuspended(AdminPage)
  await expect.poll(() => bar(page).exists(), { timeout: 5_000 }).toBe(true)
  const places = page.findAll('p.sr-only[role="status"]')
  await usePhoneStore().dial('+12025550101', null)
  fakePhone.answers()
  fakePhone.warns('silent_microphone', true)
  await expect.poll(() => places.map((place) => place.text()).join()).toContain('Your microphone is silent')
  page.unmount()
})

it('whoever_may_not_read_of_calls_is_offered_neither_hold_nor_transfer', async () => {
  const session = useSessionStore()
  session.start(SESSION)
  const page = await mountSuspended(AdminPage)
  await expect.poll(() => bar(page).exists(), { timeout: 5_000 }).toBe(true)
  await usePhoneStore().dial('+12025550101', null)
  const names = () =>
    page.findAll('[aria-label="Call controls"] button').map((one) => one.attributes('aria-keyshortcuts'))
  await expect.poll(names).toEqual(['Alt+M', 'Alt+K', 'Alt+X'])
  session.start({ ...SESSION, permissions: [...SESSION.permissions, 'communication:read'] })
  await expect.poll(names).toEqual(['Alt+M', 'Alt+H', 'Alt+K', 'Alt+T', 'Alt+X'])
  page.unmount()
})

it('a_page_that_nobody_has_touched_says_that_it_cannot_ring_yet', async () => {
  activation.hasBeenActive = false
  useSessionStore().start(SESSION)
  const page = await mountSuspended(AdminPage)
  await expect.poll(() => bar(page).exists(), { timeout: 5_000 }).toBe(true)
  await usePhoneStore().takeCalls(true)
  await expect.poll(() => page.text()).toContain('Click anywhere')
  activation.hasBeenActive = true
  document.dispatchEvent(new Event('pointerdown'))
  await expect.poll(() => page.text()).not.toContain('Click anywhere')
  page.unmount()
})
