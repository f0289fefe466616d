import { randomBytes } from 'node:crypto'
import { decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi, type Api } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { readRows } from '../support/rows.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { signIn } from '../support/sign-in.ts'
import { whenQuiet } from '../support/time.ts'
import { underLoad } from '../support/under-load.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const first = `first:${randomBytes(32).toString('base64')}`
const second = `second:${randomBytes(32).toString('base64')}`
const SECOND_TOKEN = 'second-token-of-acme-012345678'
const keyOf = (digit: string) => ({ sid: `SK${digit.repeat(32)}`, secret: `secret-of-the-key-${digit}-of-acme-0123` })
const [KEY, NEXT_KEY] = [keyOf('c'), keyOf('d')]

let world: World
/** As the page of somebody who may call. */
let page: Api
let sent = 0
beforeAll(async () => {
  world = await startWorld({ env: { ENCRYPTION_KEYS: `${first},${second}` } })
  await liftLimits(world.api)
  page = (await signIn(world, ACME.id)).api
  await world.sim.changeAccount(ACME.sid, { secondaryToken: SECOND_TOKEN, apiKeys: [KEY, NEXT_KEY] })
  await put({ secondary_auth_token: SECOND_TOKEN, api_key_sid: KEY.sid, api_key_secret: KEY.secret })
  await world.api('/api/twilio/twiml-app', { body: {} })
})
afterAll(() => world.stop())

const put = (body: object) => world.api('/api/twilio/credentials', { method: 'PUT', body })
const send = async (api = world.api) => (await sendSms(api, person((sent += 1)))).status
const token = async () => {
  const { status, body } = await page('/api/twilio/token', { body: {} })
  return { status, token: body.data?.token as string }
}
/** Everything that Twilio told us, and what it was answered. */
async function expectNoCallbackRefused(): Promise<void> {
  await whenQuiet(world)
  const attempts = (await world.sim.callbacks()).flatMap((callback) => callback.attempts.map(({ status }) => status))
  expect(attempts.length).toBeGreaterThan(0)
  expect(new Set(attempts)).toEqual(new Set([200]))
}

const sealed = () =>
  readRows<{ token: string; second: string | null; secret: string | null }>(
    world,
    'select auth_token_sealed as token, secondary_token_sealed as second, api_key_secret_sealed as secret from twilio_credentials',
  ).flatMap((row) => Object.values(row).filter((value) => value !== null))

it('of_the_encryption_key_under_load_by_two_servers_refuses_nothing', async () => {
  expect(sealed().every((value) => value.startsWith('first.'))).toBe(true)
  let other: World | undefined
  const { all } = await underLoad(
    4,
    async (index) => (index % 2 === 0 ? send() : (await token()).status),
    async () => {
      other = await startWorld({
        databaseUrl: world.databaseUrl,
        env: {
          ENCRYPTION_KEYS: `${second},${first}`,
          ...{ DATA_DIR: world.dataDir, PUBLIC_BASE_URL: world.url, TWILIO_API_BASE_URL: world.simulatorUrl },
        },
      })
      await eventually(
        async () => sealed(),
        (values) => values.every((value) => value.startsWith('second.')),
      )
      expect(await send(other.api)).toBe(200)
    },
  ).finally(async () => {
    await whenQuiet(world)
    await other?.stop()
  })
  expect(new Set(all)).toEqual(new Set([200]))
  await expectNoCallbackRefused()
  expect((await world.api('/api/twilio/credentials/test', { body: {} })).body.data.status).toBe('success')
})

it('of_a_tenants_key_under_load_refuses_nothing', async () => {
  const made = (await world.api('/api/tenant/api-keys', { body: { name: 'Desktop' } })).body.data
  const old = createApi(world.url, made.api_key)
  let current = old
  const { all } = await underLoad(
    5,
    // Half of the callers learn of the new key late.
    (index) => send(index % 2 === 0 ? old : current),
    async () => {
      const { body } = await world.api(`/api/tenant/api-keys/${made.id}/rotate`, { body: {} })
      current = createApi(world.url, body.data.api_key)
    },
  )
  expect(new Set(all)).toEqual(new Set([200]))
})

it('of_twilios_api_key_under_load_refuses_no_send_no_token_and_no_sound', async () => {
  const template = await createTemplate(world.api, 'Good morning.')
  const body = { to: person((sent += 1)), voice_message_id: template, record: true }
  const call = (await world.api('/api/communication/voice/send', { body })).body.data
  await whenQuiet(world)
  const [recording] = (await world.api(`/api/recordings?communication_id=${call.id}`)).body.data
  const listen = async () =>
    (await fetch(`${world.url}/api/recordings/${recording.id}/audio`, { headers: { 'x-api-key': ACME.key } })).status
  const tokens = { before: (await token()).token, after: '' }
  const { all, after } = await underLoad(
    6,
    async (index) => {
      if (index % 3 === 0) return { status: await send() }
      return index % 3 === 1 ? token() : { status: await listen() }
    },
    async () => {
      const answer = await put({ api_key_sid: NEXT_KEY.sid, api_key_secret: NEXT_KEY.secret })
      expect(answer.body.data).toMatchObject({ api_key_sid: NEXT_KEY.sid })
      tokens.after = (await token()).token
      await world.sim.changeAccount(ACME.sid, { apiKeys: [NEXT_KEY] }) // the former one is revoked at Twilio
    },
  )
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
  const issuers = after.flatMap((answer) => ('token' in answer ? [decodeJwt(answer.token).iss] : []))
  expect(issuers.length).toBeGreaterThan(0)
  expect(new Set(issuers)).toEqual(new Set([NEXT_KEY.sid]))
  for (const [given, { sid, secret }] of [[tokens.before, KEY] as const, [tokens.after, NEXT_KEY] as const]) {
    const { payload } = await jwtVerify(given, new TextEncoder().encode(secret))
    expect(payload).toMatchObject({ iss: sid, sub: ACME.sid })
  }
  await expectNoCallbackRefused()
  expect((await world.api('/api/twilio/credentials/test', { body: {} })).body.data.status).toBe('success')
})

it('of_the_auth_token_under_load_refuses_no_send_no_call_and_no_webhook', async () => {
  const template = await createTemplate(world.api, 'Good evening.')
  const masks = async () => (await world.api('/api/twilio/credentials')).body.data
  const { all } = await underLoad(
    6,
    async (index) =>
      index % 4 === 0 ? (await placeCall(world.api, person((sent += 1)), template)).status : await send(),
    async () => {
      // Twilio's "promote": the second token is the first from now on, the old one means nothing.
      await world.sim.changeAccount(ACME.sid, { authToken: SECOND_TOKEN, secondaryToken: null })
      await eventually(masks, ({ auth_token: shown }) => shown === `************${SECOND_TOKEN.slice(-4)}`)
    },
  )
  expect(new Set(all)).toEqual(new Set([200]))
  await expectNoCallbackRefused()
  expect(await masks()).toMatchObject({ secondary_auth_token: `************${ACME.token.slice(-4)}` })
  const { data } = (await world.api('/api/logs/audit?operation=twilio.credentials.swap-tokens')).body
  expect(data).toHaveLength(1)
})
