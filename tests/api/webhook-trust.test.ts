import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readLedger } from '../support/ledger.ts'
import { countAllRows, readRows } from '../support/rows.ts'
import { person, sendSms } from '../support/send.ts'
import { signLikeTwilio as sign } from '../support/sign-like-twilio.ts'
import { passTime } from '../support/time.ts'
import { ACME, GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

/** A delivered message of acme-corp's and what a callback about it would say. */
let sid: string
let id: number
let genuine: { url: string; params: Record<string, string> }
beforeAll(async () => {
  const sent = await sendSms(world.api, person(1))
  ;({ message_sid: sid, id } = sent.body.data)
  await passTime(world, 60_000) // the price is known too: nothing more is to come
  genuine = {
    url: `${world.url}/webhooks/twilio/${ACME.id}/sms?id=${id}`,
    params: { AccountSid: ACME.sid, MessageSid: sid, MessageStatus: 'read', To: person(1), From: ACME.from },
  }
})

function post(url: string, params: Record<string, string>, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return world.api(url.replace(world.url, ''), {
    body: new URLSearchParams(params).toString(),
    key: null,
    headers: { ...type, ...headers },
  })
}

describe('a callback that is not to be believed', () => {
  let before: Record<string, number>
  beforeEach(() => (before = countAllRows(world)))

  const { id: acme } = ACME
  const cases: { name: string; send: () => Promise<{ status: number; body: any }> }[] = [
    { name: 'unsigned', send: () => post(genuine.url, genuine.params) },
    { name: 'empty_signature', send: () => post(genuine.url, genuine.params, { 'x-twilio-signature': '' }) },
    {
      name: 'forged',
      send: () =>
        post(genuine.url, genuine.params, { 'x-twilio-signature': sign('1'.repeat(32), genuine.url, genuine.params) }),
    },
    {
      name: 'other_tenants_token',
      send: () =>
        post(genuine.url, genuine.params, { 'x-twilio-signature': sign(GLOBEX.token, genuine.url, genuine.params) }),
    },
    {
      name: 'other_account_sid',
      send: () => {
        const params = { ...genuine.params, AccountSid: GLOBEX.sid }
        return post(genuine.url, params, { 'x-twilio-signature': sign(ACME.token, genuine.url, params) })
      },
    },
    {
      name: 'no_account_sid',
      send: () => {
        const { AccountSid: _, ...params } = genuine.params
        return post(genuine.url, params, { 'x-twilio-signature': sign(ACME.token, genuine.url, params) })
      },
    },
    {
      name: 'tampered_param',
      send: () =>
        post(
          genuine.url,
          { ...genuine.params, MessageStatus: 'failed' },
          { 'x-twilio-signature': sign(ACME.token, genuine.url, genuine.params) },
        ),
    },
    {
      name: 'added_param',
      send: () =>
        post(
          genuine.url,
          { ...genuine.params, ErrorCode: '30003' },
          { 'x-twilio-signature': sign(ACME.token, genuine.url, genuine.params) },
        ),
    },
    {
      name: 'other_row_in_the_address',
      send: () =>
        post(genuine.url.replace(/id=\d+/, 'id=9'), genuine.params, {
          'x-twilio-signature': sign(ACME.token, genuine.url, genuine.params),
        }),
    },
    {
      name: 'other_host_in_the_signature',
      send: () =>
        post(genuine.url, genuine.params, {
          'x-twilio-signature': sign(
            ACME.token,
            genuine.url.replace(world.url, 'https://evil.example'),
            genuine.params,
          ),
        }),
    },
    { name: 'moved_between_parameters', send: () => moved() },
    {
      name: 'unknown_tenant',
      send: () => post(`${world.url}/webhooks/twilio/nobody/sms`, genuine.params, { 'x-twilio-signature': 'x' }),
    },
    {
      name: 'api_key_instead_of_a_signature',
      send: () => post(genuine.url, genuine.params, { 'x-api-key': ACME.key }),
    },
    { name: 'json_with_another_hash', send: () => jsonWithAnotherHash() },
    {
      name: 'unsigned_call_status',
      send: () =>
        post(`${world.url}/webhooks/twilio/${acme}/voice?id=${id}`, {
          ...genuine.params,
          CallSid: 'CA1',
          CallStatus: 'completed',
        }),
    },
    {
      name: 'unsigned_twiml_request',
      send: () => world.api('/webhooks/twilio/voice-xml/AAAAAAAAAAAAAAAAAAAAAA', { key: null }),
    },
  ]

  it.each(cases)('$name is refused before anything is written', async ({ send }) => {
    const answer = await send()
    expect(answer.status).toBe(403)
    expect(answer.body).toEqual({
      success: false,
      error: { code: 'PERMISSION_DENIED', message: 'The signature is missing or wrong', details: null },
      timestamp: expect.any(String),
    })
    expect(countAllRows(world)).toEqual(before)
    expect(await readLedger(world.api, `number=${encodeURIComponent(person(1))}`)).toMatchObject([
      { status: 'delivered' },
    ])
  })

  /** "Direction=outbound-api" and "Directionoutbound=-api" sign alike: what is needed has to be there by its name. */
  function moved() {
    const { MessageStatus: status, ...rest } = genuine.params
    const params = { ...rest, [`MessageStatus${status!.slice(0, 2)}`]: status!.slice(2) }
    return post(genuine.url, params, { 'x-twilio-signature': sign(ACME.token, genuine.url, genuine.params) })
  }

  function jsonWithAnotherHash() {
    const url = `${genuine.url}&bodySHA256=${'0'.repeat(64)}`
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': sign(ACME.token, url, {}) }
    return world.api(url.replace(world.url, ''), { body: genuine.params, key: null, headers })
  }

  it('refusals_are_kept_for_whoever_wonders_but_not_at_the_senders_pace', async () => {
    await post(genuine.url, genuine.params)
    await world.restart('stop') // what is gathered in memory is written at the latest now
    const rows = readRows(world, 'select tenant_id, reason from refused_deliveries')
    expect(rows.length).toBeGreaterThan(10)
    expect(new Set(rows.map((row) => row.tenant_id))).toEqual(new Set([ACME.id]))
    expect(rows.map((row) => row.reason)).toEqual(
      expect.arrayContaining(['no signature', 'another account', 'signature does not match']),
    )
  })
})

it('suspended_tenants_callbacks_are_still_followed', async () => {
  await world.sim.scriptNumber(person(3), { sms: { deliveredAfterMs: 3_000 } })
  const { id: sentId } = (await sendSms(world.api, person(3))).body.data
  const platform = { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` }, body: {} }
  await world.api(`/api/platform/tenants/${ACME.id}/suspend`, platform)
  expect((await world.api('/api/tenant/profile')).status).toBe(401)
  await world.sim.settle()
  await world.api(`/api/platform/tenants/${ACME.id}/activate`, platform)
  expect(await readLedger(world.api, 'number=0003')).toMatchObject([{ id: sentId, status: 'delivered' }])
})
