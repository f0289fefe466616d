import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const HOUR_MS = 60 * 60 * 1000

it('key_begins_anew_after_24_hours_and_what_is_sent_under_it_is_sent', async () => {
  const send = (to: string, message: string) =>
    world.api('/api/communication/sms/send', {
      body: { to, message },
      headers: { 'idempotency-key': 'order-17' },
    })
  const first = await send('+12025550155', 'First')
  expect((await send('+12025550155', 'First')).body.data.id).toBe(first.body.data.id)
  world.moveClock(25 * HOUR_MS)
  const second = await send('+12025550156', 'Second')
  expect(second.body.data).toMatchObject({ to: '+12025550156', body: 'Second' })
  expect(await world.sim.messages({ to: '+12025550156' })).toHaveLength(1)
})

it('key_that_makes_an_api_key_shows_the_same_one_again', async () => {
  const create = () =>
    world.api('/api/tenant/api-keys', { body: { name: 'CRM' }, headers: { 'idempotency-key': 'make-key-1' } })
  const [first, second] = [await create(), await create()]
  expect(second.body.data).toEqual(first.body.data)
  expect((await world.api('/api/tenant/profile', { key: first.body.data.api_key })).status).toBe(200)
})

it('second_spelling_of_an_opted_out_number_does_not_slip_past_the_gate', async () => {
  await world.api('/api/opt-outs', { body: { phone_number: '+12025550123' } })
  const sent = await world.api('/api/communication/sms/send', { body: { to: '+112025550123', message: 'Hello?' } })
  expect(sent).toMatchObject({ status: 422, body: { error: { details: { canonical: '+12025550123' } } } })
  const removed = await world.api('/v1/opt-outs?phone_number=%2B12025550123', { method: 'DELETE' })
  expect(removed).toMatchObject({ status: 200, body: { data: { deleted: true } } })
})

it('expiry_with_an_offset_is_kept_as_utc_and_a_past_one_is_refused', async () => {
  const inAnHour = new Date(Date.now() + 26 * HOUR_MS)
  const local = `${new Date(inAnHour.getTime() + 5 * HOUR_MS).toISOString().slice(0, 19)}+05:00`
  const created = await world.api('/api/tenant/api-keys', { body: { name: 'Soon over', expires_at: local } })
  expect(created.body.data.expires_at).toBe(`${inAnHour.toISOString().slice(0, 19)}.000Z`)
  const past = await world.api('/api/tenant/api-keys', {
    body: { name: 'Over', expires_at: '2020-01-01T00:00:00+05:00' },
  })
  expect(past).toMatchObject({ status: 422, body: { error: { details: { field: 'expires_at' } } } })
})

it('head_is_get_without_a_body', async () => {
  const head = await fetch(`${world.url}/healthz`, { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(await head.text()).toBe('')
  expect(head.headers.get('x-request-id')).toBeTruthy()
})
