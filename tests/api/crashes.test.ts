import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Answer } from '../support/api.ts'
import { inParallel } from '../support/in-parallel.ts'
import {
  expectForwardOnly,
  expectLedgerEqualsNetwork,
  isOpen,
  readLedger,
  readTimeline,
  settleLedger,
} from '../support/ledger.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { leap } from '../support/time.ts'
import { startWorld, type World } from '../support/world.ts'

const SENDS = 240
/** How many sends are answered when the server is killed. */
const KILLED_AT = [40, 90, 150, 200]
/** A job that a killed server was running is taken over after two minutes. */
const LEASES_END_MS = 130_000

let world: World
beforeAll(async () => (world = await startWorld({ env: { RATE_LIMIT_PER_MINUTE: '1000000' } })))
afterAll(() => world.stop())

it('callers_that_repeat_their_keys_through_four_crashes_reach_everybody_once', { timeout: 180_000 }, async () => {
  world.expectErrors('request_failed', 'job_failed')
  await liftLimits(world.api)
  await world.sim.setDefaults({ answerAfterMs: 300, walkSpeed: 1_000 })
  const template = await createTemplate(world.api, 'Good morning.')
  await world.sim.chaos({
    seed: 20_261_121,
    probabilities: {
      slow: 0.5,
      'reset-after': 0.03,
      'error-after': 0.03,
      lost: 0.1,
      duplicate: 0.1,
      'before-response': 0.2,
    },
  })

  let answered = 0
  let restarting = Promise.resolve()
  await inParallel(SENDS, 20, async (index) => {
    const to = person(1_000 + index)
    const headers = { 'idempotency-key': `send-${index}` }
    const send = () =>
      index % 4 === 0 ? placeCall(world.api, to, template, headers) : sendSms(world.api, to, 'Hello', headers)
    const answer = await untilAnswered(send)
    expect(answer.status, answer.text).toBe(200)
    if (KILLED_AT.includes(++answered)) restarting = restarting.then(() => world.restart('kill'))
  })
  await restarting
  await leap(world, LEASES_END_MS)
  await settleLedger(world)

  expect(world.log().filter(({ msg }) => msg === 'started')).toHaveLength(1 + KILLED_AT.length)
  const rows = await readLedger(world.api)
  expect(rows).toHaveLength(SENDS)
  expect(rows.filter(isOpen)).toEqual([])
  await expectLedgerEqualsNetwork(world)
  const reached = [...(await world.sim.messages()), ...(await world.sim.calls())].map(({ to }) => to)
  expect(new Set(reached).size).toBe(reached.length)
  for (const row of rows) expectForwardOnly(row, await readTimeline(world.api, row.id))
})

/** What a careful client does: the same request with the same key again while nobody answers or the first still runs. */
async function untilAnswered(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send().catch(() => null)
    if (answer && answer.status !== 409) return answer
    await delay(100)
  }
}
