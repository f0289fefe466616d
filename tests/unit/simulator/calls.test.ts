import { createHash } from 'node:crypto'
import twilio from 'twilio'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../../simulator/model.ts'
import { acme, person, useNetwork } from './support/network.ts'

const network = useNetwork()
type CreateCall = Parameters<typeof network.client.calls.create>[0]

const place = (more: Partial<CreateCall> = {}) =>
  network.client.calls.create({ to: person, from: acme.number, url: `${network.receiver.url}/twiml`, ...more })
const allEvents = ['initiated', 'ringing', 'answered', 'completed']
const watched = () => ({ statusCallback: `${network.receiver.url}/status`, statusCallbackEvent: allEvents })

/** Places a call with this document, lets it end and returns what the simulator knows of it. */
async function walk(verbs: string, more: Partial<CreateCall> = {}): Promise<Call> {
  network.receiver.twiml('/twiml', verbs)
  const { sid } = await place(more)
  await network.control.settle()
  return (await network.control.calls({ sid }))[0]!
}

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
    await expect(place(more as Partial<CreateCall>)).rejects.toMatchObject({ code, status: 400 })
    expect(await network.control.calls()).toEqual([])
  })

  test('the magic caller may call', async () => {
    expect((await place({ from: '+15005550006' })).status).toBe('queued')
  })
})

