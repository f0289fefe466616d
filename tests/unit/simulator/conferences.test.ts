import { beforeEach, describe, expect, test } from 'vitest'
import { acme, clientOf, globex, person, useNetwork } from './support/network.ts'

const network = useNetwork()
const other = '+13125550144'
// People who talk long enough for others to do something meanwhile.
beforeEach(() => network.control.setDefaults({ walkSpeed: 1, talkMs: 120_000 }))

const room = (more = '') => `<Dial><Conference ${more} waitUrl="">Room</Conference></Dial>`

/** Two people who talk by `<Dial>`: the caller's leg and the one that it dialled. */
async function connect(): Promise<{ parent: string; child: string }> {
  network.receiver.twiml('/begin', `<Dial action="/after">${other}</Dial>`)
  network.receiver.twiml('/after', room())
  network.receiver.twiml('/moved', room())
  const url = `${network.receiver.url}/begin`
  const { sid: parent } = await network.client.calls.create({ to: person, from: acme.number, url })
  await network.control.advance(8_000)
  const [child] = await network.control.calls({ parentCallSid: parent })
  return { parent, child: child!.sid }
}

/** Both of them in a conference: the called one is sent there, and the caller follows by the `<Dial>`'s action. */
async function meet() {
  const legs = await connect()
  await network.client.calls(legs.child).update({ url: `${network.receiver.url}/moved` })
  await network.control.advance(500)
  const [conference] = await network.client.conferences.list({ friendlyName: 'Room', status: 'in-progress' })
  return { ...legs, conference: network.client.conferences(conference!.sid) }
}

const heardBy = async (sid: string) => (await network.control.calls({ sid }))[0]!.heard

describe('a leg that was dialled', () => {
  test('is sent elsewhere and lives on while its caller goes on too', async () => {
    const { parent, child } = await meet()
    const [dialled] = await network.control.calls({ sid: child })
    expect(dialled).toMatchObject({ status: 'in-progress', parentCallSid: parent })
    expect(network.receiver.at('/after')[0]!.params).toMatchObject({ DialCallSid: child })
    await network.control.settle()
    expect((await network.control.calls()).map(({ status }) => status)).toEqual(['completed', 'completed'])
  })

  test('ends with its caller unless it was sent elsewhere', async () => {
    const { parent, child } = await connect()
    await network.client.calls(parent).update({ status: 'completed' })
    await network.control.settle()
    expect((await network.control.calls({ sid: child }))[0]!.status).toBe('completed')
  })
})

describe('a conference', () => {
  test('tells who is in it', async () => {
    const { parent, child, conference } = await meet()
    const members = await conference.participants.list()
    expect(members.map(({ callSid, hold, muted, status }) => ({ callSid, hold, muted, status }))).toEqual(
      [child, parent].map((callSid) => ({ callSid, hold: false, muted: false, status: 'connected' })),
    )
    const strangers = clientOf(network.simulator.url, globex)
    expect(await strangers.conferences.list()).toEqual([])
    const { sid } = (await network.client.conferences.list())[0]!
    await expect(strangers.conferences(sid).participants.list()).rejects.toMatchObject({ status: 404 })
    await expect(conference.participants(`CA${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ code: 20404 })
  })

  test('lets whoever is held hear the music, a file or what a document plays', async () => {
    network.receiver.on('/file', { type: 'audio/mpeg', body: 'la la' })
    network.receiver.twiml('/document', '<Play>/file</Play>')
    const { parent, child, conference } = await meet()
    const hold = (sid: string, holdUrl: string) => conference.participants(sid).update({ hold: true, holdUrl })
    expect(await hold(child, `${network.receiver.url}/document`)).toMatchObject({ hold: true })
    await hold(parent, `${network.receiver.url}/file`)
    await network.control.advance(100)
    for (const sid of [parent, child]) {
      expect((await heardBy(sid)).at(-1)).toMatchObject({ kind: 'hold', url: `${network.receiver.url}/file`, bytes: 5 })
    }
    expect(network.receiver.at('/document')[0]!.params).toMatchObject({ CallSid: child })
    expect(await conference.participants(child).update({ hold: false })).toMatchObject({ hold: false })
    expect((await heardBy(child)).filter(({ kind }) => kind === 'hold')).toHaveLength(1)
  })

  test('is joined by whoever is called into it, and goes on when somebody leaves', async () => {
    const { parent, child, conference } = await meet()
    const third = '+14155550133'
    const { callSid } = await conference.participants.create({ from: acme.number, to: third })
    await network.control.advance(4_000)
    expect((await conference.participants.list()).map((each) => each.callSid)).toEqual([child, parent, callSid])
    expect(await conference.participants(parent).remove()).toBe(true)
    await network.control.advance(100)
    expect((await network.control.calls({ sid: parent }))[0]!.status).toBe('completed')
    expect((await conference.fetch()).status).toBe('in-progress')
    expect((await conference.participants.list()).map((each) => each.callSid)).toEqual([child, callSid])
  })

  test('is over for all when somebody leaves who ends it', async () => {
    const { parent, child, conference } = await meet()
    await conference.participants(parent).update({ endConferenceOnExit: true })
    await network.client.calls(parent).update({ status: 'completed' })
    await network.control.advance(100)
    expect((await conference.fetch()).status).toBe('completed')
    expect((await network.control.calls({ sid: child }))[0]!.status).toBe('completed')
  })

  test('is ended by the REST interface', async () => {
    const { conference } = await meet()
    await conference.update({ status: 'completed' })
    await network.control.advance(100)
    expect((await network.control.calls()).map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(await conference.participants.list()).toEqual([])
  })
})

test('a conference that is recorded is one recording, reported without a call', async () => {
  const attributes = `record="record-from-start" recordingStatusCallback="${network.receiver.url}/recorded"`
  network.receiver.twiml('/alone', room(attributes))
  network.receiver.twiml('/recorded', '')
  const url = `${network.receiver.url}/alone`
  await network.client.calls.create({ to: person, from: acme.number, url })
  await network.client.calls.create({ to: other, from: acme.number, url })
  await network.control.settle()
  const reports = network.receiver.at('/recorded')
  expect(reports).toHaveLength(1)
  expect(reports[0]!.params).toMatchObject({ RecordingSource: 'Conference', RecordingStatus: 'completed' })
  expect(reports[0]!.params.ConferenceSid).toMatch(/^CF/)
  expect(reports[0]!.params).not.toHaveProperty('CallSid')
})
