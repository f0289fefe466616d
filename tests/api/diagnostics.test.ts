import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIAGNOSTICS } from '#shared/contracts/telephony'
import { eventually } from '../support/eventually.ts'
import { person, sendSms } from '../support/send.ts'
import { answer, startScriptedServer, type ScriptedServer } from '../support/scripted-server.ts'
import { HOUR_MS, leap, passTime, whenQuiet } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'
import { clientOf } from '../unit/simulator/support/network.ts'

const NEXT_TOKEN = 'next-token-of-acme-0123456789'
const KEY = { sid: `SK${'c'.repeat(32)}`, secret: 'secret-of-the-key-of-acme-0123' }
const SERVICE = { sid: `MG${'d'.repeat(32)}`, friendlyName: 'Reminders' }
const OTHER = '+13125550142'

type Check = { id: string; status: string; reason: string | null; message: string; action: string | null }

let world: World
beforeAll(async () => {
  world = await startWorld()
  await world.sim.changeAccount(ACME.sid, {
    ...{ secondaryToken: NEXT_TOKEN, apiKeys: [KEY], messagingServices: [SERVICE] },
  })
  await put({
    ...{ secondary_auth_token: NEXT_TOKEN, api_key_sid: KEY.sid, api_key_secret: KEY.secret },
    messaging_service_sid: SERVICE.sid,
  })
  await world.api('/api/twilio/twiml-app', { body: {} })
  for (const { id } of (await world.api('/api/twilio/twiml-app/verify', { body: {} })).body.data.findings)
    await world.api(`/api/twilio/findings/${id}/repair`, { body: {} })
  await sendSms(world.api, person(1))
  await whenQuiet(world)
})
afterAll(() => world.stop())

const put = (body: object) => world.api('/api/twilio/credentials', { method: 'PUT', body })
const client = () => clientOf(world.simulatorUrl, ACME)
const checks = async (from: World = world): Promise<Check[]> =>
  (await from.api('/api/twilio/diagnostics')).body.data.checks
const red = async (from?: World) =>
  (await checks(from)).filter(({ status }) => status === 'failed' || status === 'warning').map(({ id }) => id)
const change = (given: Parameters<World['sim']['changeAccount']>[1]) => world.sim.changeAccount(ACME.sid, given)
const number = async (phoneNumber = ACME.from) => {
  const [found] = await client().incomingPhoneNumbers.list({ phoneNumber })
  return client().incomingPhoneNumbers(found!.sid)
}
const app = async () => client().applications((await client().applications.list())[0]!.sid)

