import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { beforeEach, expect, it, vi } from 'vitest'
import PhoneDial from '~/components/phone/PhoneDial.vue'
import { usePhoneStore } from '~/stores/phone'
import { useSessionStore } from '~/stores/session'
import { fakePhone } from '../../../support/fake-line'

vi.mock('~/composables/phone/twilio-line', () => import('../../../support/fake-line'))

const CHOSEN = '+12025550191'
let hold: Promise<void> | null = null
registerEndpoint('/api/phone-numbers', async () => {
  await hold
  return {
    success: true,
    data: ['+12025550190', CHOSEN].map((phone_number, id) => ({ id, phone_number, label: null, capabilities: null })),
    pagination: { per_page: 100, has_next: false },
  }
})
registerEndpoint('/api/twilio/token', {
  method: 'POST',
  handler: () => ({ success: true, data: { token: 'token', may_receive: true } }),
})

beforeEach(() => {
  hold = null
  localStorage.clear()
  fakePhone.calls.length = 0
  vi.stubGlobal('RTCPeerConnection', vi.fn())
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => Promise.resolve({ getTracks: () => [] }) } })
  const session = useSessionStore()
  session.tenantId = 'acme-corp'
  session.current = {
    user: { id: 7 },
    tenant: { id: 'acme-corp', from_number: '+12025550190' },
    permissions: ['numbers:read', 'communication:send'],
    acts_as: '7',
  } as never
  return () => {
    usePhoneStore().leave()
    session.current = null
    vi.unstubAllGlobals()
  }
})

const mount = () => mountSuspended(PhoneDial, { props: { to: '+12025550101' } })
type Dial = Awaited<ReturnType<typeof mount>>

async function call(dial: Dial): Promise<void> {
  const before = fakePhone.calls.length
  await dial.find('form').trigger('submit')
  await expect.poll(() => fakePhone.calls.length).toBe(before + 1)
  dial.unmount()
  fakePhone.ends()
}
const shown = () => fakePhone.calls.map(({ callerId }) => callerId)

it('the_chosen_number_is_shown_in_each_call_that_follows', async () => {
  const first = await mount()
  await expect.poll(() => first.find('select').exists()).toBe(true)
  await first.find('select').setValue(CHOSEN)
  await call(first)
  const second = await mount()
  await expect.poll(() => (second.find('select').element as HTMLSelectElement | undefined)?.value).toBe(CHOSEN)
  await call(second)
  expect(shown()).toEqual([CHOSEN, CHOSEN])
})

it('a_call_that_is_faster_than_the_numbers_waits_for_them', async () => {
  localStorage.setItem('trunkline:phone:acme-corp:7', JSON.stringify({ callerId: CHOSEN }))
  const gate = Promise.withResolvers<undefined>()
  hold = gate.promise
  const dial = await mount()
  const calling = call(dial)
  gate.resolve(undefined)
  await calling
  expect(shown()).toEqual([CHOSEN])
})
