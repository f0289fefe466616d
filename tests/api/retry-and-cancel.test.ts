import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectForwardOnly, readLedger, readTimeline } from '../support/ledger.ts'
import { createTemplate, person, placeCall, sendSms } from '../support/send.ts'
import { passTime, whenQuiet } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let template: number
beforeAll(async () => {
  world = await startWorld()
  world.expectErrors('request_failed')
  template = await createTemplate(world.api, 'Good morning.')
  await world.sim.scriptNumber(person(900), { sms: { refuse: 21614 } })
  await sendSms(world.api, person(900))
  await world.sim.scriptNumber(person(901), { call: { outcome: 'busy' } })
  await placeCall(world.api, person(901), template)
  await sendSms(world.api, person(1))
  await whenQuiet(world)
})
afterAll(() => world.stop())

it('what_failed_is_sent_again_as_a_new_row_that_says_the_same', async () => {
  const [failed] = await readLedger(world.api, 'status=busy')
  await world.sim.unscriptNumber(person(901))
  const again = await world.api(`/api/communication/${failed!.id}/retry`, { body: {} })
  expect(again.status).toBe(200)
  expect(again.body.data).toMatchObject({ retry_of: failed!.id, to_number: person(901), network_type: 'call' })
  await whenQuiet(world)
  const [first, second] = await world.sim.calls({ to: person(901) })
  expect(second!.documents[0]!.body).toContain('Good morning')
  expect(first!.documents).toEqual([]) // nobody answered it
  expect(await readLedger(world.api, `number=${encodeURIComponent(person(901))}`)).toMatchObject([
    { status: 'completed' },
    { status: 'busy' },
  ])
})

it('what_arrived_is_not_sent_again', async () => {
  const [row] = await readLedger(world.api, 'number=5550001')
  const answer = await world.api(`/api/communication/${row!.id}/retry`, { body: {} })
  expect([answer.status, answer.body.error.code]).toEqual([409, 'CONFLICT'])
  expect(await world.sim.messages({ to: person(1) })).toHaveLength(1)
})

it('retry_goes_through_the_gate', async () => {
  const [row] = await readLedger(world.api, 'number=5550900')
  await world.api('/api/opt-outs', { body: { phone_number: person(900) } })
  const answer = await world.api(`/api/communication/${row!.id}/retry`, { body: {} })
  expect([answer.status, answer.body.error.code]).toEqual([422, 'OPTED_OUT'])
})

it('ringing_call_is_canceled_and_stays_so', async () => {
  await world.sim.scriptNumber(person(904), { call: { outcome: 'ring' } })
  const { id, call_sid: sid } = (await placeCall(world.api, person(904), template)).body.data
  expect((await world.api(`/api/communication/${id}/cancel`, { body: {} })).status).toBe(200)
  await passTime(world, 60_000)
  const [row] = await readLedger(world.api, 'number=5550904')
  expect(row).toMatchObject({ twilio_sid: sid, status: 'canceled', outcome: 'failed' })
  expectForwardOnly(row!, await readTimeline(world.api, id))
  const again = await world.api(`/api/communication/${id}/cancel`, { body: {} })
  expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT'])
})

it('message_on_its_way_cannot_be_called_back', async () => {
  await world.sim.scriptNumber(person(905), { sms: { outcome: 'queued' } })
  const { id } = (await sendSms(world.api, person(905))).body.data
  const answer = await world.api(`/api/communication/${id}/cancel`, { body: {} })
  expect(answer.status).toBe(502)
  expect(answer.body.error.details).toMatchObject({ provider: 'twilio', code: 30409 })
  expect(await readLedger(world.api, 'number=5550905')).toMatchObject([{ status: 'queued' }])
})
