import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const statusOf = async (sid: string) => (await world.api(`/api/communication/status/${sid}`)).body.data
type Row = { id: number; outcome: string; cost_amount: number | null; duration_seconds: number | null }
const complete = (row: Row) => row.outcome === 'success' && row.cost_amount !== null

it('sms_with_variables_is_delivered_with_its_cost', async () => {
  const sent = await world.api('/api/communication/sms/send', {
    body: { to: '+12025550123', message: 'Hello {name}', variables: { name: 'Ann {ssn}' } },
  })
  expect(sent.status).toBe(200)
  expect(sent.body.data).toMatchObject({
    to: '+12025550123',
    from: '+12345678900',
    body: 'Hello Ann {ssn}',
    status: 'queued',
  })
  const row = await eventually(() => statusOf(sent.body.data.message_sid), complete)
  expect(row).toMatchObject({ status: 'delivered', direction: 'outbound', segments: 1, encoding: 'GSM-7' })
  const [onTheNetwork] = await world.sim.messages({ to: '+12025550123' })
  expect(onTheNetwork).toMatchObject({ sid: sent.body.data.message_sid, body: 'Hello Ann {ssn}' })
})

it('template_becomes_a_call_whose_life_can_be_read', async () => {
  const variables = { company_name: 'Acme & Sons', amount: '12.50', due_date: 'Monday', phone_number: '+12025550100' }
  const list = await world.api('/api/voice-messages?search=Payment')
  const [message] = list.body.data
  const preview = await world.api(`/api/voice-messages/${message.id}/preview`, { body: { variables } })
  const sent = await world.api('/api/communication/voice/send', {
    body: { to_number: '+12025550124', voice_message_id: message.id, variables },
  })
  expect(sent.status).toBe(200)
  const row = await eventually(() => statusOf(sent.body.data.call_sid), complete)
  expect(row).toMatchObject({ status: 'completed', network_type: 'call' })
  expect(row.duration_seconds).toBeGreaterThan(0)

  const timeline = (await world.api(`/api/communication/${row.id}/timeline`)).body.data
  expect(timeline.twiml).toBe(preview.body.data.twiml)
  expect(timeline.events.map((event: { type: string }) => event.type)).toEqual(
    expect.arrayContaining(['created', 'accepted', 'callback', 'xml-fetched', 'cost']),
  )
  const [call] = await world.sim.calls({ to: '+12025550124' })
  expect(call).toMatchObject({ sid: sent.body.data.call_sid })
})
