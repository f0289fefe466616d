import { afterAll, beforeAll, expect, it } from 'vitest'
import { readLedger, readTimeline } from '../support/ledger.ts'
import { countRows } from '../support/rows.ts'
import { person, sendSms } from '../support/send.ts'
import { passTime, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  for (const { id, sid, token, from } of [ACME, GLOBEX]) {
    const [smsUrl, voiceUrl] = ['sms', 'voice'].map((kind) => `${world.url}/webhooks/twilio/${id}/${kind}`)
    const number = { phoneNumber: from, smsUrl, voiceUrl, statusCallback: voiceUrl }
    await world.sim.registerAccount({ accountSid: sid, authToken: token, numbers: [number] })
  }
})
afterAll(() => world.stop())

const say = (from: string, body: string, to = ACME.from) => world.sim.inboundSms({ from, to, body })
const rowsOf = (to: string) => readLedger(world.api, `number=${encodeURIComponent(to)}`)
const optOuts = async (api = world.api) => (await api('/api/opt-outs')).body.data

it('inbound_sms_is_recorded_once_with_its_cost', async () => {
  const { sid } = await say(person(1), 'Grüße ☎ {name} <b>')
  const [callback] = await world.sim.callbacks({ sid })
  await world.sim.replayCallback(callback!.id)
  await passTime(world, 30_000)
  expect(await rowsOf(person(1))).toMatchObject([
    {
      direction: 'inbound',
      network_type: 'sms',
      status: 'received',
      outcome: 'success',
      from_number: person(1),
      to_number: ACME.from,
      message_content: 'Grüße ☎ {name} <b>',
      twilio_sid: sid,
      encoding: 'UCS-2',
      cost_amount: 0.0079,
    },
  ])
})

it('stop_is_heeded_until_start', async () => {
  const to = person(2)
  for (const word of ['STOP', ' stop\n', 'Unsubscribe']) await say(to, word)
  expect(await optOuts()).toMatchObject([{ phone_number: to, source: 'keyword', reason: 'Replied STOP' }])
  const refused = await sendSms(world.api, to)
  expect(refused.status).toBe(422)
  expect(refused.body.error).toMatchObject({ code: 'OPTED_OUT', details: { rule: 'opt_out', source: 'keyword' } })
  expect((await rowsOf(to)).filter(({ direction }) => direction === 'outbound')).toEqual([])

  await say(to, 'start')
  expect(await optOuts()).toEqual([])
  expect((await sendSms(world.api, to)).status).toBe(200)
})

it('sentence_with_stop_in_it_is_no_opt_out', async () => {
  await say(person(3), 'Please stop by tomorrow')
  expect(await optOuts()).toEqual([])
})

it('opt_out_is_one_tenants_own', async () => {
  await say(person(4), 'STOP', GLOBEX.from)
  expect(await optOuts()).toEqual([])
  expect((await sendSms(world.api, person(4))).status).toBe(200)
  const globex = await world.api('/api/communication/sms/send', {
    key: GLOBEX.key,
    body: { to: person(4), message: 'x' },
  })
  expect(globex.body.error.code).toBe('OPTED_OUT')
})

it('replayed_stop_does_not_undo_a_start', async () => {
  const { sid } = await say(person(5), 'STOP')
  await say(person(5), 'START')
  const before = countRows(world)
  const [callback] = await world.sim.callbacks({ sid })
  expect((await world.sim.replayCallback(callback!.id)).status).toBe(200)
  expect(countRows(world)).toEqual(before)
  expect((await sendSms(world.api, person(5))).status).toBe(200)
})

it('caller_is_told_that_nobody_answers_and_the_call_is_in_the_ledger', async () => {
  const { sid } = await world.sim.inboundCall({ from: person(6), to: ACME.from, attended: false })
  await whenQuiet(world)
  const [call] = await world.sim.calls({ sid })
  expect(call!.heard).toMatchObject([{ kind: 'say' }, { kind: 'hangup' }])
  await passTime(world, 60_000)
  const [row] = await rowsOf(person(6))
  expect(row).toMatchObject({ direction: 'inbound', network_type: 'call', status: 'completed', twilio_sid: sid })
  expect((await readTimeline(world.api, row!.id))[0]).toMatchObject({ type: 'received', source: 'twilio' })
})
