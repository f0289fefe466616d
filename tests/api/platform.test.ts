import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../support/api.ts'
import { readRows } from '../support/rows.ts'
import { person, sendSms } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { ACME, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const platform = (path: string, request: { method?: string; body?: unknown } = {}, key = PLATFORM_KEY) =>
  world.api(`/api/platform/tenants${path}`, { key: null, headers: { authorization: `Bearer ${key}` }, ...request })

const SID = `AC${'c'.repeat(30)}01`
const TOKEN = 'not-to-be-seen-token-of-initech'
const initech = {
  id: 'initech',
  name: 'Initech',
  from_number: '+12125550100',
  twilio: { account_sid: SID, auth_token: TOKEN },
  settings: { timezone: 'Europe/Berlin', max_calls_per_day: 7 },
}

describe('who may', () => {
  it.each([
    ['nobody', null],
    ["a tenant's key", ACME.key],
    ['a wrong key', 'platform-admin-key-of-the-tests-0123456780'],
  ])('not %s', async (_name, key) => {
    for (const request of [{}, { body: initech }]) {
      const answer = await world.api('/api/platform/tenants', {
        key: null,
        headers: key ? { authorization: `Bearer ${key}` } : {},
        ...request,
      })
      expect(answer.status).toBe(401)
    }
    expect(readRows(world, "select id from tenants where id = 'initech'")).toEqual([])
  })

  it('not the platform key as an API key or in the query', async () => {
    expect((await world.api('/api/platform/tenants', { key: PLATFORM_KEY })).status).toBe(401)
    expect((await world.api(`/api/platform/tenants?apiKey=${PLATFORM_KEY}`, { key: null })).status).toBe(401)
  })
})

describe('a new tenant', () => {
  let key: string

  it('is_made_whole_with_its_first_key_shown_once', async () => {
    const answer = await platform('', { body: initech })
    expect(answer.status).toBe(200)
    key = answer.body.data.api_key
    expect(answer.body.data).toMatchObject({ id: 'initech', name: 'Initech', status: 'active', is_active: true })
    const profile = await world.api('/api/tenant/profile', { key })
    expect(profile.body.data).toMatchObject({
      id: 'initech',
      twilio_sid: SID,
      twilio_token: '************tech',
      twilio_token_set: true,
      settings: { timezone: 'Europe/Berlin', max_calls_per_day: 7, allowed_countries: null },
    })
    expect((await platform('/initech')).body.data).not.toHaveProperty('api_key')
    expect((await world.api('/api/voice-messages', { key })).body.data).toEqual([])
  })

  it('sends_with_its_own_account', async () => {
    await world.sim.registerAccount({
      accountSid: SID,
      authToken: TOKEN,
      numbers: [{ phoneNumber: initech.from_number }],
    })
    const api = createApi(world.url, key)
    const sent = await sendSms(api, person(1))
    expect(sent.body.data).toMatchObject({ from: initech.from_number })
    await whenQuiet(world)
    expect(await world.sim.messages({ to: person(1) })).toMatchObject([{ accountSid: SID, status: 'delivered' }])
    expect((await api(`/api/communication/status/${sent.body.data.message_sid}`)).body.data.status).toBe('delivered')
  })

  it.each<[string, object, number, string]>([
    ['an id that is taken', { ...initech }, 409, 'CONFLICT'],
    ['a key that is taken', { id: 'other', name: 'Other', api_key: 'taken_key_of_twenty_one' }, 409, 'CONFLICT'],
    ['an id that is none', { ...initech, id: 'In Itech' }, 422, 'VALIDATION_ERROR'],
    ['a key with a dot', { id: 'other', name: 'Other', api_key: 'header.payload.signature' }, 422, 'VALIDATION_ERROR'],
    ['a key that is too short', { id: 'other', name: 'Other', api_key: 'short' }, 422, 'VALIDATION_ERROR'],
    ['half an account', { id: 'other', name: 'Other', twilio: { account_sid: SID } }, 422, 'VALIDATION_ERROR'],
    [
      'a zone that is none',
      { id: 'other', name: 'Other', settings: { timezone: 'Mars/Base' } },
      422,
      'VALIDATION_ERROR',
    ],
    ['an unknown voice', { id: 'other', name: 'Other', settings: { voices: { bob: 'x' } } }, 422, 'VALIDATION_ERROR'],
  ])('with %s is refused and not half made', async (_name, body, status, code) => {
    await platform('', { body: { id: 'first', name: 'First', api_key: 'taken_key_of_twenty_one' } })
    const before = readRows(world, 'select id from tenants union all select id from api_keys')
    const answer = await platform('', { body })
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    expect(readRows(world, 'select id from tenants union all select id from api_keys')).toEqual(before)
  })

  it('is_listed_by_id', async () => {
    const { body } = await platform('?per_page=2')
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['acme-corp', 'first'])
    expect(body.pagination).toMatchObject({ total_items: 4, has_next: true })
    expect((await platform('/nobody')).status).toBe(404)
    expect((await platform('/nobody/suspend', { body: {} })).status).toBe(404)
  })

  it('is_out_at_once_when_suspended_and_back_when_activated', async () => {
    expect((await platform('/initech/suspend', { body: {} })).body.data).toMatchObject({
      status: 'suspended',
      is_active: false,
    })
    expect((await world.api('/api/tenant/profile', { key })).status).toBe(401)
    await platform('/initech/activate', { body: {} })
    expect((await world.api('/api/tenant/profile', { key })).status).toBe(200)
    const audit = (await world.api('/api/logs/audit', { key })).body.data
    expect(audit.slice(0, 2)).toMatchObject([
      { operation: 'platform.tenants.activate', before: { status: 'suspended' }, after: { status: 'active' } },
      { operation: 'platform.tenants.suspend', before: { status: 'active' }, after: { status: 'suspended' } },
    ])
  })

  it('secrets_are_in_no_answer_no_row_and_no_log', async () => {
    const everything = [
      (await platform('')).text,
      (await world.api('/api/tenant/profile', { key })).text,
      (await world.api('/api/logs/audit?per_page=100', { key })).text,
      JSON.stringify(
        ['api_keys', 'audit_log', 'twilio_credentials', 'error_log'].map((table) =>
          readRows(world, `select * from ${table}`),
        ),
      ),
      JSON.stringify(world.log()),
    ].join('\n')
    for (const secret of [key, TOKEN, PLATFORM_KEY, ACME.key]) expect(everything).not.toContain(secret)
  })
})