describe('the document', () => {
  test('is asked for by GET with the parameters in the query, signed', async () => {
    network.receiver.twiml('/twiml', '<Hangup/>')
    await place({ method: 'GET', url: `${network.receiver.url}/twiml?tenant=a%20b` })
    await network.control.settle()
    const [asked] = network.receiver.at('/twiml')
    expect(asked).toMatchObject({ method: 'GET', params: { tenant: 'a b', To: person } })
    expect(twilio.validateRequest(acme.token, String(asked!.headers['x-twilio-signature']), asked!.url, {})).toBe(true)
  })

  test('is heard in its own order, audio too, and kept byte for byte', async () => {
    const audio = Buffer.from('ID3 not really a song')
    network.receiver.on('/jingle.mp3', { type: 'audio/mpeg', body: audio })
    const verbs =
      '<Say voice="Polly.Joanna" language="en-US">Dear <prosody rate="slow">Ann &amp; Bob</prosody></Say>' +
      '<Play>/jingle.mp3</Play><Pause length="2"/><Say voice="alice">Bye</Say><Play digits="1w#"/>'
    const call = await walk(verbs)
    expect(call.errors).toEqual([])
    expect(call.heard).toMatchObject([
      {
        ...{ kind: 'say', voice: 'Polly.Joanna', language: 'en-US', text: 'Dear Ann & Bob' },
        ssml: 'Dear <prosody rate="slow">Ann &amp; Bob</prosody>',
      },
      {
        ...{ kind: 'play', url: `${network.receiver.url}/jingle.mp3`, bytes: audio.length, contentType: 'audio/mpeg' },
        sha256: createHash('sha256').update(audio).digest('hex'),
      },
      { kind: 'pause', seconds: 2 },
      { kind: 'say', voice: 'alice', text: 'Bye', ssml: null },
      { kind: 'digits', digits: '1w#' },
      { kind: 'hangup', by: 'end' },
    ])
    const served = `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`
    expect(call.documents).toMatchObject([{ body: served, sha256: createHash('sha256').update(served).digest('hex') }])
    expect(network.receiver.at('/jingle.mp3')[0]!.params).toEqual({})
  })

  test.each([
    ['not XML', { body: '<Response><Say>Hi</Response>' }, 12100],
    ['a document type', { body: '<!DOCTYPE x [<!ENTITY e "x">]><Response><Say>&e;</Say></Response>' }, 12100],
    ['invalid UTF-8', { body: Buffer.from([0x3c, 0xff, 0xfe]) }, 12100],
    ['an unknown verb', { body: '<Response><Speak>Hi</Speak></Response>' }, 12200],
    ['a verb in lower case', { body: '<Response><say>Hi</say></Response>' }, 12200],
    ['an unknown attribute', { body: '<Response><Say rate="slow">Hi</Say></Response>' }, 12200],
    ['text outside', { body: '<Response>Hi</Response>' }, 12200],
    ['another root', { body: '<response/>' }, 12200],
    ['Dial inside Gather', { body: '<Response><Gather><Dial>+1</Dial></Gather></Response>' }, 12200],
    ['plain text', { body: 'Hello', type: 'text/plain' }, 12300],
    ['an error page', { body: '<Response/>', status: 500 }, 11200],
    ['too much', { body: `<Response><!--${'x'.repeat(66_000)}--></Response>` }, 11750],
    ['an unknown voice', { body: '<Response><Say voice="bob">Hi</Say></Response>' }, 13512],
    ['SSML for a basic voice', { body: '<Response><Say voice="man"><break/></Say></Response>' }, 13520],
    ['w for Google', { body: '<Response><Say voice="Google.en-US-Standard-A"><w>x</w></Say></Response>' }, 13520],
    ['currency for Polly', { body: say('<say-as interpret-as="currency" language="en-US">$1</say-as>') }, 13520],
    ['emphasis for neural', { body: say('<emphasis>x</emphasis>', 'Polly.Joanna-Neural') }, 13520],
    ['speak inside Say', { body: say('<speak>x</speak>') }, 12200],
    ['too long for Polly', { body: say('x'.repeat(3001)) }, 13521],
    ['too long for man', { body: say('x'.repeat(4001), 'man') }, 13521],
    ['too long when encoded', { body: say('é'.repeat(800)) }, 13521],
  ])('%s is error %#', async (_name, answer, code) => {
    network.receiver.on('/twiml', answer)
    const { sid } = await place()
    await network.control.settle()
    const [call] = await network.control.calls({ sid })
    expect(call!.errors.map((error) => error.code)).toEqual([code])
    expect(call!.heard).toMatchObject([
      { kind: 'error', code },
      { kind: 'say', text: expect.stringContaining('sorry') },
      {},
    ])
    expect(call!.status).toBe('completed')
  })

  test('is asked for at the fallback address when it fails', async () => {
    network.receiver.on('/twiml', { status: 404, body: 'x' })
    network.receiver.twiml('/fallback', '<Say>Plan B</Say>')
    const { sid } = await place({ fallbackUrl: `${network.receiver.url}/fallback` })
    await network.control.settle()
    expect(network.receiver.at('/fallback')[0]!.params).toMatchObject({
      ...{ ErrorCode: '11200', ErrorUrl: `${network.receiver.url}/twiml`, CallSid: sid },
    })
    const [call] = await network.control.calls({ sid })
    expect(call!.heard).toMatchObject([{ code: 11200 }, { text: 'Plan B' }, { kind: 'hangup' }])
  })

  test('an audio file of the wrong type is noted and the call goes on', async () => {
    network.receiver.on('/song.m4a', { type: 'audio/mp4', body: 'x' })
    const call = await walk('<Play>/song.m4a</Play><Play>/missing.mp3</Play><Say>Still here</Say>')
    expect(call.errors.map(({ code }) => code)).toEqual([12300, 11200])
    expect(call.heard.at(-2)).toMatchObject({ text: 'Still here' })
  })

  test('a circle of redirects ends', async () => {
    const call = await walk('<Redirect>/twiml</Redirect>')
    expect(call.errors.map(({ code }) => code)).toEqual([11215])
    expect(network.receiver.at('/twiml')).toHaveLength(11)
  })

  test('a longer text takes longer, a slower voice longer still', async () => {
    const text = 'x'.repeat(300)
    const plain = await walk(`<Say voice="Polly.Joanna">${text}</Say>`)
    const slow = await walk(`<Say voice="Polly.Joanna"><prosody rate="50%">${text}</prosody></Say>`)
    expect([plain.durationSeconds, slow.durationSeconds]).toEqual([20, 40])
  })
})

function say(content: string, voice = 'Polly.Joanna'): string {
  return `<Response><Say voice="${voice}">${content}</Say></Response>`
}
