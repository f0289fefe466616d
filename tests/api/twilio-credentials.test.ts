import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readRows } from '../support/rows.ts'
import { person, sendSms } from '../support/send.ts'
import { signLikeTwilio } from '../support/sign-like-twilio.ts'
import { HOUR_MS, leap, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

const NEXT_TOKEN = 'next-token-of-acme-0123456789'
const KEY = { sid: `SK${'c'.repeat(32)}`, secret: 'secret-of-the-key-of-acme-0123' }
const SERVICE = { sid: `MG${'d'.repeat(32)}`, friendlyName: 'Reminders' }

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const path = '/api/twilio/credentials'
const get = async () => (await world.api(path)).body.data
const put = (body: object, key = ACME.key) => world.api(path, { method: 'PUT', body, key })
const test = (body: object = {}) => world.api(`${path}/test`, { body })
const stored = () => readRows(world, 'select * from twilio_credentials order by tenant_id')

beforeEach(async () => {
  await world.sim.changeAccount(ACME.sid, {
    ...{ authToken: ACME.token, secondaryToken: NEXT_TOKEN, status: 'active' },
    ...{ apiKeys: [KEY], messagingServices: [SERVICE] },
  })
  await put({ auth_token: ACME.token, secondary_auth_token: null, api_key_sid: null, api_key_secret: null })
  await put({ messaging_service_sid: null, from_number: ACME.from })
})

describe('what Twilio takes', () => {
  it('is_kept_sealed_and_shown_masked', async () => {
    const answer = await put({ api_key_sid: KEY.sid, api_key_secret: KEY.secret, secondary_auth_token: NEXT_TOKEN })
    expect(answer.body.data).toMatchObject({
      ...{ is_set: true, account_sid: ACME.sid, auth_token: '************aa01', auth_token_set: true },
      ...{ secondary_auth_token: '************6789', secondary_auth_token_set: true },
      ...{ api_key_sid: KEY.sid, api_key_secret: '************0123', api_key_secret_set: true },
      ...{ from_number: ACME.from, is_subaccount: false, tested_at: expect.any(String) },
    })
    const [row] = stored()
    for (const secret of [KEY.secret, NEXT_TOKEN]) {
      expect(JSON.stringify(row)).not.toContain(secret)
      expect((await world.api('/api/logs/audit?per_page=20')).text).not.toContain(secret)
    }
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({
      operation: 'twilio.credentials.update',
      before: { api_key_secret: null },
      after: { api_key_secret: '************0123' },
    })
  })

  it('what_get_gives_put_takes_back_and_changes_nothing', async () => {
    await put({ twilioApiKeySid: KEY.sid, twilioApiKeySecret: KEY.secret, messaging_service_sid: SERVICE.sid })
    const before = await get()
    const [row] = stored()
    expect((await put(before)).body.data).toEqual({
      ...before,
      tested_at: expect.any(String),
      updated_at: expect.any(String),
    })
    const [after] = stored()
    for (const column of [
      'auth_token_sealed',
      'secondary_token_sealed',
      'api_key_secret_sealed',
      'messaging_service_sid',
    ])
      expect([column, after![column]]).toEqual([column, row![column]])
  })

  it('null_clears_and_the_account_itself_only_goes_by_being_removed', async () => {
    await put({ api_key_sid: KEY.sid, api_key_secret: KEY.secret })
    expect((await put({ api_key_sid: null, api_key_secret: null })).body.data).toMatchObject({
      ...{ api_key_sid: null, api_key_secret: null, api_key_secret_set: false },
    })
    expect((await put({ auth_token: null })).status).toBe(422)
    expect((await world.api(path, { method: 'DELETE' })).body.data).toEqual({ deleted: true })
    expect(await get()).toMatchObject({ is_set: false, account_sid: null, auth_token: null })
    expect((await sendSms(world.api, person(1))).body.error).toMatchObject({ code: 'NOT_CONFIGURED' })
    expect((await world.api(path, { method: 'DELETE' })).status).toBe(404)
    expect((await put(await get())).status).toBe(200)
    expect((await put({ twilioAccountSid: ACME.sid, twilioAuthToken: ACME.token })).body.data.is_set).toBe(true)
    expect((await sendSms(world.api, person(1))).status).toBe(200)
  })
})

describe('what Twilio refuses', () => {
  it.each<[string, object, string, number | null]>([
    ['a wrong token', { auth_token: 'x'.repeat(32) }, 'account', 20003],
    ['a wrong second token', { secondary_auth_token: 'x'.repeat(32) }, 'secondary_auth_token', 20003],
    ['a wrong key', { api_key_sid: KEY.sid, api_key_secret: 'x'.repeat(32) }, 'api_key', 20003],
    ['a number of nobody', { from_number: '+12125550199' }, 'from_number', null],
    ["another tenant's number", { from_number: GLOBEX.from }, 'from_number', null],
    ['a service of nobody', { messaging_service_sid: `MG${'0'.repeat(32)}` }, 'messaging_service', null],
    ['another account', { account_sid: `AC${'e'.repeat(32)}`, auth_token: ACME.token }, 'account', 20003],
  ])('%s is not saved, and said', async (_name, body, name, code) => {
    const before = stored()
    const answer = await put(body)
    expect([answer.status, answer.body.error.code]).toEqual([422, 'INTEGRATION_TEST_FAILED'])
    expect(answer.body.error.details.checks).toContainEqual({
      name,
      status: 'failed',
      request: expect.stringMatching(/^GET \/(2010-04-01|v1)\//),
      response_time_ms: expect.any(Number),
      error_details: expect.objectContaining({ code, message: expect.any(String) }),
    })
    expect(stored()).toEqual(before)
    expect((await get()).from_number).toBe(ACME.from)
    const tested = (await test(body)).body.data
    expect(tested).toMatchObject({ status: 'failed', response_time_ms: expect.any(Number) })
    expect(stored()).toEqual(before)
  })

  it('a_suspended_account_fails_its_test', async () => {
    await world.sim.changeAccount(ACME.sid, { status: 'suspended' })
    const { body } = await test()
    expect(body.data).toMatchObject({
      status: 'failed',
      checks: [{ name: 'account', error_details: { code: 20005 } }, {}],
    })
  })

  it.each<[string, object, string]>([
    ['half a key', { api_key_sid: KEY.sid }, 'api_key_secret'],
    ['an account without its token', { account_sid: `AC${'e'.repeat(32)}` }, 'auth_token'],
    ['a mask of something else', { auth_token: '************zzzz' }, 'auth_token'],
    ['a service that is none', { messaging_service_sid: 'MG1' }, 'messaging_service_sid'],
    ['two names that disagree', { account_sid: ACME.sid, twilioAccountSid: GLOBEX.sid }, 'twilioAccountSid'],
    ['a changed field that nobody may change', { is_subaccount: true }, 'is_subaccount'],
  ])('%s is refused before Twilio is asked', async (_name, body, field) => {
    const asked = (await world.sim.requests()).length
    const answer = await put(body)
    expect([answer.status, answer.body.error.details.field]).toEqual([422, field])
    expect(await world.sim.requests()).toHaveLength(asked)
  })
})

it('an_account_belongs_to_one_tenant', async () => {
  const sid = `AC${'f'.repeat(32)}`
  await world.sim.registerAccount({ accountSid: sid, authToken: ACME.token })
  const account = { account_sid: ACME.sid, auth_token: ACME.token }
  const answer = await put(account, GLOBEX.key)
  expect(answer.status).toBe(422) // its number is not in that account
  const without = await put({ ...account, from_number: null }, GLOBEX.key)
  expect([without.status, without.body.error.code]).toEqual([409, 'CONFLICT'])
  const profile = { twilio_sid: ACME.sid, twilio_token: ACME.token }
  expect((await world.api('/api/tenant/profile', { method: 'PUT', body: profile, key: GLOBEX.key })).status).toBe(409)
  const invented = { twilio_sid: `AC${'9'.repeat(32)}`, twilio_token: '9'.repeat(32) }
  const refused = await world.api('/api/tenant/profile', { method: 'PUT', body: invented, key: GLOBEX.key })
  expect([refused.status, refused.body.error.code]).toEqual([422, 'INTEGRATION_TEST_FAILED'])
  const platform = { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` } }
  const made = await world.api('/api/platform/tenants', {
    ...platform,
    body: { id: 'third', name: 'Third', twilio: account },
  })
  expect([made.status, made.body.error.code]).toEqual([409, 'CONFLICT'])
  expect(readRows(world, "select id from tenants where id = 'third'")).toEqual([])
  expect((await world.api(path, { key: GLOBEX.key })).body.data).toMatchObject({ account_sid: GLOBEX.sid })
})

describe('rotation', () => {
  /** A text comes in, signed with this token. @returns what it is answered with */
  const comeIn = async (token: string) => {
    const url = `${world.url}/webhooks/twilio/${ACME.id}/sms`
    const params = {
      ...{ MessageSid: `SM${'1'.repeat(32)}`, SmsStatus: 'received', AccountSid: ACME.sid },
      ...{ From: person(9), To: ACME.from, Body: 'Hi' },
    }
    const headers = { 'x-twilio-signature': signLikeTwilio(token, url, params) }
    return (await fetch(url, { method: 'POST', headers, body: new URLSearchParams(params) })).status
  }
  const audited = async (operation: string) =>
    (await world.api('/api/logs/audit?per_page=100')).body.data.filter(
      (entry: { operation: string }) => entry.operation === operation,
    )
  const hours = async (count: number) => {
    await leap(world, count * HOUR_MS)
    await world.restart() // queues the hour's work
    await whenQuiet(world)
  }

  const line = async () =>
    (await world.api('/api/twilio/diagnostics')).body.data.checks.find(
      ({ id }: { id: string }) => id === 'secondary_auth_token',
    )

  it('a_replaced_token_stays_as_the_second_one_and_can_be_cleared', async () => {
    await world.sim.changeAccount(ACME.sid, { authToken: NEXT_TOKEN, secondaryToken: null })
    expect((await put({ auth_token: NEXT_TOKEN })).body.data).toMatchObject({
      ...{ auth_token: '************6789', secondary_auth_token: '************aa01' },
    })
    expect([await comeIn(ACME.token), await comeIn(NEXT_TOKEN)]).toEqual([200, 200])
    await put({ secondary_auth_token: null })
    expect([await comeIn(ACME.token), await comeIn(NEXT_TOKEN)]).toEqual([403, 200])
  })

  it('a_former_token_counts_for_a_day_and_is_then_cleared', async () => {
    await world.sim.changeAccount(ACME.sid, { authToken: NEXT_TOKEN, secondaryToken: null })
    await put({ auth_token: NEXT_TOKEN })
    expect(await line()).toMatchObject({ status: 'ok', evidence: { counts_until: expect.any(String) } })
    await hours(23)
    expect(await comeIn(ACME.token)).toBe(200)
    expect(await get()).toMatchObject({ secondary_auth_token_set: true })
    await leap(world, HOUR_MS)
    expect(await comeIn(ACME.token)).toBe(403) // at once, whenever the hour's work comes
    await world.restart()
    await whenQuiet(world)
    expect(await get()).toMatchObject({ auth_token: '************6789', secondary_auth_token: null })
    expect(await audited('twilio.credentials.clear-former-token')).toMatchObject([
      { before: { secondary_auth_token: 'aa01' }, after: { secondary_auth_token: null } },
    ])
    expect(await line()).toMatchObject({ status: 'skipped', reason: 'nothing' })
    expect(await comeIn(NEXT_TOKEN)).toBe(200)
  })

  it('a_former_token_that_was_swapped_counts_for_a_day_too', async () => {
    await put({ secondary_auth_token: NEXT_TOKEN })
    await world.sim.changeAccount(ACME.sid, { authToken: NEXT_TOKEN, secondaryToken: null })
    await sendSms(world.api, person(10))
    await whenQuiet(world)
    expect(await get()).toMatchObject({ auth_token: '************6789', secondary_auth_token: '************aa01' })
    expect(await comeIn(ACME.token)).toBe(200)
    await leap(world, 24 * HOUR_MS)
    expect([await comeIn(ACME.token), await comeIn(NEXT_TOKEN)]).toEqual([403, 200])
  })

  it('a_former_token_that_twilio_still_takes_counts_on_until_the_new_one_is_promoted', async () => {
    await put({ auth_token: NEXT_TOKEN }) // at Twilio it is the second one, and what comes in is signed with the first
    expect(await line()).toMatchObject({ status: 'warning', reason: 'not_promoted' })
    await hours(30)
    expect([await comeIn(ACME.token), await comeIn(NEXT_TOKEN)]).toEqual([200, 200])
    expect(await audited('twilio.credentials.keep-former-token')).not.toEqual([])
    await world.sim.changeAccount(ACME.sid, { authToken: NEXT_TOKEN, secondaryToken: null })
    expect(await line()).toMatchObject({ status: 'ok' })
    await leap(world, 24 * HOUR_MS)
    expect([await comeIn(ACME.token), await comeIn(NEXT_TOKEN)]).toEqual([403, 200])
  })

  it('a_second_token_of_twilios_stays', async () => {
    await put({ secondary_auth_token: NEXT_TOKEN })
    await hours(30)
    expect([await comeIn(ACME.token), await comeIn(NEXT_TOKEN)]).toEqual([200, 200])
    expect(await get()).toMatchObject({ secondary_auth_token: '************6789' })
  })
})
