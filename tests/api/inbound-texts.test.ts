import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readLedger, readTimeline } from '../support/ledger.ts'
import { connectNumbers, routeNumber } from '../support/numbers.ts'
import { person } from '../support/send.ts'
import { whileSuspended } from '../support/suspend.ts'
import { MINUTE_MS, passTime, whenQuiet } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const keywords = [
  { word: 'hours', reply: 'Nine to five. {not a variable}' },
  { word: 'Opening Times', reply: 'All day.' },
]

let world: World
beforeAll(async () => {
  world = await startWorld()
  await connectNumbers(world, ACME, [ACME.from])
})
afterAll(() => world.stop())
beforeEach(() => routeNumber(world.api, { sms_routing: { keywords, forward_to: [] } }))

async function say(from: string, body: string) {
  await world.sim.inboundSms({ from, to: ACME.from, body })
  await whenQuiet(world)
}
/** Texts that left for a number, oldest first. */
async function sentTo(to: string): Promise<(string | null)[]> {
  const rows = await readLedger(world.api, `number=${encodeURIComponent(to)}`)
  return rows.flatMap((row) => (row.direction === 'outbound' ? [row.message_content] : [])).reverse()
}

describe('keywords', () => {
  it.each([
    [20, 'hours', 'Nine to five. {not a variable}'],
    [21, '  "Hours?" ', 'Nine to five. {not a variable}'],
    [22, 'HOURS on sunday please', 'Nine to five. {not a variable}'],
    [23, 'opening times', 'All day.'],
  ])('text %i "%s" is answered', async (index, body, reply) => {
    await say(person(index), body)
    expect(await sentTo(person(index))).toEqual([reply])
    const [row] = (await readLedger(world.api, `number=${encodeURIComponent(person(index))}`)).filter(
      ({ direction }) => direction === 'outbound',
    )
    expect(row).toMatchObject({ from_number: ACME.from, status: expect.stringMatching(/queued|sent|delivered/) })
  })

  it.each([
    [24, 'What are your hours'],
    [25, 'hourslong'],
    [26, 'STOP'],
    [27, ''],
  ])('text %i "%s" is not', async (index, body) => {
    await say(person(index), body)
    expect(await sentTo(person(index))).toEqual([])
  })

  it('answer_a_sender_once_a_minute', async () => {
    for (let sent = 0; sent < 4; sent += 1) await say(person(28), 'hours')
    expect(await sentTo(person(28))).toHaveLength(1)
    await passTime(world, MINUTE_MS + 1_000)
    await say(person(28), 'hours')
    expect(await sentTo(person(28))).toHaveLength(2)
  })

  it('delivered_twice_are_answered_once', async () => {
    await say(person(29), 'hours')
    const [received] = await world.sim.callbacks({ kind: 'message.inbound' }).then((all) => all.slice(-1))
    await world.sim.replayCallback(received!.id)
    await whenQuiet(world)
    expect(await sentTo(person(29))).toHaveLength(1)
  })

  it('answer_nobody_who_has_opted_out_and_say_so', async () => {
    await world.api('/api/opt-outs', { body: { phone_number: person(30) } })
    await say(person(30), 'hours')
    expect(await sentTo(person(30))).toEqual([])
    const [received] = await readLedger(world.api, `number=${encodeURIComponent(person(30))}`)
    expect(await readTimeline(world.api, received!.id)).toContainEqual(
      expect.objectContaining({
        type: 'not-sent-on',
        details: expect.objectContaining({ code: 'OPTED_OUT', to: person(30) }),
      }),
    )
  })

  it('answer_no_machine', async () => {
    await say('+12345', 'hours')
    expect(await sentTo('+12345')).toEqual([])
  })
})

describe('texts handed on', () => {
  it('say_from_whom_and_go_to_each_once', async () => {
    await routeNumber(world.api, { sms_routing: { keywords: [], forward_to: [person(40), person(41)] } })
    await say(person(42), 'The roof leaks')
    for (const to of [person(40), person(41)]) expect(await sentTo(to)).toEqual([`${person(42)}: The roof leaks`])
    expect(await sentTo(person(42))).toEqual([])
  })

  it('by_those_to_whom_they_are_handed_on_go_no_further', async () => {
    await routeNumber(world.api, { sms_routing: { keywords: [], forward_to: [person(43), person(44)] } })
    await say(person(43), 'On my way')
    expect([await sentTo(person(43)), await sentTo(person(44))]).toEqual([[], []])
  })

  it('are_sent_when_twilio_can_be_reached_again', async () => {
    await routeNumber(world.api, { sms_routing: { keywords: [], forward_to: [person(45)] } })
    await world.sim.addFault({ kind: 'throttle', operation: 'messages.create', count: 1, retryAfterSeconds: 30 })
    await say(person(46), 'Hello')
    await passTime(world, 5 * MINUTE_MS)
    const delivered = (await readLedger(world.api, `number=${encodeURIComponent(person(45))}`)).filter(
      ({ status }) => status === 'delivered',
    )
    expect(delivered).toHaveLength(1)
  })
})

describe('a suspended tenant', () => {
  it('answers_no_text_and_hands_none_on_but_heeds_a_stop', async () => {
    await routeNumber(world.api, { sms_routing: { keywords, forward_to: [person(50)] } })
    await whileSuspended(world, ACME.id, async () => {
      await say(person(51), 'hours')
      await say(person(52), 'STOP')
    })
    expect([await sentTo(person(50)), await sentTo(person(51))]).toEqual([[], []])
    expect(await readLedger(world.api, `number=${encodeURIComponent(person(51))}`)).toHaveLength(1)
    expect((await world.api('/api/opt-outs')).body.data).toContainEqual(
      expect.objectContaining({ phone_number: person(52) }),
    )
  })

  it('sends_nothing_that_was_waiting', async () => {
    await routeNumber(world.api, { sms_routing: { keywords, forward_to: [] } })
    await world.sim.addFault({ kind: 'throttle', operation: 'messages.create', count: 1, retryAfterSeconds: 30 })
    await say(person(53), 'hours')
    await whileSuspended(world, ACME.id, () => passTime(world, 5 * MINUTE_MS))
    await passTime(world, 5 * MINUTE_MS)
    expect(await world.sim.messages({ to: person(53) })).toEqual([])
    const received = (await readLedger(world.api, `number=${encodeURIComponent(person(53))}`)).at(-1)!
    expect(await readTimeline(world.api, received.id)).toContainEqual(
      expect.objectContaining({
        type: 'not-sent-on',
        details: { to: person(53), code: 'PERMISSION_DENIED', message: 'The tenant is suspended' },
      }),
    )
  })
})

it.each([
  [{ keywords: [{ word: 'stop', reply: 'No' }], forward_to: [] }, 'sms_routing.keywords.0.word'],
  [{ keywords: [...keywords, { word: 'HOURS', reply: 'Again' }], forward_to: [] }, 'sms_routing.keywords.2.word'],
  [{ keywords: [], forward_to: [ACME.from] }, 'sms_routing.forward_to.0'],
])('routing %j is refused', async (routing, field) => {
  await expect(routeNumber(world.api, { sms_routing: routing })).rejects.toThrow(`"field":"${field}"`)
})
