import { afterAll, beforeAll, expect, it } from 'vitest'
import { readLedger } from '../support/ledger.ts'
import { person, sendSms } from '../support/send.ts'
import { MINUTE_MS, passTime, whenQuiet } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const SERVICE = { sid: `MG${'d'.repeat(32)}`, friendlyName: 'Reminders' }

let world: World
beforeAll(async () => {
  world = await startWorld()
  world.expectErrors('request_failed') // the one that is refused
  await world.sim.changeAccount(ACME.sid, { messagingServices: [SERVICE] })
  const body = { messaging_service_sid: SERVICE.sid }
  await world.api('/api/twilio/credentials', { method: 'PUT', body })
})
afterAll(() => world.stop())

const rowOf = async (to: string) => (await readLedger(world.api, `number=${encodeURIComponent(to)}`))[0]!
const atTwilio = (to: string) => world.sim.messages({ to })

it('texts_go_through_the_service_and_the_ledger_learns_the_number_it_chose', async () => {
  const sent = await sendSms(world.api, person(1))
  expect(sent.body.data).toMatchObject({ from: SERVICE.sid, message_sid: expect.stringMatching(/^SM/) })
  expect(await atTwilio(person(1))).toMatchObject([{ messagingServiceSid: SERVICE.sid }])
  await passTime(world, MINUTE_MS)
  expect(await rowOf(person(1))).toMatchObject({ from_number: ACME.from, status: 'delivered' })
})

it('a_number_that_is_asked_for_is_the_sender', async () => {
  const body = { to: person(2), message: 'Hello', from_number: ACME.from }
  expect((await world.api('/api/communication/sms/send', { body })).body.data.from).toBe(ACME.from)
  expect(await atTwilio(person(2))).toMatchObject([{ messagingServiceSid: null, from: ACME.from }])
})

it('a_lost_answer_is_found_among_the_texts_of_every_number', async () => {
  await world.sim.addFault({ kind: 'reset-after', operation: 'messages.create', count: 1 })
  expect((await sendSms(world.api, person(3))).body.data).toMatchObject({ status: 'unknown', message_sid: null })
  await passTime(world, 20 * MINUTE_MS)
  expect(await atTwilio(person(3))).toHaveLength(1)
  expect(await rowOf(person(3))).toMatchObject({ status: 'delivered', twilio_sid: expect.stringMatching(/^SM/) })
})

it('a_refused_one_is_sent_again_through_the_service', async () => {
  await world.sim.scriptNumber(person(4), { sms: { refuse: 21611 } })
  const refused = await sendSms(world.api, person(4))
  expect(refused.status).toBe(502)
  await world.sim.scriptNumber(person(4), {})
  const { communication_id: id } = refused.body.error.details
  expect((await world.api(`/api/communication/${id}/retry`, { body: {} })).status).toBe(200)
  expect(await atTwilio(person(4))).toMatchObject([{ messagingServiceSid: SERVICE.sid }])
  await whenQuiet(world)
})
