import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { expectLedgerEqualsNetwork, readLedger, settleLedger } from '../support/ledger.ts'
import { createTemplate, person, placeCall, sendSms } from '../support/send.ts'
import { HOUR_MS } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let template: number
beforeAll(async () => {
  world = await startWorld()
  template = await createTemplate(world.api, 'Good morning.')
})
afterAll(() => world.stop())

const withKey = (key: string = randomUUID()) => ({ 'idempotency-key': key })
const rowsOf = (to: string) => readLedger(world.api, `number=${encodeURIComponent(to)}`)

describe('a repeated send', () => {
  it('same_key_and_body_answers_the_same_and_sends_once', async () => {
    const headers = withKey()
    const first = await sendSms(world.api, person(1), 'Once', headers)
    const second = await sendSms(world.api, person(1), 'Once', headers)
    expect(first.status).toBe(200)
    expect(second.text).toBe(first.text)
    expect(await world.sim.messages({ to: person(1) })).toHaveLength(1)
    expect(await rowsOf(person(1))).toHaveLength(1)
  })

  it('same_key_places_one_call', async () => {
    const headers = withKey()
    const first = await placeCall(world.api, person(2), template, headers)
    const second = await placeCall(world.api, person(2), template, headers)
    expect(second.text).toBe(first.text)
    expect(await world.sim.calls({ to: person(2) })).toHaveLength(1)
  })

  it('same_key_with_another_body_is_a_conflict_and_sends_nothing', async () => {
    const headers = withKey()
    await sendSms(world.api, person(3), 'One', headers)
    for (const other of [
      await sendSms(world.api, person(3), 'Two', headers),
      await placeCall(world.api, person(3), template, headers),
    ]) {
      expect(other.status).toBe(409)
      expect(other.body.error.code).toBe('CONFLICT')
    }
    expect(await rowsOf(person(3))).toHaveLength(1)
  })

  it('keys_are_the_tenants_own', async () => {
    const headers = withKey()
    await sendSms(world.api, person(4), 'Ours', headers)
    const theirs = await world.api('/api/communication/sms/send', {
      key: 'globex_api_key_67890',
      body: { to: person(4), message: 'Theirs' },
      headers,
    })
    expect(theirs.status).toBe(200)
    expect(await world.sim.messages({ to: person(4) })).toHaveLength(2)
  })

  it('parallel_requests_with_one_key_send_once', async () => {
    const headers = withKey()
    await world.sim.addFault({ kind: 'slow', to: person(5), operation: 'messages.create', ms: 700 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendSms(world.api, person(5), 'Race', headers)))
    const sent = answers.filter(({ status }) => status === 200)
    expect(sent.length).toBeGreaterThanOrEqual(1)
    expect(new Set(sent.map(({ text }) => text)).size).toBe(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer.status).toBe(409)
      expect(answer.headers.get('retry-after')).toBe('1')
    }
    expect(await world.sim.messages({ to: person(5) })).toHaveLength(1)
  })

  it('refusal_by_the_provider_is_the_keys_outcome', async () => {
    world.expectErrors('request_failed')
    const headers = withKey()
    await world.sim.scriptNumber(person(6), { sms: { refuse: 21614 } })
    const first = await sendSms(world.api, person(6), 'No', headers)
    expect(first.status).toBe(502)
    const second = await sendSms(world.api, person(6), 'No', headers)
    expect(second.status).toBe(502)
    expect(second.body.error).toEqual(first.body.error)
    expect(await rowsOf(person(6))).toHaveLength(1)
  })

  it('refusal_before_anything_happened_leaves_the_key_free', async () => {
    const headers = withKey()
    await world.api('/api/opt-outs', { body: { phone_number: person(7) } })
    expect((await sendSms(world.api, person(7), 'Later', headers)).status).toBe(422)
    await world.api(`/api/opt-outs?phone_number=${encodeURIComponent(person(7))}`, { method: 'DELETE' })
    expect((await sendSms(world.api, person(7), 'Later', headers)).status).toBe(200)
  })

  it('unreachable_provider_does_not_use_the_key_up', async () => {
    world.expectErrors('request_failed')
    const headers = withKey()
    await world.sim.addFault({
      kind: 'throttle',
      to: person(8),
      operation: 'messages.create',
      count: 4,
      retryAfterSeconds: 0,
    })
    expect((await sendSms(world.api, person(8), 'Patience', headers)).status).toBe(502)
    const again = await sendSms(world.api, person(8), 'Patience', headers)
    expect(again.status).toBe(200)
    expect(await world.sim.messages({ to: person(8) })).toHaveLength(1)
    expect(again.body.data.message_sid).not.toBeNull()
  })

  it('malformed_key_is_refused', async () => {
    const answer = await sendSms(world.api, person(9), 'x', withKey('k'.repeat(256)))
    expect(answer.status).toBe(422)
    expect(answer.body.error.details.field).toBe('Idempotency-Key')
    expect(await rowsOf(person(9))).toEqual([])
  })
})

describe('a repeated creation', () => {
  const create = (headers: Record<string, string>, name = 'Only one') =>
    world.api('/api/voice-messages', { body: { name, voice_text: 'Hello' }, headers })

  it('same_key_creates_one_template', async () => {
    const headers = withKey()
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(headers)))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect((await world.api('/api/voice-messages?search=Only+one')).body.pagination.total_items).toBe(1)
    expect((await create(headers, 'Another')).status).toBe(409)
  })

  it('key_is_free_again_after_a_day', async () => {
    const headers = withKey()
    const first = await create(headers, 'Daily')
    world.moveClock(25 * HOUR_MS)
    const second = await create(headers, 'Daily')
    expect(second.body.data.id).not.toBe(first.body.data.id)
    world.moveClock(-25 * HOUR_MS)
  })
})

describe.each(['sms', 'call'] as const)('killed while the network holds its answer to a %s', (network) => {
  it.each([
    { name: 'callbacks_come_after_the_restart', lost: false, to: person(network === 'sms' ? 20 : 21) },
    { name: 'callbacks_never_come', lost: true, to: person(network === 'sms' ? 22 : 23) },
  ])('same_key_finds_the_row_and_sends_nothing_twice_when_$name', async ({ lost, to }) => {
    const [operation, status] =
      network === 'sms' ? ['messages.create', 'message.status'] : ['calls.create', 'call.status']
    const headers = withKey()
    const send = () =>
      network === 'sms' ? sendSms(world.api, to, 'Held', headers) : placeCall(world.api, to, template, headers)
    await world.sim.addFault({ kind: 'timeout-after', to, operation, count: 1 })
    await world.sim.addFault(
      lost ? { kind: 'lost', to, operation: status } : { kind: 'late', to, operation: status, ms: 4_000 },
    )
    const cutOff = send().then(
      () => 'answered',
      () => 'cut off',
    )
    const taken = async () => (network === 'sms' ? world.sim.messages({ to }) : world.sim.calls({ to }))
    await eventually(taken, (made) => made.length === 1)
    await world.restart('kill')
    expect(await cutOff).toBe('cut off')

    const again = await send()
    expect(again.status).toBe(200)
    const rows = await rowsOf(to)
    expect(rows.map(({ id }) => id)).toEqual([again.body.data.id])
    expect((await send()).text).toBe(again.text)
    await settleLedger(world)
    const [made, ...more] = await taken()
    expect(more).toEqual([])
    expect(await rowsOf(to)).toMatchObject([
      { twilio_sid: made!.sid, status: network === 'sms' ? 'delivered' : 'completed' },
    ])
    await expectLedgerEqualsNetwork(world)
  })
})
