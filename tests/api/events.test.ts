import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen, type HeardEvent, type Listening } from '../support/listen.ts'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { peopleOf } from '../support/people.ts'
import { signIn } from '../support/sign-in.ts'
import { serverNow } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
const { newUser, put } = peopleOf(() => world)
const open: Listening[] = []
beforeAll(async () => {
  world = await startWorld()
  world.expectErrors('request_failed')
  const smsUrl = `${world.url}/webhooks/twilio/${ACME.id}/sms`
  const numbers = [{ phoneNumber: ACME.from, smsUrl }]
  await world.sim.registerAccount({ accountSid: ACME.sid, authToken: ACME.token, numbers })
})
afterAll(async () => {
  open.forEach((one) => one.close())
  await world.stop()
})

async function hear(query = '', headers: Record<string, string> = { 'x-api-key': ACME.key }) {
  const listening = await listen(`${world.url}/api/events${query}`, headers)
  open.push(listening)
  return listening
}
const keyWith = async (...permissions: string[]) =>
  (await world.api('/api/tenant/api-keys', { body: { name: permissions.join(), permissions } })).body.data
/** News is gathered for a tenth of a second. */
const AT_ONCE_MS = 3_000
const endingKey = () => ({
  name: 'Ends soon',
  permissions: ['communication:read'],
  expires_at: new Date(serverNow(world).getTime() + 30_000).toISOString(),
})
async function hearAsPerson(...permissions: string[]) {
  const { id, username } = await newUser({ permissions })
  const { api } = await signIn(world, ACME.id, { username, password: 'long enough' })
  const { ticket } = (await api('/api/auth/tickets', { body: { path: '/api/events' } })).body.data
  const listening = await hear(`?ticket=${ticket}`, {})
  await listening.next(({ event }) => event === 'ready')
  return { listening, id: id as number }
}
const of = (id: number, status: string) => (event: HeardEvent) =>
  event.event === 'communication' && event.data.id === id && event.data.status === status

describe('what happens', () => {
  it('is_told_from_the_send_to_the_end_once_it_is_in_the_ledger', async () => {
    const listening = await hear()
    expect([listening.status, listening.headers.get('cache-control')]).toEqual([200, 'no-store'])
    await listening.next(({ event }) => event === 'ready')
    const { body } = await sendSms(world.api, person(1))
    const end = await listening.next(of(body.data.id, 'delivered'))
    expect(end.data).toMatchObject({ network_type: 'sms', direction: 'outbound', outcome: 'success', is_test: false })
    const own = listening.events.filter(({ event, data }) => event === 'communication' && data.id === body.data.id)
    expect(own[0]!.data.change).toBe('created')
    const ids = listening.events.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(JSON.stringify(listening.events)).not.toContain(person(1)) // what it was is asked for by whoever may
  })

  it('is_told_of_what_comes_in_and_of_other_changes_and_failures', async () => {
    const listening = await hear()
    await world.sim.inboundSms({ from: person(2), to: ACME.from, body: 'Hello there' })
    const came = await listening.next(({ data }) => data.direction === 'inbound')
    expect(came.data).toMatchObject({ change: 'created', status: 'received' })
    const template = await createTemplate(world.api, 'Hi')
    const audit = await listening.next(({ event, data }) => event === 'audit' && data.entity === 'voice_message')
    expect(audit.data).toMatchObject({ operation: 'voice-messages.create', entity_id: String(template) })
    await world.sim.scriptNumber(person(3), { sms: { refuse: 21614 } })
    await sendSms(world.api, person(3))
    const failure = await listening.next(({ event }) => event === 'failure')
    expect(failure.data).toMatchObject({ error_type: 'twilio', id: expect.any(Number) })
  })

  it('is_no_other_tenants_business', async () => {
    const globex = await hear('', { 'x-api-key': GLOBEX.key })
    const acme = await hear()
    const { body } = await sendSms(world.api, person(4))
    await acme.next(of(body.data.id, 'delivered'))
    expect(globex.events.map(({ event }) => event)).toEqual(['ready'])
  })

  it('of_logs_goes_to_those_who_may_read_them', async () => {
    const key = await keyWith('communication:read')
    const listening = await hear('', { 'x-api-key': key.api_key })
    const { body } = await sendSms(world.api, person(5))
    await listening.next(of(body.data.id, 'delivered'))
    expect(new Set(listening.events.map(({ event }) => event))).toEqual(new Set(['ready', 'communication']))
  })
})

