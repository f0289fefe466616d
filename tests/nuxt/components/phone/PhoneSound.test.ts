import { mountSuspended } from '@nuxt/test-utils/runtime'
import { beforeEach, expect, it, vi } from 'vitest'
import { MicrophoneError, type openMicrophone } from '~/composables/microphone'
import PhoneSound from '~/components/phone/PhoneSound.vue'
import { usePhoneStore } from '~/stores/phone'

const { open, meter } = vi.hoisted(() => ({
  open: vi.fn<typeof openMicrophone>(),
  meter: vi.fn(() => () => undefined),
}))
vi.mock('~/composables/microphone', async (original) => ({
  ...(await original<object>()),
  openMicrophone: open,
  meterOf: meter,
}))

const stopped = vi.fn()
const stream = { getTracks: () => [{ stop: stopped }] } as never as MediaStream

beforeEach(() => {
  stopped.mockReset()
  open.mockReset().mockResolvedValue(stream)
  meter.mockReset().mockReturnValue(() => undefined)
  usePhoneStore().devices = { microphones: [], speakers: [], canChooseSpeaker: false }
})

async function mount() {
  const sound = await mountSuspended(PhoneSound)
  const press = () =>
    sound
      .findAll('button')
      .find((button) => /test/i.test(button.text()))!
      .trigger('click')
  return { sound, press }
}

it('the_microphone_is_let_go_when_the_page_is_left_while_the_browser_asks', async () => {
  const asking = Promise.withResolvers<MediaStream>()
  open.mockReturnValue(asking.promise)
  const { sound, press } = await mount()
  await press()
  sound.unmount()
  asking.resolve(stream)
  await expect.poll(() => stopped.mock.calls.length).toBe(1)
  expect(meter).not.toHaveBeenCalled()
})

it('two_clicks_open_it_once', async () => {
  const asking = Promise.withResolvers<MediaStream>()
  open.mockReturnValue(asking.promise)
  const { sound, press } = await mount()
  await press()
  await press()
  expect(open).toHaveBeenCalledTimes(1)
  asking.resolve(stream)
  await expect.poll(() => meter.mock.calls.length).toBe(1)
  sound.unmount()
  expect(stopped).toHaveBeenCalledTimes(1)
})

it('it_is_let_go_when_nothing_can_be_measured', async () => {
  meter.mockImplementation(() => {
    throw new Error('no AudioContext')
  })
  const { sound, press } = await mount()
  await press()
  await expect.poll(() => stopped.mock.calls.length).toBe(1)
  expect(sound.text()).toContain('Check that it is plugged in')
  sound.unmount()
})

it('a_refusal_is_said_and_can_be_tried_again', async () => {
  open.mockRejectedValueOnce(new MicrophoneError('refused'))
  const { sound, press } = await mount()
  await press()
  await expect.poll(() => sound.text()).toContain('Allow it in the browser')
  await press()
  await expect.poll(() => meter.mock.calls.length).toBe(1)
  sound.unmount()
})
