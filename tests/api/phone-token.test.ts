import { decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Api } from '../support/api.ts'
import { peopleOf } from '../support/people.ts'
import { signIn } from '../support/sign-in.ts'
import { ACME, GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

let world: World
/** As the page of somebody who may call and be called. */
let api: Api
beforeAll(async () => {
  world = await startWorld()
  api = await personWith(['communication:read', 'communication:send'])
})
afterAll(() => world.stop())

async function personWith(permissions: string[]): Promise<Api> {
  const password = 'long enough'
  const { username } = await peopleOf(() => world).newUser({ permissions, password })
  return (await signIn(world, ACME.id, { username, password })).api
}

const ask = (as: Api = api) => as('/api/twilio/token', { body: {} })

it('is_for_people_who_may_call_and_no_key', async () => {
  expect((await ask(world.api)).body.error).toMatchObject({ code: 'PERMISSION_DENIED' })
  expect((await ask((path, request) => world.api(path, { ...request, key: GLOBEX.key }))).status).toBe(403)
  expect((await ask(await personWith(['communication:read']))).body.error).toMatchObject({
    code: 'PERMISSION_DENIED',
    details: { permission: 'communication:send' },
  })
})

it('says_what_is_missing_before_it_can_be_given', async () => {
  expect((await ask()).body.error).toMatchObject({ code: 'NOT_CONFIGURED', details: { missing: 'api_key' } })
  const body = { id: 'bare', name: 'Bare' }
  const platform = { key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` } }
  const { api_key: key } = (await world.api('/api/platform/tenants', { body, ...platform })).body.data
  await world.api('/api/users', {
    key,
    body: { username: 'bo', display_name: 'Bo', password: 'long enough', is_admin: true },
  })
  const { api: bare } = await signIn(world, 'bare', { username: 'bo', password: 'long enough' })
  expect((await ask(bare)).body.error.details).toEqual({ missing: 'twilio_credentials' })
})

it('is_given_once_key_and_app_are_set_up_and_bears_who_and_how_long', async () => {
  const key = { sid: `SK${'c'.repeat(32)}`, secret: 'secret-of-the-key-of-acme-0123' }
  await world.sim.changeAccount(ACME.sid, { apiKeys: [key] })
  const put = (body: object) => world.api('/api/twilio/credentials', { method: 'PUT', body })
  expect((await put({ api_key_sid: key.sid, api_key_secret: key.secret })).status).toBe(200)
  expect((await ask()).body.error).toMatchObject({ code: 'NOT_CONFIGURED', details: { missing: 'twiml_app' } })
  const { twiml_app_sid: app } = (await world.api('/api/twilio/twiml-app', { body: {} })).body.data

  const { status, body } = await ask()
  expect([status, body.data]).toEqual([
    200,
    {
      ...{ token: expect.any(String), identity: expect.stringMatching(/^u\d+_acme_corp$/), may_receive: true },
      ...{ ttl: 3_600, expires_at: expect.any(String) },
    },
  ])
  const { payload, protectedHeader } = await jwtVerify(body.data.token, new TextEncoder().encode(key.secret))
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
  expect(payload).toMatchObject({
    ...{ iss: key.sid, sub: ACME.sid, exp: Math.floor(Date.parse(body.data.expires_at) / 1_000) },
    grants: {
      identity: body.data.identity,
      voice: { incoming: { allow: true }, outgoing: { application_sid: app } },
    },
  })
  const caller = await personWith(['communication:send'])
  const silent = (await ask(caller)).body.data
  expect(silent).toMatchObject({ may_receive: false })
  expect(decodeJwt(silent.token).grants).not.toHaveProperty('voice.incoming')

  await put({ api_key_sid: null, api_key_secret: null })
  expect((await ask()).body.error).toMatchObject({ code: 'NOT_CONFIGURED', details: { missing: 'api_key' } })
})
