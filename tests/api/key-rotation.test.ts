import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { inParallel } from '../support/in-parallel.ts'
import { readRows } from '../support/rows.ts'
import { liftLimits, person, sendSms } from '../support/send.ts'
import { whenQuiet } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const first = `first:${randomBytes(32).toString('base64')}`
const second = `second:${randomBytes(32).toString('base64')}`

let world: World
beforeAll(async () => {
  world = await startWorld({ env: { ENCRYPTION_KEYS: `${first},${second}` } })
  await liftLimits(world.api)
})
afterAll(() => world.stop())

const sealed = () =>
  readRows<{ token: string; second: string | null; secret: string | null }>(
    world,
    'select auth_token_sealed as token, secondary_token_sealed as second, api_key_secret_sealed as secret from twilio_credentials',
  ).flatMap((row) => Object.values(row).filter((value) => value !== null))

it('of_the_encryption_key_under_load_by_two_servers_refuses_nothing', async () => {
  await world.sim.changeAccount(ACME.sid, {
    ...{ secondaryToken: 'second-token-of-acme-012345678' },
    apiKeys: [{ sid: `SK${'c'.repeat(32)}`, secret: 'secret-of-the-key-of-acme-0123' }],
  })
  await world.api('/api/twilio/credentials', {
    method: 'PUT',
    body: {
      ...{ secondary_auth_token: 'second-token-of-acme-012345678', api_key_sid: `SK${'c'.repeat(32)}` },
      api_key_secret: 'secret-of-the-key-of-acme-0123',
    },
  })
  expect(sealed().every((value) => value.startsWith('first.'))).toBe(true)
  let isDone = false
  const sends = inParallel(4, 4, async (worker) => {
    const answers: number[] = []
    for (let index = 0; !isDone; index++)
      answers.push((await sendSms(world.api, person(worker * 2_000 + index))).status)
    return answers
  })
  const other = await startWorld({
    databaseUrl: world.databaseUrl,
    env: {
      ENCRYPTION_KEYS: `${second},${first}`,
      ...{ DATA_DIR: world.dataDir, PUBLIC_BASE_URL: world.url, TWILIO_API_BASE_URL: world.simulatorUrl },
    },
  })
  try {
    await eventually(
      async () => sealed(),
      (values) => values.every((value) => value.startsWith('second.')),
    )
    expect((await sendSms(other.api, person(9_998))).status).toBe(200)
  } finally {
    isDone = true
    expect(new Set((await sends).flat())).toEqual(new Set([200]))
    await whenQuiet(world)
    await other.stop()
  }
  const attempts = (await world.sim.callbacks()).flatMap((callback) => callback.attempts.map(({ status }) => status))
  expect(new Set(attempts)).toEqual(new Set([200]))
  expect((await world.api('/api/twilio/credentials/test', { body: {} })).body.data.status).toBe('success')
})

it('of_a_tenants_key_under_load_refuses_nothing', async () => {
  const made = (await world.api('/api/tenant/api-keys', { body: { name: 'Desktop' } })).body.data
  let key: string = made.api_key
  const sends = inParallel(100, 5, async (index) => {
    const api = createApi(world.url, key)
    return (await sendSms(api, person(5_000 + index))).status
  })
  const { body } = await world.api(`/api/tenant/api-keys/${made.id}/rotate`, { body: {} })
  key = body.data.api_key
  expect(new Set(await sends)).toEqual(new Set([200]))
})
