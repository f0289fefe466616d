import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readLedger } from '../support/ledger.ts'
import { readRows } from '../support/rows.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { HOUR_MS } from '../support/time.ts'
import { createApi, type Api } from '../support/api.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const createKey = (body: object, key?: string) => world.api('/api/tenant/api-keys', { body, ...(key && { key }) })
const profile = (key: string) => world.api('/api/tenant/profile', { key })

describe('a key', () => {
  it('is_shown_once_and_never_kept_in_clear', async () => {
    const created = await createKey({ name: 'Desktop' })
    const { id, api_key: key, last_four: lastFour } = created.body.data
    expect(key).toMatch(/^tk_live_[\w-]{32}$/)
    expect(key.endsWith(lastFour)).toBe(true)
    expect((await profile(key)).status).toBe(200)
    const listed = await world.api('/api/tenant/api-keys')
    expect(listed.text).not.toContain(key)
    expect(listed.body.data.find((row: { id: string }) => row.id === id)).toMatchObject({
      name: 'Desktop',
      mode: 'live',
    })
    expect(JSON.stringify(readRows(world, 'select * from api_keys'))).not.toContain(key)
    expect((await world.api('/api/logs/audit')).text).not.toContain(key)
    expect(JSON.stringify(world.log())).not.toContain(key)
  })

  it('does_what_its_permissions_say_and_no_more', async () => {
    const { api_key: key } = (await createKey({ name: 'Reader', permissions: ['messages:read', 'keys:write'] })).body
      .data
    expect((await world.api('/api/voice-messages', { key })).status).toBe(200)
    const denied = [
      await world.api('/api/voice-messages', { key, body: { name: 'x', voice_text: 'x' } }),
      await world.api('/api/communication/sms/send', { key, body: { to: person(1), message: 'x' } }),
      await world.api('/api/communication/history', { key }),
      await profile(key),
    ]
    for (const answer of denied) {
      expect(answer.status).toBe(403)
      expect(answer.body.error.code).toBe('PERMISSION_DENIED')
    }
    expect(denied[1]!.body.error.details).toEqual({ permission: 'communication:send' })
    const beyond = await createKey({ name: 'More', permissions: ['messages:write'] }, key)
    expect(beyond.status).toBe(403)
    expect(beyond.body.error.details).toEqual({ beyond: ['messages:write'] })
    const same = (await createKey({ name: 'Same' }, key)).body.data
    expect(same.permissions.sort()).toEqual(['keys:write', 'messages:read'])
  })

  it('cannot_be_rotated_into_more_than_its_caller_has', async () => {
    const strong = (await createKey({ name: 'Strong' })).body.data
    const { api_key: weak } = (await createKey({ name: 'Weak', permissions: ['keys:write'] })).body.data
    const answer = await world.api(`/api/tenant/api-keys/${strong.id}/rotate`, { body: {}, key: weak })
    expect(answer.status).toBe(403)
    expect((await profile(strong.api_key)).status).toBe(200)
  })

  it('rotated_works_beside_its_successor_for_as_long_as_asked', async () => {
    const old = (await createKey({ name: 'Rotating' })).body.data
    const rotated = await world.api(`/api/tenant/api-keys/${old.id}/rotate`, { body: { overlap_hours: 2 } })
    const next = rotated.body.data
    expect(next).toMatchObject({ name: 'Rotating', permissions: old.permissions })
    for (const key of [old.api_key, next.api_key]) expect((await profile(key)).status).toBe(200)
    world.moveClock(2 * HOUR_MS + 1_000)
    expect((await profile(old.api_key)).status).toBe(401)
    expect((await profile(next.api_key)).status).toBe(200)
    expect((await world.api(`/api/tenant/api-keys/${old.id}/rotate`, { body: {} })).status).toBe(409)
  })

  it('rotation_does_not_lengthen_a_keys_life', async () => {
    const expiresAt = new Date(Date.now() + 10 * HOUR_MS).toISOString()
    const old = (await createKey({ name: 'Short', expires_at: expiresAt })).body.data
    await world.api(`/api/tenant/api-keys/${old.id}/rotate`, { body: { overlap_hours: 720 } })
    world.moveClock(11 * HOUR_MS)
    expect((await profile(old.api_key)).status).toBe(401)
  })

  it('revoked_ends_with_the_very_next_request', async () => {
    const { id, api_key: key } = (await createKey({ name: 'Leaked' })).body.data
    expect((await profile(key)).status).toBe(200)
    const revoked = await world.api(`/api/tenant/api-keys/${id}`, { method: 'DELETE' })
    expect(revoked.body.data).toEqual({ deleted: true })
    expect((await profile(key)).status).toBe(401)
    expect((await world.api(`/api/tenant/api-keys/${id}`, { method: 'DELETE' })).status).toBe(404)
  })

  it('of_another_tenant_is_out_of_reach', async () => {
    const { id, api_key: key } = (await createKey({ name: 'Ours' })).body.data
    const foreign = { key: GLOBEX.key }
    expect((await world.api(`/api/tenant/api-keys/${id}/rotate`, { ...foreign, body: {} })).status).toBe(404)
    expect((await world.api(`/api/tenant/api-keys/${id}`, { ...foreign, method: 'DELETE' })).status).toBe(404)
    expect((await profile(key)).status).toBe(200)
  })
})

