import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectForwardOnly, readLedger, readTimeline } from '../support/ledger.ts'
import { countAllRows, countRows, readRows } from '../support/rows.ts'
import { createTemplate, person, placeCall, sendSms } from '../support/send.ts'
import { passTime, whenQuiet } from '../support/time.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const rowOf = async (to: string) => (await readLedger(world.api, `number=${encodeURIComponent(to)}`))[0]!

function report(id: number | null, params: Record<string, string>, tenant = ACME) {
  const kind = 'CallSid' in params ? 'voice' : 'sms'
  const url = `${world.url}/webhooks/twilio/${tenant.id}/${kind}${id === null ? '' : `?id=${id}`}`
  return world.sim.sendWebhook({
    url,
    accountSid: tenant.sid,
    service: kind,
    params: { AccountSid: tenant.sid, ...params },
  })
}

it('replayed_callback_changes_nothing', async () => {
  await sendSms(world.api, person(1))
  await passTime(world, 60_000) // the price is known too: nothing more is to come
  const row = await rowOf(person(1))
  const before = countAllRows(world)
  const timeline = await readTimeline(world.api, row.id)
  const callbacks = await world.sim.callbacks({ sid: row.twilio_sid! })
  expect(callbacks.length).toBeGreaterThanOrEqual(3)
  for (const { id } of callbacks) expect((await world.sim.replayCallback(id)).status).toBe(200)
  expect(countAllRows(world)).toEqual(before)
  expect(await readTimeline(world.api, row.id)).toEqual(timeline)
  expect(await rowOf(person(1))).toEqual(row)
  const kept = readRows<{ duplicates: number }>(
    world,
    'select duplicates from webhook_deliveries where provider_sid = ?',
    row.twilio_sid,
  )
  expect(kept.map(({ duplicates }) => duplicates)).toEqual(callbacks.map(() => 1))
})

it('late_sms_statuses_are_recorded_and_have_no_effect', async () => {
  await world.sim.scriptNumber(person(2), { sms: { outcome: 'queued' } })
  const { id, message_sid: sid } = (await sendSms(world.api, person(2))).body.data
  for (const status of [
    'sent',
    'delivered',
    'sending',
    'queued',
    'undelivered',
    'failed',
    'read',
    'delivered',
    'canceled',
  ]) {
    expect((await report(id, { MessageSid: sid, MessageStatus: status })).status).toBe(200)
  }
  const row = await rowOf(person(2))
  expect(row).toMatchObject({ id, status: 'read', error_code: null })
  const callbacks = (await readTimeline(world.api, id)).filter(({ type }) => type === 'callback')
  expect(callbacks.map(({ status, applied }) => [status, applied])).toEqual([
    ['sent', true],
    ['delivered', true],
    ['sending', false],
    ['queued', false],
    ['undelivered', false],
    ['failed', false],
    ['read', true],
    ['canceled', false],
  ])
})

it('reordered_call_statuses_never_go_back', async () => {
  await world.sim.scriptNumber(person(3), { call: { outcome: 'ring' } })
  const template = await createTemplate(world.api, 'Good morning.')
  const { id, call_sid: sid } = (await placeCall(world.api, person(3), template)).body.data
  const order = [
    ['completed', '3'],
    ['in-progress', '2'],
    ['ringing', '1'],
    ['initiated', '0'],
    ['busy', '4'],
  ] as const
  for (const [CallStatus, SequenceNumber] of order) {
    const more: Record<string, string> = CallStatus === 'completed' ? { CallDuration: '17' } : {}
    const params = { CallSid: sid, CallStatus, SequenceNumber, CallbackSource: 'call-progress-events', ...more }
    expect((await report(id, params)).status).toBe(200)
  }
  const row = await rowOf(person(3))
  expect(row).toMatchObject({ status: 'completed', duration_seconds: 17, outcome: 'success' })
  const timeline = await readTimeline(world.api, id)
  expectForwardOnly(row, timeline)
  expect(timeline.filter(({ type }) => type === 'callback')).toHaveLength(order.length)
  await world.sim.hangup(sid)
})

