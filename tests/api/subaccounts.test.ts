import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from '../support/api.ts'
import { readRows } from '../support/rows.ts'
import { ACME, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'
import { clientOf } from '../unit/simulator/support/network.ts'

const PARENT = { sid: `AC${'9'.repeat(32)}`, token: 'token-of-the-platforms-own-account' }

let world: World
beforeAll(async () => {
  world = await startWorld({
    env: { TWILIO_PARENT_ACCOUNT_SID: PARENT.sid, TWILIO_PARENT_AUTH_TOKEN: PARENT.token },
  })
  await world.sim.registerAccount({ accountSid: PARENT.sid, authToken: PARENT.token })
})
afterAll(() => world.stop())

const create = (body: object) =>
  world.api('/api/platform/tenants', { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` }, body })
const atTwilio = async () =>
  (await clientOf(world.simulatorUrl, PARENT).api.v2010.accounts.list()).filter(({ sid }) => sid !== PARENT.sid)

it('a_tenant_begins_with_an_account_of_its_own', async () => {
  const made = await create({ id: 'first', name: 'First', create_subaccount: true })
  expect(made.status).toBe(200)
  const [sub, ...others] = await atTwilio()
  expect(others).toEqual([])
  expect(sub).toMatchObject({ friendlyName: 'Trunkline first', ownerAccountSid: PARENT.sid })
  const api = createApi(world.url, made.body.data.api_key)
  const credentials = (await api('/api/twilio/credentials')).body.data
  expect(credentials).toMatchObject({ account_sid: sub!.sid, is_subaccount: true, is_set: true })
  expect((await api('/api/twilio/credentials/test', { body: {} })).body.data.status).toBe('success')
  expect(made.text + JSON.stringify(credentials)).not.toContain(sub!.authToken)
})

it('an_answer_that_was_lost_is_found_and_no_second_account_made', async () => {
  await world.sim.addFault({ kind: 'reset-after', operation: 'accounts.create', count: 1 })
  world.expectErrors('request_failed')
  expect((await create({ id: 'second', name: 'Second', create_subaccount: true })).status).toBe(504)
  expect(readRows(world, "select id from tenants where id = 'second'")).toEqual([])
  expect((await create({ id: 'second', name: 'Second', create_subaccount: true })).status).toBe(200)
  expect((await atTwilio()).filter(({ friendlyName }) => friendlyName === 'Trunkline second')).toHaveLength(1)
})

it('two_accounts_at_once_are_refused_and_a_tenant_that_is_there_costs_none', async () => {
  const before = (await atTwilio()).length
  const twilio = { account_sid: `AC${'8'.repeat(32)}`, auth_token: 'x'.repeat(32) }
  const both = await create({ id: 'third', name: 'Third', twilio, create_subaccount: true })
  expect([both.status, both.body.error.details.field]).toEqual([422, 'create_subaccount'])
  expect((await create({ id: ACME.id, name: 'Acme', create_subaccount: true })).status).toBe(409)
  expect(await atTwilio()).toHaveLength(before)
})
