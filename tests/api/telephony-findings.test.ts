import { randomUUID } from 'node:crypto'
import Libsql from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi, type Api } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { inParallel } from '../support/in-parallel.ts'
import { readRows } from '../support/rows.ts'
import { HOUR_MS, leap, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'
import { clientOf } from '../unit/simulator/support/network.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const APP = '/api/twilio/twiml-app'
const verify = async (api: Api = world.api) => (await api(`${APP}/verify`, { body: {} })).body.data
const twilioOf = (account: { sid: string; token: string }) => clientOf(world.simulatorUrl, account)
const appOf = async () => {
  const { applications } = twilioOf(ACME)
  return applications((await applications.list())[0]!.sid)
}
const numberOf = async (phoneNumber = ACME.from) => {
  const { incomingPhoneNumbers } = twilioOf(ACME)
  return incomingPhoneNumbers((await incomingPhoneNumbers.list({ phoneNumber }))[0]!.sid)
}
const allow = (isAllowed: boolean) =>
  world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { repair_telephony: isAllowed } } })
const fieldsOf = ({ findings }: { findings: { resource: string; field: string }[] }) =>
  findings.map(({ resource, field }) => `${resource} ${field}`)

describe('the App', () => {
  it('is_made_once_and_adopted_by_its_name', async () => {
    expect((await world.api(APP)).body.data).toMatchObject({ twiml_app_sid: null, verified_at: null })
    const made = (await world.api(APP, { body: {} })).body.data
    expect(made).toMatchObject({ twiml_app_sid: expect.stringMatching(/^AP/), friendly_name: `Trunkline ${ACME.id}` })
    expect((await world.api(APP, { body: {} })).body.data.twiml_app_sid).toBe(made.twiml_app_sid)
    const [app, ...others] = await twilioOf(ACME).applications.list()
    expect(others).toEqual([])
    expect(app).toMatchObject({ sid: made.twiml_app_sid, voiceMethod: 'POST', smsMethod: 'POST' })
    expect(app!.voiceUrl).toContain(`${world.url}/webhooks/twilio/${ACME.id}/voice`)
    // Its SID is forgotten with the credentials; the App at Twilio is found again, and put right.
    await (await appOf()).update({ voiceUrl: 'https://elsewhere.example/' })
    await world.api('/api/twilio/credentials', { method: 'DELETE' })
    await world.api('/api/twilio/credentials', {
      ...{ method: 'PUT', body: { account_sid: ACME.sid, auth_token: ACME.token } },
    })
    expect((await world.api(APP)).body.data.twiml_app_sid).toBeNull()
    expect((await world.api(APP, { body: {} })).body.data.twiml_app_sid).toBe(made.twiml_app_sid)
    expect((await (await appOf()).fetch()).voiceUrl).toContain(world.url)
  })
})

