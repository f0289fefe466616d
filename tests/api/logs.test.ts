import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const lastAudit = async () => (await world.api('/api/logs/audit?per_page=1')).body.data[0]

describe('the audit trail', () => {
  it('says_who_changed_what_from_what_to_what', async () => {
    const id = await createTemplate(world.api, 'Before')
    expect(await lastAudit()).toMatchObject({
      operation: 'voice-messages.create',
      entity: 'voice_message',
      entity_id: String(id),
      before: null,
      after: { voice_text: 'Before', name: 'Test' },
      actor_type: 'api_key',
      actor_name: 'Demo key (…2345)',
      ip_address: '127.0.0.1',
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })

    const changed = await world.api(`/api/voice-messages/${id}`, { method: 'PUT', body: { voice_text: 'After' } })
    const update = await lastAudit()
    expect(update).toMatchObject({
      operation: 'voice-messages.update',
      before: { voice_text: 'Before' },
      after: { voice_text: 'After' },
    })
    expect(update.before).not.toHaveProperty('name') // only what changed
    expect(update.request_id).toBe(changed.headers.get('x-request-id'))

    await world.api(`/api/voice-messages/${id}`, { method: 'DELETE' })
    expect(await lastAudit()).toMatchObject({
      operation: 'voice-messages.remove',
      before: { voice_text: 'After' },
      after: null,
    })
  })

  it('keeps_no_token_when_the_account_changes', async () => {
    const token = '0123456789abcdef0123456789abcdef'
    await world.sim.changeAccount(ACME.sid, { authToken: token })
    await world.api('/api/tenant/profile', { method: 'PUT', body: { twilio_token: token } })
    const entry = await lastAudit()
    expect(entry).toMatchObject({
      operation: 'tenant.profile.update',
      before: { twilio_token: '************aa01' },
      after: { twilio_token: '************cdef' },
    })
    expect(JSON.stringify(entry)).not.toContain(token.slice(0, -4))
    await world.sim.changeAccount(ACME.sid, { authToken: ACME.token })
    await world.api('/api/tenant/profile', { method: 'PUT', body: { twilio_token: ACME.token } })
  })

  it('holds_nothing_of_what_was_refused', async () => {
    const before = (await world.api('/api/logs/audit')).body.pagination.total_items
    await world.api('/api/voice-messages', { body: { name: 'x' } })
    await world.api('/api/voice-messages/999999', { method: 'DELETE' })
    expect((await world.api('/api/logs/audit')).body.pagination.total_items).toBe(before)
  })
})

describe('twilio token in the profile', () => {
  const put = (body: object) => world.api('/api/tenant/profile', { method: 'PUT', body })

  it('mask_keeps_it_absent_keeps_it_null_clears_it', async () => {
    const profile = (await world.api('/api/tenant/profile')).body.data
    expect((await put(profile)).status).toBe(200)
    expect((await put({ name: 'Acme' })).status).toBe(200)
    expect((await sendSms(world.api, person(1))).status).toBe(200) // so the token is still the right one
    expect((await put({ twilio_token: '************0000' })).status).toBe(422)
    expect((await put({ twilio_sid: null, twilio_token: ACME.token })).status).toBe(422)
    expect((await put({ twilio_sid: null, twilio_token: null })).body.data).toMatchObject({
      twilio_sid: null,
      twilio_token_set: false,
    })
    const unable = await sendSms(world.api, person(1))
    expect([unable.status, unable.body.error.code]).toEqual([409, 'NOT_CONFIGURED'])
    expect((await put({ twilio_token: ACME.token })).status).toBe(422)
    expect((await put({ twilio_sid: ACME.sid, twilio_token: ACME.token })).status).toBe(200)
    expect((await sendSms(world.api, person(1))).status).toBe(200)
  })
})

describe('the error log', () => {
  it('keeps_a_providers_refusal_with_who_asked_for_what', async () => {
    world.expectErrors('request_failed')
    await world.sim.scriptNumber(person(2), { sms: { refuse: 21614 } })
    const answer = await sendSms(world.api, person(2), 'Hello', { 'user-agent': 'Delphi/12 (Test)' })
    expect(answer.status).toBe(502)
    expect(answer.body.error).toMatchObject({
      code: 'EXTERNAL_API_ERROR',
      message: 'The number is not a mobile number. Call it instead, or ask for another number.',
      details: { provider: 'twilio', code: 21614, more_info: expect.stringContaining('21614') },
    })
    const { data } = (await world.api('/api/logs/errors')).body
    expect(data[0]).toMatchObject({
      error_type: 'twilio',
      error_message: 'The number is not a mobile number. Call it instead, or ask for another number.',
      error_details: { code: 21614, communication_id: answer.body.error.details.communication_id },
      endpoint: 'POST /api/communication/sms/send',
      user_agent: 'Delphi/12 (Test)',
      ip_address: '127.0.0.1',
      request_id: answer.headers.get('x-request-id'),
    })
    expect((await world.api('/api/logs/errors', { key: GLOBEX.key })).body.data).toEqual([])
  })

  it('is_read_to_its_end_by_cursor', async () => {
    await world.sim.scriptNumber(person(3), { sms: { refuse: 21614 } })
    for (let index = 0; index < 7; index++) await sendSms(world.api, person(3))
    const ids: number[] = []
    let cursor = ''
    do {
      const { body } = await world.api(`/api/logs/errors?per_page=3${cursor && `&cursor=${cursor}`}`)
      ids.push(...body.data.map(({ id }: { id: number }) => id))
      cursor = body.pagination.next_cursor ?? ''
    } while (cursor)
    expect(ids).toHaveLength(8)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a))
  })
})

it('servers_log_holds_no_numbers_texts_or_keys', async () => {
  await world.api('/api/communication/sms/send', { body: { to: person(4), message: 'A very private word' } })
  const log = JSON.stringify(world.log())
  for (const secret of [person(4), person(4).slice(1), 'very private', ACME.key, ACME.token])
    expect(log).not.toContain(secret)
  const requests = world.log().filter(({ msg }) => msg === 'api_response')
  expect(requests.at(-1)).toMatchObject({
    tenant_id: ACME.id,
    request_id: expect.any(String),
    duration_ms: expect.any(Number),
  })
})
