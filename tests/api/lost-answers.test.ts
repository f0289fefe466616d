import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { expectLedgerEqualsNetwork, readLedger, readTimeline, settleLedger } from '../support/ledger.ts'
import { person, sendSms } from '../support/send.ts'
import { passTime } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const rowsOf = (to: string) => readLedger(world.api, `number=${encodeURIComponent(to)}`)

it('throttled_for_longer_than_we_wait_is_said_and_kept_as_failed', async () => {
  const to = person(1)
  world.expectErrors('request_failed')
  await world.sim.addFault({ kind: 'throttle', to, operation: 'messages.create', retryAfterSeconds: 1 })
  const answer = await sendSms(world.api, to)
  expect(answer.status).toBe(502)
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(answer.body.error).toMatchObject({ code: 'EXTERNAL_API_ERROR', details: { provider: 'twilio' } })
  expect(await rowsOf(to)).toMatchObject([{ status: 'failed', twilio_sid: null }])
  const asked = (await world.sim.requests({ operation: 'messages.create' })).filter(({ fault }) => fault === 'throttle')
  expect(asked.length).toBeGreaterThan(1)
  for (const [index, { at }] of asked.slice(1).entries()) expect(at - asked[index]!.at).toBeGreaterThanOrEqual(1_000)
})

it('post_that_left_us_is_never_repeated', async () => {
  const to = person(2)
  await world.sim.addFault({ kind: 'reset-before', to, operation: 'messages.create' })
  await sendSms(world.api, to)
  const asked = (await world.sim.requests({ operation: 'messages.create' })).filter(({ params }) =>
    params.some(([, value]) => value === to),
  )
  expect(asked).toHaveLength(1)
  expect(await rowsOf(to)).toMatchObject([{ status: 'unknown', outcome: 'pending' }])
})

it('sid_found_by_looking_goes_back_to_the_row_that_a_callback_names', async () => {
  const to = person(3)
  await world.sim.addFault({ kind: 'reset-before', to, operation: 'messages.create', count: 1 })
  const never = await sendSms(world.api, to, 'Twice the same words')
  await world.sim.addFault({ kind: 'reset-after', to, operation: 'messages.create', count: 1 })
  await world.sim.addFault({ kind: 'lost', to, operation: 'message.status' })
  const taken = await sendSms(world.api, to, 'Twice the same words')
  await passTime(world, 60_000)
  const [message] = await world.sim.messages({ to })
  const holder = (await rowsOf(to)).find((row) => row.twilio_sid === message!.sid)
  expect(holder).toMatchObject({ id: never.body.data.id, status: 'delivered' })

  const [report] = (await world.sim.callbacks({ sid: message!.sid })).filter(({ status }) => status === 'delivered')
  await world.sim.replayCallback(report!.id)
  expect(await rowsOf(to)).toMatchObject([
    { id: taken.body.data.id, twilio_sid: message!.sid, status: 'delivered' },
    { id: never.body.data.id, twilio_sid: null, status: 'unknown' },
  ])
  const types = (await readTimeline(world.api, never.body.data.id)).map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['adopted', 'released']))
  await settleLedger(world)
  await expectLedgerEqualsNetwork(world)
})

it('callback_after_the_verdict_not_accepted_still_wins', async () => {
  const to = person(4)
  await world.sim.scriptNumber(to, { sms: { outcome: 'queued' } })
  await world.sim.addFault({ kind: 'reset-after', to, operation: 'messages.create', count: 1 })
  await world.sim.addFault({ kind: 'lost', to, operation: 'message.status' })
  const { id } = (await sendSms(world.api, to)).body.data
  await settleLedger(world)
  expect(await rowsOf(to)).toMatchObject([{ id, status: 'failed', error_message: 'NOT_ACCEPTED' }])

  const [message] = await world.sim.messages({ to })
  const answer = await world.sim.sendWebhook({
    url: message!.statusCallback!,
    accountSid: message!.accountSid,
    service: 'sms',
    params: { AccountSid: message!.accountSid, MessageSid: message!.sid, MessageStatus: 'delivered', To: to },
  })
  expect(answer.status).toBe(200)
  expect(await rowsOf(to)).toMatchObject([
    { id, status: 'delivered', twilio_sid: message!.sid, error_message: null, outcome: 'success' },
  ])
})

it('server_that_stops_gracefully_mid_send_loses_nothing', async () => {
  const to = person(5)
  await world.sim.addFault({ kind: 'slow', to, operation: 'messages.create', count: 1, ms: 1_500 })
  const sending = sendSms(world.api, to).catch(() => null)
  await eventually(
    async () => (await rowsOf(to)).length,
    (rows) => rows === 1,
  )
  await world.restart('stop')
  await sending
  await settleLedger(world)
  expect(await rowsOf(to)).toMatchObject([{ status: 'delivered' }])
  expect(await world.sim.messages({ to })).toHaveLength(1)
})
