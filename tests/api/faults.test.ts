import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultInput } from '../../simulator/control/schemas.ts'
import {
  expectForwardOnly,
  expectLedgerEqualsNetwork,
  isOpen,
  readLedger,
  readTimeline,
  settleLedger,
} from '../support/ledger.ts'
import { createTemplate, liftLimits, person, placeCall, sendSms } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

type Kind = FaultInput['kind']

/** Misfortunes of the request itself, and whether the network takes it all the same. */
const ACCEPTED: Kind[][] = [
  ['throttle'],
  ['error-after'],
  ['timeout-after'],
  ['reset-after'],
  ['garbage'],
  ['slow'],
  ['before-response', 'timeout-after'],
  ['before-response', 'error-after', 'reorder'],
  ['error-after', 'lost'],
  ['timeout-after', 'lost'],
  ['reset-after', 'lost'],
  ['garbage', 'lost'],
  ['late'],
  ['duplicate'],
  ['reorder'],
  ['lost'],
  ['before-response'],
  ['forged'],
  ['unsigned'],
  ['late', 'duplicate'],
]
const REFUSED: Kind[][] = [['error-before'], ['unavailable'], ['timeout-before'], ['reset-before']]
const OF_CALLBACKS = new Set<Kind>(['late', 'duplicate', 'reorder', 'lost', 'forged', 'unsigned'])

const CASES = [...ACCEPTED, ...REFUSED].flatMap((kinds, index) =>
  (['sms', 'call'] as const).map((network, offset) => ({
    network,
    kinds,
    name: `${network}_${kinds.join('_and_')}`.replaceAll('-', '_'),
    to: person(100 + index * 2 + offset),
    isTaken: ACCEPTED.includes(kinds),
  })),
)

describe('each fault alone', () => {
  let world: World
  let answers: Map<string, { status: number; body: any }>

  // Each number has its own fault, so that all of them can run side by side and be settled together.
  beforeAll(async () => {
    world = await startWorld()
    await liftLimits(world.api)
    const template = await createTemplate(world.api, 'Good morning.')
    for (const { kinds, to, network } of CASES) {
      for (const kind of kinds) await world.sim.addFault(faultFor(kind, network, to))
    }
    answers = new Map(
      await Promise.all(
        CASES.map(async ({ network, to }) => {
          const answer = network === 'sms' ? await sendSms(world.api, to) : await placeCall(world.api, to, template)
          return [to, answer] as const
        }),
      ),
    )
    await settleLedger(world)
  }, 180_000)
  afterAll(() => world.stop())

  it.each(CASES)('$name', async ({ network, to, kinds, isTaken }) => {
    const made = network === 'sms' ? await world.sim.messages({ to }) : await world.sim.calls({ to })
    expect(made).toHaveLength(isTaken ? 1 : 0)
    expect(await struckBy(world, network, to)).toEqual(new Set(kinds))
    const rows = await readLedger(world.api, `number=${encodeURIComponent(to)}`)
    expect(rows).toHaveLength(1)
    const [row] = rows
    expect(row).toMatchObject(
      isTaken
        ? { twilio_sid: made[0]!.sid, status: network === 'sms' ? 'delivered' : 'completed', error_message: null }
        : { twilio_sid: null, status: 'failed', error_message: 'NOT_ACCEPTED' },
    )
    expectForwardOnly(row!, await readTimeline(world.api, row!.id))
    expect(answers.get(to)).toMatchObject({ status: 200, body: { data: { id: row!.id } } })
  })

  it('cost_is_known_of_everything_that_was_taken', async () => {
    const unpaid = (await readLedger(world.api)).filter((row) => row.twilio_sid !== null && row.cost_amount === null)
    expect(unpaid).toEqual([])
  })

  it('ledger_equals_the_networks_record', async () => {
    expect((await readLedger(world.api)).filter(isOpen)).toEqual([])
    await expectLedgerEqualsNetwork(world)
  })
})

function faultFor(kind: Kind, network: 'sms' | 'call', to: string): FaultInput {
  if (OF_CALLBACKS.has(kind)) return { kind, to, operation: network === 'sms' ? 'message.status' : 'call.status' }
  return { kind, to, operation: network === 'sms' ? 'messages.create' : 'calls.create', count: 1 }
}

/** The misfortunes that the network says it let happen to a number: a test that meets none proves nothing. */
async function struckBy(world: World, network: 'sms' | 'call', to: string): Promise<Set<string>> {
  const operation = network === 'sms' ? 'messages.create' : 'calls.create'
  const creates = (await world.sim.requests({ operation })).filter(({ params }) =>
    params.some(([name, value]) => name === 'To' && value === to),
  )
  const made = network === 'sms' ? await world.sim.messages({ to }) : await world.sim.calls({ to })
  const callbacks = (await Promise.all(made.map(({ sid }) => world.sim.callbacks({ sid })))).flat()
  return new Set([
    ...creates.flatMap(({ fault }) => fault?.split(' ') ?? []),
    ...callbacks.flatMap(({ faults }) => faults),
  ])
}
