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
