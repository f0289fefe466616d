import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const UNREACHABLE = '+12025550177'

async function failedSms(): Promise<number> {
  await world.sim.scriptNumber(UNREACHABLE, { sms: { outcome: 'undelivered', errorCode: 30003 } })
  const sent = await world.api('/api/communication/sms/send', { body: { to: UNREACHABLE, message: 'Are you there?' } })
  await eventually(
    () => world.api(`/api/communication/status/${sent.body.data.message_sid}`),
    (answer) => answer.body.data.status === 'undelivered',
  )
  return sent.body.data.id
}

it('failed_one_is_sent_again_as_a_linked_one_and_not_twice_at_once', async () => {
  const id = await failedSms()
  await world.sim.unscriptNumber(UNREACHABLE)
  const before = (await world.sim.messages({ to: UNREACHABLE })).length
  const answers = await Promise.all([1, 2, 3].map(() => world.api(`/api/communication/${id}/retry`, { body: {} })))
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
  const [retried] = answers.filter((answer) => answer.status === 200)
  expect(retried!.body.data).toMatchObject({ retry_of: id, message_content: 'Are you there?' })
  expect((await world.sim.messages({ to: UNREACHABLE })).length).toBe(before + 1)
})

it('delivered_one_is_not_sent_again', async () => {
  const sent = await world.api('/api/communication/sms/send', { body: { to: '+12025550178', message: 'Once' } })
  await eventually(
    () => world.api(`/api/communication/status/${sent.body.data.message_sid}`),
    (answer) => answer.body.data.status === 'delivered',
  )
  const retry = await world.api(`/api/communication/${sent.body.data.id}/retry`, { body: {} })
  expect(retry).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } })
})

it('test_key_neither_ends_nor_repeats_what_a_live_key_sent', async () => {
  const { api_key: key } = (await world.api('/api/tenant/api-keys', { body: { name: 'Sandbox', mode: 'test' } })).body
    .data
  const [message] = (await world.api('/api/voice-messages?search=Welcome')).body.data
  await world.sim.scriptNumber('+12025550179', { call: { outcome: 'ring' } })
  const call = await world.api('/api/communication/voice/send', {
    body: { to: '+12025550179', voice_message_id: message.id },
  })
  const canceled = await world.api(`/api/communication/${call.body.data.id}/cancel`, { body: {}, key })
  expect(canceled.status).toBe(409)
  const retried = await world.api(`/api/communication/${await failedSms()}/retry`, { body: {}, key })
  expect(retried.status).toBe(409)
})
