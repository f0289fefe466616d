import { afterAll, beforeAll, expect, it } from 'vitest'
import { readLedger } from '../support/ledger.ts'
import { person } from '../support/send.ts'
import { signLikeTwilio as sign } from '../support/sign-like-twilio.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld({ env: { SHARED_TWILIO_ACCOUNTS: 'true' } })))
afterAll(() => world.stop())

let calls = 0
const callTo = (to: string, accountSid: string, more: Record<string, string> = {}) => ({
  AccountSid: accountSid,
  CallSid: `CA${String((calls += 1)).padStart(32, '0')}`,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: person(calls),
  To: to,
  ...more,
})

async function deliver(path: string, token: string, params: Record<string, string>) {
  return world.api(path, {
    key: null,
    body: new URLSearchParams(params).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(token, world.url + path, params),
    },
  })
}

async function ledgerOf({ key }: { key: string }, sid: string) {
  const api: typeof world.api = (path, request) => world.api(path, { ...request, key })
  return (await readLedger(api)).filter((row) => row.twilio_sid === sid)
}

const PATHS = ['/webhooks/twilio', '/v1/webhooks/twilio', '/api/twilio/voice', '/v1/twilio/voice']

it.each(PATHS)('%s finds the tenant by the account', async (path) => {
  for (const tenant of [ACME, GLOBEX]) {
    const params = callTo(tenant.from, tenant.sid)
    expect((await deliver(path, tenant.token, params)).status).toBe(200)
    expect(await ledgerOf(tenant, params.CallSid)).toMatchObject([{ direction: 'inbound', to_number: tenant.from }])
    expect(await ledgerOf(tenant === ACME ? GLOBEX : ACME, params.CallSid)).toEqual([])
  }
})

it('texts_and_their_statuses_come_to_the_shared_address_too', async () => {
  const params = {
    AccountSid: ACME.sid,
    MessageSid: `SM${'7'.repeat(32)}`,
    SmsStatus: 'received',
    Body: 'Hello',
    From: person(80),
    To: ACME.from,
  }
  expect((await deliver('/webhooks/twilio', ACME.token, params)).status).toBe(200)
  expect(await ledgerOf(ACME, params.MessageSid)).toMatchObject([{ network_type: 'sms', status: 'received' }])
})

it('account_and_number_of_different_tenants_are_refused', async () => {
  const params = callTo(GLOBEX.from, ACME.sid)
  expect((await deliver('/webhooks/twilio', ACME.token, params)).status).toBe(403)
})

it('signed_query_that_names_another_tenant_is_refused_and_the_right_one_taken', async () => {
  const params = callTo(ACME.from, ACME.sid)
  expect((await deliver(`/api/twilio/voice?tenant=${GLOBEX.id}`, ACME.token, params)).status).toBe(403)
  expect((await deliver(`/api/twilio/voice?tenant=${ACME.id}`, ACME.token, params)).status).toBe(200)
})

it('same_sid_of_two_accounts_stays_with_each', async () => {
  const sid = `CA${'e'.repeat(32)}`
  const ours = callTo(ACME.from, ACME.sid, { CallSid: sid })
  const theirs = callTo(GLOBEX.from, GLOBEX.sid, { CallSid: sid })
  await deliver('/webhooks/twilio', ACME.token, ours)
  await deliver('/webhooks/twilio', GLOBEX.token, theirs)
  expect(await ledgerOf(ACME, sid)).toMatchObject([{ from_number: ours.From }])
  expect(await ledgerOf(GLOBEX, sid)).toMatchObject([{ from_number: theirs.From }])
})

it('unknown_account_is_refused', async () => {
  const params = callTo(ACME.from, `AC${'9'.repeat(32)}`)
  expect((await deliver('/webhooks/twilio', ACME.token, params)).status).toBe(403)
})

it('tenants_that_share_an_account_are_told_apart_by_the_number', async () => {
  const shared = { twilio_sid: ACME.sid, twilio_token: ACME.token }
  expect((await world.api('/api/tenant/profile', { method: 'PUT', key: GLOBEX.key, body: shared })).status).toBe(200)
  for (const tenant of [ACME, GLOBEX]) {
    const params = callTo(tenant.from, ACME.sid)
    expect((await deliver('/webhooks/twilio', ACME.token, params)).status).toBe(200)
    expect(await ledgerOf(tenant, params.CallSid)).toHaveLength(1)
  }
  const { body: held } = await world.api('/api/phone-numbers/at-twilio', { key: GLOBEX.key })
  expect(held.data.numbers.map(({ phone_number: number }: { phone_number: string }) => number)).not.toContain(ACME.from)
  const taken = await world.api('/api/phone-numbers', { key: GLOBEX.key, body: { phone_number: ACME.from } })
  expect(taken.status).toBe(409)
  const unknown = callTo('+12135550111', ACME.sid)
  expect((await deliver('/webhooks/twilio', ACME.token, unknown)).status).toBe(403)
  for (const number of [ACME.from, '+12135550111']) {
    const params = callTo(number, ACME.sid)
    expect((await deliver(`/webhooks/twilio/${GLOBEX.id}/voice`, ACME.token, params)).status).toBe(403)
    expect((await deliver(`/webhooks/twilio?tenant=${GLOBEX.id}`, ACME.token, params)).status).toBe(403)
    expect(await ledgerOf(GLOBEX, params.CallSid)).toEqual([])
  }
})
