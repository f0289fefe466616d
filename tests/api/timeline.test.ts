import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TimelineEvent } from '../support/ledger.ts'
import { readTimeline } from '../support/ledger.ts'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
  world.expectErrors('request_failed')
})
afterAll(() => world.stop())

const variablesOf = (events: TimelineEvent[]) => events.find(({ type }) => type === 'created')!.details.variables

it('callbacks_hold_every_field_that_twilio_delivered', async () => {
  const { body } = await sendSms(world.api, person(1))
  await whenQuiet(world)
  const events = (await readTimeline(world.api, body.data.id)) as (TimelineEvent & { raw: unknown })[]
  const delivered = events.find(({ type, status }) => type === 'callback' && status === 'delivered')!
  expect(delivered.raw).toMatchObject({ MessageStatus: 'delivered', To: person(1), MessageSid: body.data.message_sid })
  expect(delivered.details).not.toHaveProperty('delivery_id')
  expect(events.filter(({ type }) => type === 'created').map(({ raw }) => raw)).toEqual([null])
})

it('what_filled_the_template_is_kept_and_nothing_else_that_was_given', async () => {
  const template = await createTemplate(world.api, 'Hello {name}')
  const variables = { name: 'Ann', secret: 'not for the ledger' }
  const sms = { to: person(2), voice_message_id: template, variables }
  const sent = await world.api('/api/communication/sms/send', { body: sms })
  const called = await world.api('/api/communication/voice/send', { body: { ...sms, to: person(3) } })
  for (const { body } of [sent, called])
    expect(variablesOf(await readTimeline(world.api, body.data.id))).toEqual({ name: 'Ann' })
})

it('a_retry_keeps_what_filled_the_first_try', async () => {
  const template = await createTemplate(world.api, 'Hello {name}')
  await world.sim.scriptNumber(person(4), { sms: { refuse: 21614 } })
  const sms = { to: person(4), voice_message_id: template, variables: { name: 'Ann' } }
  const refused = await world.api('/api/communication/sms/send', { body: sms })
  await world.sim.scriptNumber(person(4), { sms: {} })
  const id = refused.body.error.details.communication_id
  const retried = await world.api(`/api/communication/${id}/retry`, { body: {} })
  expect(retried.status, retried.text).toBe(200)
  expect(variablesOf(await readTimeline(world.api, retried.body.data.id))).toEqual({ name: 'Ann' })
})