it('status_callback_before_create_response_finds_its_row', async () => {
  await world.sim.addFault({ kind: 'before-response', to: person(4) })
  await world.sim.addFault({ kind: 'slow', to: person(4), operation: 'messages.create', ms: 50 })
  const sent = await sendSms(world.api, person(4))
  const timeline = await readTimeline(world.api, sent.body.data.id)
  const [callback, accepted] = ['callback', 'accepted'].map((type) =>
    timeline.findIndex((event) => event.type === type),
  )
  expect(callback).toBeGreaterThan(0)
  expect(accepted).toBeGreaterThan(callback!)
  // The answer says what is known by now, not what the create response said.
  expect(sent.body.data).toMatchObject({ message_sid: expect.stringMatching(/^SM/), status: 'sending' })
})

it('unknown_sid_is_stored_and_answered', async () => {
  const before = countRows(world)
  const unknown = `SM${'0'.repeat(32)}`
  const answers = [
    await report(null, { MessageSid: unknown, MessageStatus: 'delivered' }),
    await report(999_999, { MessageSid: unknown, MessageStatus: 'sent' }),
    await report(null, { CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'completed', Direction: 'outbound-api' }),
  ]
  for (const { status, body } of answers) {
    expect(status).toBe(200)
    expect(body).toMatch(/<Response\s*\/>/)
  }
  const stored = readRows(world, "select state, params from webhook_deliveries where provider_sid like '%00000000'")
  expect(stored).toHaveLength(3)
  for (const row of stored) expect(row).toMatchObject({ state: 'unmatched' })
  expect(countRows(world)).toEqual(before)
})

it('word_that_we_do_not_know_is_stored_and_changes_nothing', async () => {
  const row = await rowOf(person(1))
  expect((await report(row.id, { MessageSid: row.twilio_sid!, MessageStatus: 'teleported' })).status).toBe(200)
  expect(await rowOf(person(1))).toEqual(row)
})

it('other_tenants_callback_cannot_name_our_row', async () => {
  await world.sim.scriptNumber(person(5), { sms: { outcome: 'queued' } })
  const { id, message_sid: sid } = (await sendSms(world.api, person(5))).body.data
  expect((await report(id, { MessageSid: sid, MessageStatus: 'failed' }, GLOBEX)).status).toBe(200)
  expect(await rowOf(person(5))).toMatchObject({ status: 'queued' })
  expect(await readTimeline(world.api, id)).toHaveLength(2)
})

it('callback_cannot_give_a_row_another_messages_sid', async () => {
  const other = await rowOf(person(1))
  const { id } = (await sendSms(world.api, person(6))).body.data
  await whenQuiet(world)
  const row = await rowOf(person(6))
  expect((await report(id, { MessageSid: other.twilio_sid!, MessageStatus: 'failed' })).status).toBe(200)
  for (const { to_number: to, twilio_sid, status } of [row, other])
    expect(await rowOf(to)).toMatchObject({ twilio_sid, status })
})

it('failed_delivery_is_explained_in_plain_words', async () => {
  await world.sim.scriptNumber(person(7), { sms: { outcome: 'undelivered', errorCode: 30005 } })
  await sendSms(world.api, person(7))
  await whenQuiet(world)
  expect(await rowOf(person(7))).toMatchObject({
    status: 'undelivered',
    outcome: 'failed',
    error_code: 30005,
    error_message: 'The number is unknown or no longer exists. Check the number.',
  })
})

it('webhooks_answer_under_v1_as_well', async () => {
  const row = await rowOf(person(6))
  const url = `${world.url}/v1/webhooks/twilio/${ACME.id}/sms?id=${row.id}`
  const params = { AccountSid: ACME.sid, MessageSid: row.twilio_sid!, MessageStatus: 'read' }
  expect((await world.sim.sendWebhook({ url, accountSid: ACME.sid, service: 'sms', params })).status).toBe(200)
  expect(await rowOf(person(6))).toMatchObject({ status: 'read' })
})