describe('a test key', () => {
  let test: Api
  beforeAll(async () => {
    const { api_key: key } = (await createKey({ name: 'Trying out', mode: 'test' })).body.data
    test = createApi(world.url, key)
  })

  it('sends_reach_nobody_and_count_nowhere', async () => {
    await liftLimits(world.api)
    const usage = async () => (await world.api('/api/tenant/usage')).body.data
    const before = await usage()
    const template = await createTemplate(world.api, 'Good morning.')
    const sms = await sendSms(test, person(20))
    const call = await placeCall(test, person(21), template)
    expect([sms.status, call.status]).toEqual([200, 200])
    const rows = () => readLedger(world.api, 'number=1202555002')
    const ended = await eventually(
      async () => {
        world.moveClock(5_000)
        return readLedger(world.api)
      },
      (all) => all.length === 2 && all.every(({ cost_amount: cost }) => cost !== null),
    )
    expect(ended.map(({ status, is_test: isTest }) => [status, isTest])).toEqual([
      ['completed', true],
      ['delivered', true],
    ])
    expect(await rows()).toEqual([])
    expect(await readLedger(world.api, 'include_test=false')).toEqual([])
    const after = await usage()
    expect([after.today, after.month]).toEqual([before.today, before.month])
    expect([await world.sim.messages(), await world.sim.calls()]).toEqual([[], []])
    // Time has gone on far enough for what is looked after at Twilio by itself, which is no send.
    const asked = (await world.sim.requests()).map(({ operation }) => operation)
    expect(asked.filter((operation) => /^(messages|calls)/.test(operation ?? ''))).toEqual([])
  })

  it.each([
    ['+15005550001', 21211],
    ['+15005550002', 21612],
    ['+15005550003', 21408],
    ['+15005550009', 21614],
    ['+15005550004', 21610],
  ])('magic number %s is refused with %i', async (to, code) => {
    world.expectErrors('request_failed')
    await world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { allowed_countries: null } } })
    const answer = await sendSms(test, to)
    expect(answer.status).toBe(502)
    expect(answer.body.error.details).toMatchObject({ code })
  })

  it('ignores_the_days_limits', async () => {
    await world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { max_calls_per_day: 0 } } })
    const template = await createTemplate(world.api, 'Good morning.')
    expect((await placeCall(test, person(22), template)).status).toBe(200)
    expect((await placeCall(world.api, person(22), template)).body.error.code).toBe('DAILY_LIMIT_REACHED')
  })

  it('does_not_put_a_real_number_on_the_opt_out_list', async () => {
    const { body } = await world.api('/api/opt-outs')
    expect(body.data).toEqual([])
  })

  it('makes_no_live_key', async () => {
    const answer = await test('/api/tenant/api-keys', { body: { name: 'Way out', mode: 'live' } })
    expect(answer.status).toBe(403)
  })
})
