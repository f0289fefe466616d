import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChaosInput } from '../../simulator/control/schemas.ts'
import {
  expectForwardOnly,
  expectLedgerEqualsNetwork,
  isOpen,
  readLedger,
  readTimeline,
  settleLedger,
} from '../support/ledger.ts'
import { inParallel } from '../support/in-parallel.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

const SENDS = 1_000
const CONCURRENCY = 40
/** Reproduces a run: every roll of the network's dice follows from it. */
const SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 0x100000000))

/** A timeout costs ten real seconds of one of the 40 senders, so there are few of them. */
const PROBABILITIES: ChaosInput['probabilities'] = {
  throttle: 0.04,
  'error-before': 0.03,
  'error-after': 0.03,
  unavailable: 0.03,
  'timeout-before': 0.008,
  'timeout-after': 0.008,
  'reset-before': 0.03,
  'reset-after': 0.03,
  garbage: 0.03,
  slow: 0.02,
  late: 0.08,
  duplicate: 0.1,
  reorder: 0.08,
  lost: 0.08,
  'before-response': 0.1,
  forged: 0.03,
  unsigned: 0.03,
}

let world: World
beforeAll(async () => (world = await startWorld({ env: { RATE_LIMIT_PER_MINUTE: '1000000' } })))
afterAll(() => world.stop())

it(`thousand_sends_in_a_storm_end_one_to_one (CHAOS_SEED=${SEED})`, { timeout: 480_000 }, async () => {
  console.log(`CHAOS_SEED=${SEED}`)
  // Refusals are answered, reads that fail are asked again later: both are in the log, and neither is a surprise here.
  world.expectErrors('request_failed', 'job_failed')
  await liftLimits(world.api)
  await world.sim.setDefaults({ answerAfterMs: 300, walkSpeed: 1_000 })
  const template = await createTemplate(world.api, 'Good morning.')
  await world.sim.chaos({ seed: SEED, probabilities: PROBABILITIES })

  const statuses = await inParallel(SENDS, CONCURRENCY, async (index) => {
    const to = person(1_000 + index)
    const { status } = index % 4 === 0 ? await placeCall(world.api, to, template) : await sendSms(world.api, to)
    return status
  })
  expect(new Set(statuses).difference(new Set([200, 502]))).toEqual(new Set())
  await settleLedger(world)

  const rows = await readLedger(world.api)
  expect(rows).toHaveLength(SENDS)
  expect(rows.filter(isOpen)).toEqual([])
  expect(new Set(rows.map((row) => row.to_number)).size).toBe(SENDS)
  await expectLedgerEqualsNetwork(world)
  await inParallel(rows.length, 8, async (index) => {
    const row = rows[index]!
    expectForwardOnly(row, await readTimeline(world.api, row.id))
  })
})
