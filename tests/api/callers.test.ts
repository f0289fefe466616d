import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRows } from '../support/rows.ts'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { HOUR_MS, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const profile = (headers: Record<string, string>, query = '') =>
  world.api(`/api/tenant/profile${query}`, { key: null, headers })

describe('who is not let in', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['nobody', {}, '', 'AUTH_REQUIRED'],
    ['an empty key', { 'x-api-key': '' }, '', 'AUTH_REQUIRED'],
    ['an empty bearer', { authorization: 'Bearer ' }, '', 'AUTH_REQUIRED'],
    ['a password', { authorization: `Basic ${btoa(`x:${ACME.key}`)}` }, '', 'AUTH_REQUIRED'],
    ['an unknown key', { 'x-api-key': 'nobody_has_this_key_123' }, '', 'AUTH_INVALID'],
    ['a key in other letters', { 'x-api-key': ACME.key.toUpperCase() }, '', 'AUTH_INVALID'],
    ['a key with more behind it', { 'x-api-key': `${ACME.key}x` }, '', 'AUTH_INVALID'],
    ['a key that is a statement', { 'x-api-key': "' or 1=1 --" }, '', 'AUTH_INVALID'],
    ['a key of 10,000 characters', { 'x-api-key': 'k'.repeat(10_000) }, '', 'AUTH_INVALID'],
    ['the platform key', { authorization: `Bearer ${PLATFORM_KEY}` }, '', 'AUTH_INVALID'],
    [
      'a wrong bearer before a right header',
      { authorization: 'Bearer nobody_has_this', 'x-api-key': ACME.key },
      '',
      'AUTH_INVALID',
    ],
    ['an unknown key in the query', {}, '?apiKey=nobody_has_this', 'AUTH_INVALID'],
    ['two keys in the query', {}, `?apiKey=${ACME.key}&apiKey=${GLOBEX.key}`, 'AUTH_REQUIRED'],
  ])('%s', async (_name, headers, query, code) => {
    const answer = await profile(headers, query)
    expect(answer.status).toBe(401)
    expect(answer.body.error.code).toBe(code)
  })

  it('key_in_the_query_counts_for_reading_only', async () => {
    const before = countRows(world)
    const answer = await world.api(`/api/voice-messages?apiKey=${ACME.key}`, {
      key: null,
      body: { name: 'x', voice_text: 'x' },
    })
    expect(answer.status).toBe(401)
    expect(countRows(world)).toEqual(before)
  })

  it('revoked_and_expired_keys_answer_like_unknown_ones', async () => {
    const expires_at = new Date(Date.now() + HOUR_MS).toISOString()
    const expiring = (await world.api('/api/tenant/api-keys', { body: { name: 'Expiring', expires_at } })).body.data
    const revoked = (await world.api('/api/tenant/api-keys', { body: { name: 'Revoked' } })).body.data
    expect((await profile({ 'x-api-key': expiring.api_key })).status).toBe(200)
    await world.api(`/api/tenant/api-keys/${revoked.id}`, { method: 'DELETE' })
    world.moveClock(HOUR_MS)
    const unknown = await profile({ 'x-api-key': 'nobody_has_this_key' })
    for (const key of [expiring.api_key, revoked.api_key]) {
      const answer = await profile({ 'x-api-key': key })
      expect(answer.status).toBe(401)
      expect({ ...answer.body, timestamp: '' }).toEqual({ ...unknown.body, timestamp: '' })
    }
  })

  it('key_of_a_suspended_tenant_is_refused_at_once', async () => {
    const platform = { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` }, body: {} }
    await world.api(`/api/platform/tenants/${GLOBEX.id}/suspend`, platform)
    const unknown = await profile({ 'x-api-key': 'nobody_has_this_key' })
    const suspended = await profile({ 'x-api-key': GLOBEX.key })
    expect({ ...suspended.body, timestamp: '' }).toEqual({ ...unknown.body, timestamp: '' })
    expect(suspended.status).toBe(401)
    await world.api(`/api/platform/tenants/${GLOBEX.id}/activate`, platform)
    expect((await profile({ 'x-api-key': GLOBEX.key })).status).toBe(200)
  })

  it.each([GLOBEX.id, 'nobody', '', ACME.id.toUpperCase()])(
    'tenant header "%s" that is not the keys tenant',
    async (tenant) => {
      const answer = await profile({ 'x-api-key': ACME.key, 'x-tenant-id': tenant })
      expect(answer.status).toBe(403)
      expect(answer.body.error.code).toBe('TENANT_ACCESS_DENIED')
    },
  )

  it('right_tenant_header_is_let_in', async () => {
    expect((await profile({ 'x-api-key': ACME.key, 'x-tenant-id': ACME.id })).status).toBe(200)
  })
})

describe('what belongs to another tenant', () => {
  let id: number
  let sent: { id: number; message_sid: string }
  let call: { id: number }
  beforeAll(async () => {
    id = await createTemplate(world.api, 'Ours')
    sent = (await sendSms(world.api, person(1))).body.data
    call = (await world.api('/api/communication/voice/send', { body: { to: person(2), voice_message_id: id } })).body
      .data
    await whenQuiet(world)
  })

  const MISSING = 424_242
  const CASES: [string, string, (id: number) => string, unknown?][] = [
    ['template', 'GET', (of) => `/api/voice-messages/${of}`],
    ['template', 'PUT', (of) => `/api/voice-messages/${of}`, { name: 'Theirs' }],
    ['template', 'DELETE', (of) => `/api/voice-messages/${of}`],
    ['template', 'POST', (of) => `/api/voice-messages/${of}/duplicate`, {}],
    ['template', 'POST', (of) => `/api/voice-messages/${of}/preview`, {}],
    ['sms', 'GET', (of) => `/api/communication/${of}/timeline`],
    ['sms', 'POST', (of) => `/api/communication/${of}/cancel`, {}],
    ['sms', 'POST', (of) => `/api/communication/${of}/retry`, {}],
    ['call', 'GET', (of) => `/api/communication/${of}/timeline`],
    ['call', 'POST', (of) => `/api/communication/${of}/cancel`, {}],
  ]

  it.each(CASES)('%s: %s %s answers like one that is not there', async (what, method, path, body) => {
    const ids: Record<string, number> = { template: id, sms: sent.id, call: call.id }
    const before = countRows(world)
    const ask = (of: number) => world.api(path(of), { method, body, key: GLOBEX.key })
    const [foreign, missing] = [await ask(ids[what]!), await ask(MISSING)]
    expect(foreign.status).toBe(404)
    expect(withoutTime(foreign.text)).toBe(withoutTime(missing.text))
    expect(headersOf(foreign)).toEqual(headersOf(missing))
    expect(countRows(world)).toEqual(before)
  })

  it('send_with_a_foreign_template_answers_like_one_with_an_unknown', async () => {
    for (const path of ['/api/communication/voice/send', '/v1/communication/sms/send']) {
      const ask = (of: number) => world.api(path, { key: GLOBEX.key, body: { to: person(3), voice_message_id: of } })
      const [foreign, missing] = [await ask(id), await ask(MISSING)]
      expect(foreign.status).toBe(404)
      expect(withoutTime(foreign.text)).toBe(withoutTime(missing.text))
    }
    expect(await world.sim.messages({ to: person(3) })).toEqual([])
  })

  it('status_by_sid_answers_like_an_unknown_sid', async () => {
    const ask = (sid: string) => world.api(`/api/communication/status/${sid}`, { key: GLOBEX.key })
    const [foreign, missing, malformed] = [
      await ask(sent.message_sid),
      await ask(`SM${'0'.repeat(32)}`),
      await ask('SMx'),
    ]
    expect([foreign.status, malformed.status]).toEqual([404, 404])
    expect(withoutTime(foreign.text)).toBe(withoutTime(missing.text))
  })

  it('lists_and_searches_show_none_of_it', async () => {
    for (const path of [
      '/api/voice-messages?search=Ours',
      '/api/communication/history',
      '/api/communication/history?q=hello',
    ]) {
      const { body } = await world.api(path, { key: GLOBEX.key })
      expect(body.data, path).toEqual([])
    }
    const audit = (await world.api('/api/logs/audit?per_page=100', { key: GLOBEX.key })).body.data
    expect(audit.filter((row: { entity: string }) => row.entity !== 'tenant')).toEqual([])
  })

  const withoutTime = (text: string) => text.replace(/"timestamp":"[^"]*"/, '')
  const headersOf = ({ headers }: { headers: Headers }) =>
    Object.fromEntries(
      [...headers].filter(
        ([name]) => !['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'].includes(name),
      ),
    )
})
