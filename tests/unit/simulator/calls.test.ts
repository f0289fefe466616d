import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import { acme, person, useNetwork } from './support/network.ts'
import { callsOn, type CreateCall } from './support/walk.ts'

const network = useNetwork()
const { place, walk } = callsOn(network)
const allEvents = ['initiated', 'ringing', 'answered', 'completed']
const watched = () => ({ statusCallback: `${network.receiver.url}/status`, statusCallbackEvent: allEvents })

describe('the life of a call', () => {
  test('is reported step by step, signed, and ends with duration and price', async () => {
    const call = await walk('<Say>Hello</Say><Pause length="100"/>', watched())
    const reports = network.receiver.at('/status')
    expect(reports.map(({ params }) => params.CallStatus)).toEqual(['initiated', 'ringing', 'in-progress', 'completed'])
    expect(reports.map(({ params }) => params.SequenceNumber)).toEqual(['0', '1', '2', '3'])
    for (const { params, headers, url } of reports) {
      expect(params).toMatchObject({
        ...{ CallSid: call.sid, AccountSid: acme.sid, From: acme.number, To: person, Direction: 'outbound-api' },
        ...{ Caller: acme.number, Called: person, CallbackSource: 'call-progress-events', ApiVersion: '2010-04-01' },
        ...{ ToCity: 'NEW YORK', ToState: 'NY', ToCountry: 'US', FromCountry: 'US' },
      })
      expect(params.Timestamp).toMatch(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000$/)
      expect(twilio.validateRequest(acme.token, String(headers['x-twilio-signature']), url, params)).toBe(true)
    }
    expect(reports[2]!.params.CallDuration).toBeUndefined()
    expect(reports[3]!.params).toMatchObject({ CallDuration: '100', Duration: '2', SipResponseCode: '200' })
    const fetched = await network.client.calls(call.sid).fetch()
    expect(fetched).toMatchObject({ status: 'completed', duration: '100', price: '-0.02800', priceUnit: 'USD' })
  })

  test('reports only the end unless asked for more', async () => {
    await walk('<Hangup/>', { statusCallback: `${network.receiver.url}/status` })
    expect(network.receiver.at('/status').map(({ params }) => params.CallStatus)).toEqual(['completed'])
  })

  test.each([
    ['busy', ['initiated', 'ringing', 'busy']],
    ['no-answer', ['initiated', 'ringing', 'no-answer']],
    ['failed', ['initiated', 'failed']],
  ] as const)('ends %s when the number is scripted so', async (outcome, statuses) => {
    await network.control.scriptNumber(person, { call: { outcome } })
    const call = await walk('<Say>Never heard</Say>', watched())
    const reports = network.receiver.at('/status').map(({ params }) => params)
    expect(reports.map((params) => params.CallStatus)).toEqual(statuses)
    expect(reports.at(-1)).toMatchObject({ CallDuration: '0' })
    expect(call).toMatchObject({ status: outcome, heard: [], price: null, durationSeconds: null })
    expect(network.receiver.at('/twiml')).toEqual([])
  })

  test('is canceled while it rings and hung up while it talks', async () => {
    network.receiver.twiml('/twiml', '<Say loop="0">On and on</Say>')
    const ringing = await place()
    await network.control.advance(1000)
    expect((await network.client.calls(ringing.sid).fetch()).status).toBe('ringing')
    await network.client.calls(ringing.sid).update({ status: 'canceled' })
    const talking = await place()
    await network.control.advance(5000)
    expect((await network.client.calls(talking.sid).fetch()).status).toBe('in-progress')
    await expect(network.client.calls(talking.sid).update({ status: 'canceled' })).rejects.toMatchObject({
      code: 21220,
    })
    await network.client.calls(talking.sid).update({ status: 'completed' })
    await network.control.settle()
    expect((await network.client.calls(ringing.sid).fetch()).status).toBe('canceled')
    const [call] = await network.control.calls({ sid: talking.sid })
    expect(call).toMatchObject({ status: 'completed' })
    expect(call!.heard.at(-1)).toMatchObject({ kind: 'hangup', by: 'rest' })
    await expect(network.client.calls(talking.sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({
      code: 21220,
    })
  })

  test('goes elsewhere when redirected by REST', async () => {
    network.receiver.twiml('/twiml', '<Say loop="0">On and on</Say>')
    const { sid } = await place()
    await network.control.advance(5000)
    await network.client.calls(sid).update({ twiml: '<Response><Say>Elsewhere</Say></Response>' })
    await network.control.settle()
    const heard = (await network.control.calls({ sid }))[0]!.heard
    expect(heard.slice(-2)).toMatchObject([
      { kind: 'say', text: 'Elsewhere' },
      { kind: 'hangup', by: 'end' },
    ])
  })

  test('tells who answered when asked to detect machines', async () => {
    await network.control.scriptNumber(person, { call: { answeredBy: 'machine_start' } })
    await walk('<Say>Hello</Say>', { machineDetection: 'Enable' })
    expect(network.receiver.at('/twiml')[0]!.params).toMatchObject({
      AnsweredBy: 'machine_start',
      CallStatus: 'in-progress',
    })
  })

  test('an endless call is given up by a patient person', async () => {
    const call = await walk('<Say loop="0">Please hold</Say>')
    expect(call).toMatchObject({ status: 'completed', durationSeconds: 600 })
  })

  test('is recorded as a whole when asked', async () => {
    await walk('<Pause length="7"/>', { record: true, recordingStatusCallback: `${network.receiver.url}/recording` })
    const [recording] = await network.client.recordings.list()
    expect(recording).toMatchObject({ source: 'OutboundAPI', duration: '7', status: 'completed' })
    expect(network.receiver.at('/recording')[0]!.params).toMatchObject({
      RecordingSid: recording!.sid,
      RecordingDuration: '7',
    })
  })
})

describe('what is refused', () => {
  test.each([
    [{ to: '+15005550001' }, 21217],
    [{ to: '+15005550002' }, 21214],
    [{ to: '+15005550003' }, 21215],
    [{ to: '+15005550004' }, 21216],
    [{ to: '123' }, 21211],
    [{ from: '+15005550001' }, 21212],
    [{ from: '+12125550000' }, 21210],
    [{ url: undefined }, 21205],
    [{ url: 'nowhere' }, 21205],
    [{ url: undefined, twiml: 'x'.repeat(4001) }, 20001],
    [{ url: undefined, applicationSid: `AP${'0'.repeat(32)}` }, 21218],
    [{ statusCallback: 'https://x.test', statusCallbackEvent: ['never'] }, 20001],
  ])('%j with %i', async (more, code) => {
    await expect(place(more as CreateCall)).rejects.toMatchObject({ code, status: 400 })
    expect(await network.control.calls()).toEqual([])
  })

  test('the magic caller may call', async () => {
    expect((await place({ from: '+15005550006' })).status).toBe('queued')
  })
})