describe('what was changed at Twilio', () => {
  it('is_found_field_by_field_repaired_by_hand_and_gone', async () => {
    const before = await verify()
    expect(before).toMatchObject({ verified_at: expect.any(String), error: null })
    expect(fieldsOf(before)).toEqual(['number SmsUrl', 'number StatusCallback', 'number VoiceUrl'])
    expect(before.findings[0]).toMatchObject({ resource_name: ACME.from, actual: '', state: 'open' })
    for (const { id } of before.findings) {
      expect((await world.api(`/api/twilio/findings/${id}/repair`, { body: {} })).body.data).toEqual({ repaired: true })
      expect((await world.api(`/api/twilio/findings/${id}/repair`, { body: {} })).status).toBe(404)
    }
    expect(fieldsOf(await verify())).toEqual([])
    const [number] = await twilioOf(ACME).incomingPhoneNumbers.list()
    expect(number!.smsUrl).toContain(`${world.url}/webhooks/twilio/${ACME.id}/sms`)
    const [entry] = (await world.api('/api/logs/audit')).body.data
    expect(entry).toMatchObject({ operation: 'twilio.findings.repair', before: { field: expect.any(String) } })
  })

  it('a_declined_repair_is_remembered_until_the_field_changes_again', async () => {
    const number = await numberOf()
    await number.update({ voiceMethod: 'GET', smsUrl: 'https://elsewhere.example/one' })
    const findings = (await verify()).findings as { id: string; field: string }[]
    expect(findings.map(({ field }) => field)).toEqual(['SmsUrl', 'VoiceMethod'])
    const { id } = findings[0]!
    expect((await world.api(`/api/twilio/findings/${id}/decline`, { body: {} })).body.data.state).toBe('declined')
    await allow(true)
    expect(await verify()).toMatchObject({ findings: [{ id, field: 'SmsUrl', state: 'declined' }] })
    expect(await number.fetch()).toMatchObject({ voiceMethod: 'POST', smsUrl: 'https://elsewhere.example/one' })
    await allow(false)
    await number.update({ smsUrl: 'https://elsewhere.example/two' })
    expect(await verify()).toMatchObject({ findings: [{ id, actual: 'https://elsewhere.example/two', state: 'open' }] })
    await allow(true)
    expect((await verify()).findings).toEqual([])
    expect((await number.fetch()).smsUrl).toContain(world.url)
    await allow(false)
  })

  it('is_not_repaired_where_somebody_declines_it_or_gives_the_number_up_while_a_run_is_at_others', async () => {
    const other = '+13125550188'
    await twilioOf(ACME).incomingPhoneNumbers.create({ phoneNumber: other })
    const added = (await world.api('/api/phone-numbers', { body: { phone_number: other } })).body.data
    const [first, second] = [await numberOf(ACME.from), await numberOf(other)]
    await (await appOf()).update({ voiceMethod: 'GET' })
    for (const number of [first, second]) await number.update({ smsUrl: 'https://elsewhere.example/' })
    const { findings } = await verify()
    expect(fieldsOf({ findings })).toEqual(['application VoiceMethod', 'number SmsUrl', 'number SmsUrl'])
    const finding = findings.find((each: { resource_name: string }) => each.resource_name === ACME.from)

    await allow(true)
    await world.sim.addFault({ kind: 'slow', operation: 'applications.update', ms: 3_000, count: 1 })
    const run = verify()
    await eventually(
      () => world.sim.faults(),
      ({ faults }) => faults.length === 0,
    )
    expect((await world.api(`/api/twilio/findings/${finding.id}/decline`, { body: {} })).status).toBe(200)
    expect((await world.api(`/api/phone-numbers/${added.id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await run).findings).toMatchObject([{ id: finding.id, state: 'declined' }])
    for (const number of [first, second]) expect((await number.fetch()).smsUrl).toBe('https://elsewhere.example/')
    await second.remove()
    await world.api(`/api/twilio/findings/${finding.id}/repair`, { body: {} })
    expect(await verify()).toMatchObject({ findings: [] })
    await allow(false)
  })

  it('of_an_app_is_put_right_by_setting_it_up_again_and_stands_in_the_audit_trail', async () => {
    await (await appOf()).update({ voiceMethod: 'GET' })
    expect(fieldsOf(await verify())).toEqual(['application VoiceMethod'])
    expect((await world.api(APP, { body: {} })).body.data).toMatchObject({ findings: [] })
    const entries = (await world.api('/api/logs/audit?per_page=2')).body.data
    expect(entries).toMatchObject([
      { operation: 'twilio.findings.repair', before: { field: 'VoiceMethod' } },
      { operation: 'twilio.twiml-app.update', before: { VoiceMethod: 'GET' }, after: { VoiceMethod: 'POST' } },
    ])
    const count = async () => (await world.api('/api/logs/audit')).body.pagination.total_items
    const before = await count()
    await world.api(APP, { body: {} })
    expect(await count()).toBe(before) // nothing was changed
  })

  it('what_is_gone_is_said_and_only_an_app_can_be_made_again', async () => {
    const before = (await world.api(APP)).body.data.twiml_app_sid
    const app = await appOf()
    await app.remove()
    const number = await numberOf()
    await number.remove()
    const { findings } = await verify()
    expect(findings).toMatchObject([
      { resource: 'application', field: 'missing', actual: 'not there' },
      { resource: 'number', field: 'missing', resource_name: ACME.from },
    ])
    const repair = (index: number) => world.api(`/api/twilio/findings/${findings[index].id}/repair`, { body: {} })
    expect((await repair(1)).body.error.code).toBe('CONFLICT')
    expect((await repair(0)).status).toBe(200)
    expect((await world.api(APP)).body.data.twiml_app_sid).not.toBe(before)
    await twilioOf(ACME).incomingPhoneNumbers.create({ phoneNumber: ACME.from })
    expect(fieldsOf(await verify())).not.toContain('number missing')
  })
})

describe('many tenants', () => {
  const TENANTS = 50
  const NUMBERS = 20
  const sidOf = (tenant: number) => `AC${String(tenant).padStart(32, '0')}`
  const tokenOf = (tenant: number) => `token-of-tenant-${String(tenant).padStart(16, '0')}`
  const phoneOf = (tenant: number, index: number) => `+1312${String(2_000_000 + tenant * 100 + index)}`
  const drifted = new Set<string>()
  let keys: string[]

  beforeAll(async () => {
    const platform = { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` } }
    keys = await inParallel(TENANTS, 4, async (tenant) => {
      const numbers = Array.from({ length: NUMBERS }, (_none, index) => {
        const base = `${world.url}/webhooks/twilio/many-${tenant}`
        const isWrong = (tenant * NUMBERS + index) % 97 === 0
        if (isWrong) drifted.add(phoneOf(tenant, index))
        const retries = '#rc=2&rp=5xx,ct,rt'
        return {
          phoneNumber: phoneOf(tenant, index),
          smsUrl: isWrong ? 'https://elsewhere.example/' : `${base}/sms${retries}`,
          ...{ voiceUrl: `${base}/voice${retries}`, statusCallback: `${base}/voice${retries}` },
        }
      })
      await world.sim.registerAccount({ accountSid: sidOf(tenant), authToken: tokenOf(tenant), numbers })
      const { body } = await world.api('/api/platform/tenants', {
        ...platform,
        body: {
          ...{ id: `many-${tenant}`, name: `Tenant ${tenant}`, settings: { repair_telephony: false } },
          twilio: { account_sid: sidOf(tenant), auth_token: tokenOf(tenant) },
        },
      })
      return body.data.api_key as string
    })
    addNumbers()
  })

  /** As they are after being adopted; adopting a thousand one by one would be the longest part of the test. */
  function addNumbers(): void {
    const db = new Libsql(world.databaseUrl.replace(/^file:/, ''))
    const at = world.now().toISOString()
    const insert = db.prepare(
      'insert into phone_numbers (id, tenant_id, phone_number, is_active, created_at, updated_at) values (?, ?, ?, 1, ?, ?)',
    )
    for (let tenant = 0; tenant < TENANTS; tenant++)
      for (let index = 0; index < NUMBERS; index++)
        insert.run(randomUUID(), `many-${tenant}`, phoneOf(tenant, index), at, at)
    db.close()
  }

  it('exactly_what_was_changed_is_found_also_through_throttling_and_then_nothing', async () => {
    await world.sim.addFault({ kind: 'throttle', operation: 'numbers.list', count: 40, retryAfterSeconds: 20 })
    await leap(world, HOUR_MS)
    await world.restart() // queues the hour's work
    await leap(world, HOUR_MS)
    const verified = () =>
      readRows<{ count: number }>(
        world,
        "select count(*) as count from twilio_credentials where tenant_id like 'many-%' and verified_at is not null",
      )[0]!.count
    await eventually(
      async () => {
        await leap(world, 30_000) // what Twilio asks to wait
        return verified()
      },
      (count) => count === TENANTS,
      120_000,
    )
    const throttled = (await world.sim.requests({ operation: 'numbers.list' })).filter(({ status }) => status === 429)
    expect(throttled).toHaveLength(40)
    const found = readRows<{ name: string; field: string }>(
      world,
      "select resource_name as name, field from telephony_findings where tenant_id like 'many-%'",
    )
    expect(new Set(found.map(({ field }) => field))).toEqual(new Set(['SmsUrl']))
    expect(found.map(({ name }) => name).sort()).toEqual([...drifted].sort())
    for (const tenant of Array.from({ length: TENANTS }, (_none, index) => index)) {
      const account = twilioOf({ sid: sidOf(tenant), token: tokenOf(tenant) })
      for (const number of await account.incomingPhoneNumbers.list())
        if (drifted.has(number.phoneNumber)) {
          const smsUrl = number.voiceUrl.replace('/voice', '/sms')
          await account.incomingPhoneNumbers(number.sid).update({ smsUrl })
        }
    }
    const again = await inParallel(TENANTS, 4, (tenant) => verify(createApi(world.url, keys[tenant]!)))
    expect(again.flatMap(({ findings }) => findings)).toEqual([])
    await whenQuiet(world)
  })
})

it('without_an_account_there_is_nothing_to_verify', async () => {
  await world.api('/api/twilio/credentials', { method: 'DELETE', key: GLOBEX.key })
  const answer = await world.api(`${APP}/verify`, { body: {}, key: GLOBEX.key })
  expect([answer.status, answer.body.error.code]).toEqual([409, 'NOT_CONFIGURED'])
})