describe('a telephony that is set up', () => {
  it('has_every_line_in_order_and_all_of_them_green', async () => {
    const { data } = (await world.api('/api/twilio/diagnostics')).body
    expect(data.status).toBe('ok')
    expect(data.checks.map(({ id }: Check) => id)).toEqual([...DIAGNOSTICS])
    expect(data.checks.filter(({ status }: Check) => status !== 'ok')).toEqual([])
  })

  const faults: { line: string; plant: () => Promise<unknown>; repair: () => Promise<unknown> }[] = [
    {
      line: 'credentials',
      plant: () => change({ authToken: 'x'.repeat(32), secondaryToken: null }),
      repair: () => change({ authToken: ACME.token, secondaryToken: NEXT_TOKEN }),
    },
    {
      line: 'account_status',
      plant: () => change({ status: 'suspended' }),
      repair: () => change({ status: 'active' }),
    },
    {
      line: 'secondary_auth_token',
      plant: () => change({ secondaryToken: null }),
      repair: () => change({ secondaryToken: NEXT_TOKEN }),
    },
    { line: 'api_key', plant: () => change({ apiKeys: [] }), repair: () => change({ apiKeys: [KEY] }) },
    { line: 'balance', plant: () => change({ balance: '1.20' }), repair: () => change({ balance: '100.00' }) },
    {
      line: 'messaging_service',
      plant: () => change({ messagingServices: [] }),
      repair: () => change({ messagingServices: [SERVICE] }),
    },
    {
      line: 'clock',
      plant: async () => world.sim.setClock({ now: (await world.sim.clock()).now - HOUR_MS }),
      repair: async () => world.sim.setClock({ now: (await world.sim.clock()).now + HOUR_MS }),
    },
    {
      line: 'number_webhooks',
      plant: async () => (await number()).update({ smsUrl: 'https://elsewhere.example/' }),
      repair: async () =>
        (await number()).update({ smsUrl: (await (await number()).fetch()).voiceUrl.replace('/voice', '/sms') }),
    },
    {
      line: 'twiml_app_webhooks',
      plant: async () => (await app()).update({ voiceMethod: 'GET' }),
      repair: async () => (await app()).update({ voiceMethod: 'POST' }),
    },
    {
      line: 'webhooks_refused',
      plant: async () => {
        await world.sim.sendWebhook({ ...webhook(), signature: 'forged' })
        await eventually(red, (lines) => lines.length > 0) // refusals are written now and then
      },
      repair: () => world.sim.sendWebhook(webhook()),
    },
    {
      line: 'webhooks_arriving',
      plant: async () => {
        await world.sim.addFault({ kind: 'lost', count: 50 })
        await sendSms(world.api, person(2))
        await leap(world, 30 * 60_000)
      },
      repair: async () => {
        await world.sim.clearFaults()
        await sendSms(world.api, person(3))
        await whenQuiet(world)
      },
    },
  ]

  it.each(faults)(
    '$line alone is red for its own fault, and green after its repair',
    async ({ line, plant, repair }) => {
      await plant()
      try {
        expect(await red()).toEqual([line])
        const [check] = (await checks()).filter(({ id }) => id === line)
        expect(check).toMatchObject({
          reason: expect.any(String),
          message: expect.any(String),
          action: expect.any(String),
        })
      } finally {
        await repair()
      }
      expect(await red()).toEqual([])
    },
  )

  it('a_number_that_went_is_one_fault_and_the_default_of_another_account_another', async () => {
    await client().incomingPhoneNumbers.create({ phoneNumber: OTHER })
    expect((await put({ from_number: OTHER })).status).toBe(200)
    await (await number()).remove()
    expect(await red()).toEqual(['numbers'])
    await client().incomingPhoneNumbers.create({ phoneNumber: ACME.from })
    for (const { id } of (await world.api('/api/twilio/twiml-app/verify', { body: {} })).body.data.findings)
      await world.api(`/api/twilio/findings/${id}/repair`, { body: {} })
    expect(await red()).toEqual([])
    await (await number(OTHER)).remove()
    expect(await red()).toEqual(['default_number'])
    await put({ from_number: ACME.from })
    expect(await red()).toEqual([])
  })

  it('an_app_that_went_is_one_fault', async () => {
    await (await app()).remove()
    expect(await red()).toEqual(['twiml_app'])
    await world.api('/api/twilio/twiml-app', { body: {} })
    expect(await red()).toEqual([])
  })

  function webhook() {
    const sid = `SM${Math.random().toString(16).slice(2).padEnd(32, '0').slice(0, 32)}`
    return {
      ...{ url: `${world.url}/webhooks/twilio/${ACME.id}/sms`, accountSid: ACME.sid },
      params: {
        MessageSid: sid,
        SmsStatus: 'received',
        From: person(9),
        To: ACME.from,
        AccountSid: ACME.sid,
        Body: 'Hi',
      },
    }
  }
})

describe('the public address', () => {
  let front: ScriptedServer
  let behind: World
  beforeAll(async () => {
    front = await startScriptedServer()
    behind = await startWorld({ env: { PUBLIC_BASE_URL: front.url } })
  })
  afterAll(async () => {
    await behind.stop()
    front.close()
  })

  it.each([
    ['leads elsewhere', answer(200, {}, 'Welcome to nginx'), 'answers_otherwise'],
    ['redirects', answer(308, { location: 'https://example.com/' }), 'redirects'],
    ['fails', answer(502), 'answers_otherwise'],
  ])('that %s is red, and green when it leads here', async (_name, step, reason) => {
    const of = async () => (await checks(behind)).find(({ id }) => id === 'public_base_url')
    front.play(step)
    expect(await of()).toMatchObject({ status: 'failed', reason })
    front.play(answer(200, {}, { status: 'ok' }))
    expect(await of()).toMatchObject({ status: 'ok', reason: null })
  })
})

it('without_an_account_only_that_is_red_and_what_hangs_on_it_is_skipped', async () => {
  await passTime(world, 0)
  await world.api('/api/twilio/credentials', { method: 'DELETE' })
  const lines = await checks()
  expect(lines.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual(['credentials'])
  expect(lines.find(({ id }) => id === 'balance')).toMatchObject({ status: 'skipped', reason: 'depends' })
})