describe('coming back', () => {
  it('goes_on_from_the_last_event_also_after_a_restart', async () => {
    const first = await hear()
    const { id: begun } = await first.next(({ event }) => event === 'ready')
    first.close()
    const { body } = await sendSms(world.api, person(10))
    await (await hear(`?last_event_id=${begun}`)).next(of(body.data.id, 'delivered'))
    open.splice(0).forEach((one) => one.close())
    await world.restart()
    const again = await hear('?last_event_id=0.0.0', { 'x-api-key': ACME.key, 'last-event-id': begun })
    await again.next(of(body.data.id, 'delivered'))
    expect(again.events[0]).toMatchObject({ event: 'ready', id: begun })
    const resumed = again.events.at(-1)!.id
    const last = await hear(`?last_event_id=${resumed}`)
    const { body: next } = await sendSms(world.api, person(11))
    await last.next(of(next.data.id, 'delivered'))
    const place = (id: string) => Number(id.split('.')[0])
    const news = last.events.filter(({ event }) => event === 'communication')
    expect(news.map(({ id }) => place(id) > place(resumed))).not.toContain(false)
  })

  it.each(['nonsense', '999999999.0.0', '1.2', '-1.0.0'])('after %s begins anew', async (id) => {
    const listening = await hear(`?last_event_id=${id}`)
    const { id: position } = await listening.next(({ event }) => event === 'reset')
    expect(position).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('after_too_much_begins_anew', async () => {
    const { id } = await (await hear()).next(({ event }) => event === 'ready')
    for (let begin = 0; begin < 500; begin += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          world.api('/api/opt-outs', { body: { phone_number: person(1_000 + begin + index) } }),
        ),
      )
    await (await hear(`?last_event_id=${id}`)).next(({ event }) => event === 'reset')
  })
})

describe('who may listen', () => {
  it('is_asked_and_refused_in_an_envelope', async () => {
    expect((await hear('', {})).events[0]!.data.error.code).toBe('AUTH_REQUIRED')
    const key = await keyWith('logs:read')
    const refused = await hear('', { 'x-api-key': key.api_key })
    expect([refused.status, refused.events[0]!.data.error.code]).toEqual([403, 'PERMISSION_DENIED'])
  })

  it('is_let_in_by_a_ticket_and_stays_until_the_session_ends', async () => {
    const { api } = await signIn(world, ACME.id)
    const { ticket } = (await api('/api/auth/tickets', { body: { path: '/api/events' } })).body.data
    const listening = await hear(`?ticket=${ticket}`, {})
    await listening.next(({ event }) => event === 'ready')
    expect((await hear(`?ticket=${ticket}`, {})).status).toBe(401)
    await api('/api/auth/logout', { body: {} })
    await listening.ended(AT_ONCE_MS)
  })

  it.each<[string, (id: number) => Promise<unknown>]>([
    ['is deactivated', (id) => put(id, { is_active: false })],
    ['gets another password', (id) => world.api(`/api/users/${id}/reset-password`, { body: {} })],
    ['may not read communications any more', (id) => put(id, { permissions: ['logs:read'] })],
  ])('hears nothing more once the person %s', async (_name, change) => {
    const { listening, id } = await hearAsPerson('communication:read', 'logs:read')
    await change(id)
    const { body } = await sendSms(world.api, person(21))
    await listening.ended(AT_ONCE_MS)
    const told = listening.events.filter(({ event, data }) => event === 'audit' || data.id === body.data.id)
    expect(told).toEqual([])
  })

  it('hears_no_more_of_the_logs_than_they_may_read_by_now', async () => {
    const { listening, id } = await hearAsPerson('communication:read', 'logs:read')
    await put(id, { permissions: ['communication:read'] })
    const { body } = await sendSms(world.api, person(22))
    await listening.next(of(body.data.id, 'delivered'))
    expect(listening.events.filter(({ event }) => event === 'audit')).toEqual([])
  })

  it('is_asked_again_whether_the_key_still_holds', async () => {
    const { id, api_key: key } = await keyWith('communication:read')
    const ending = (await world.api('/api/tenant/api-keys', { body: endingKey() })).body.data
    const [listening, over] = [await hear('', { 'x-api-key': key }), await hear('', { 'x-api-key': ending.api_key })]
    const other = await hear()
    await world.api(`/api/tenant/api-keys/${id}`, { method: 'DELETE' })
    await listening.ended(AT_ONCE_MS)
    world.moveClock(61_000) // nobody says that a key has expired
    await over.ended(40_000)
    expect(other.events.map(({ event }) => event)).toContain('ready')
    const { body } = await sendSms(world.api, person(20))
    await other.next(of(body.data.id, 'delivered')) // whose key holds stays
  })

  it('is_limited_to_two_hundred_of_a_tenant', async () => {
    const many = await Promise.all(Array.from({ length: 201 }, () => hear('', { 'x-api-key': GLOBEX.key })))
    const refused = many.filter(({ status }) => status !== 200)
    expect(refused.map(({ status }) => status)).toEqual([429])
    expect(refused[0]!.events[0]!.data.error).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'More than 200 live connections are open',
      details: { limit: 200 },
    })
    expect(refused[0]!.headers.get('retry-after')).toBe('30')
    many.forEach((one) => one.close())
  })
})

it('head_does_not_stay', async () => {
  const response = await fetch(`${world.url}/api/events`, { method: 'HEAD', headers: { 'x-api-key': ACME.key } })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
})

it('server_that_stops_ends_them_and_is_gone_at_once', async () => {
  const listening = await hear()
  await listening.next(({ event }) => event === 'ready')
  const begun = performance.now()
  await world.restart()
  expect(performance.now() - begun).toBeLessThan(10_000)
  await listening.ended()
})
