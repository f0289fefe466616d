import { describe, expect, test } from 'vitest'
import type { Call } from '../../../simulator/model.ts'
import { acme, person, useNetwork } from './support/network.ts'
import { callsOn } from './support/walk.ts'

const network = useNetwork()
const MENU = '<Gather numDigits="1" action="/menu" timeout="5"><Say>Press one</Say></Gather><Say>Nobody there</Say>'

const calls = callsOn(network)
const { walk } = calls
const place = async () => (await calls.place()).sid
const texts = (call: Call) => call.heard.flatMap((entry) => (entry.kind === 'say' ? [entry.text] : []))

describe('Gather', () => {
  test('sends scripted keys to its action', async () => {
    network.receiver.twiml('/menu', '<Say>Thank you</Say>')
    await network.control.scriptNumber(person, { call: { inputs: [{ digits: '2' }] } })
    const call = await walk(MENU)
    expect(texts(call)).toEqual(['Press one', 'Thank you'])
    expect(network.receiver.at('/menu')[0]!.params).toMatchObject({ Digits: '2', FinishedOnKey: '', CallSid: call.sid })
    expect(call.heard).toContainEqual(expect.objectContaining({ kind: 'gather', digits: '2', speech: null }))
  })

  test('goes on with the next verb after silence', async () => {
    const call = await walk(MENU)
    expect(texts(call)).toEqual(['Press one', 'Nobody there'])
    expect(call.durationSeconds).toBe(6)
    expect(network.receiver.at('/menu')).toEqual([])
  })

  test('asks its action even after silence when told to', async () => {
    network.receiver.twiml('/menu', '<Hangup/>')
    await walk('<Gather action="/menu" actionOnEmptyResult="true" timeout="1"/>')
    expect(network.receiver.at('/menu')[0]!.params).toMatchObject({ Digits: '' })
  })

  test('ends on its key, and hears speech when it listens for it', async () => {
    network.receiver.twiml('/menu', '<Gather input="dtmf speech" action="/spoken"/>')
    network.receiver.twiml('/spoken', '<Hangup/>')
    const inputs = [{ digits: '12#9' }, { speech: 'tomorrow please' }]
    await network.control.scriptNumber(person, { call: { inputs } })
    await walk('<Gather action="/menu"/>')
    expect(network.receiver.at('/menu')[0]!.params).toMatchObject({ Digits: '12', FinishedOnKey: '#' })
    expect(network.receiver.at('/spoken')[0]!.params).toMatchObject({ SpeechResult: 'tomorrow please' })
    expect(Number(network.receiver.at('/spoken')[0]!.params.Confidence)).toBeGreaterThan(0)
  })

  test('a key cuts the prompt short', async () => {
    network.receiver.twiml('/menu', '<Hangup/>')
    network.receiver.twiml('/twiml', `<Gather numDigits="1" action="/menu"><Say>${'long '.repeat(200)}</Say></Gather>`)
    await network.control.scriptNumber(person, { call: { outcome: 'ring' } })
    const sid = await place()
    await network.control.advance(3000)
    await network.control.answer(sid)
    await network.control.advance(2000)
    await network.control.press(sid, '5')
    await network.control.settle()
    expect(network.receiver.at('/menu')[0]!.params.Digits).toBe('5')
    expect((await network.control.calls({ sid }))[0]!.durationSeconds).toBe(2)
  })
})

describe('a ringing call', () => {
  test('is declined by the person', async () => {
    await network.control.scriptNumber(person, { call: { outcome: 'ring' } })
    const sid = await place()
    await network.control.advance(1000)
    await network.control.hangup(sid)
    await network.control.settle()
    expect((await network.client.calls(sid).fetch()).status).toBe('busy')
    await expect(network.control.answer(sid)).rejects.toThrow('No running call')
  })

  test('rings until its timeout', async () => {
    await network.control.scriptNumber(person, { call: { outcome: 'ring' } })
    const { sid } = await network.client.calls.create({
      ...{ to: person, from: acme.number, twiml: '<Response/>', timeout: 20 },
    })
    await network.control.advance(20_000)
    expect((await network.client.calls(sid).fetch()).status).toBe('ringing')
    await network.control.advance(1000)
    expect((await network.client.calls(sid).fetch()).status).toBe('no-answer')
  })
})

describe('Record', () => {
  test('makes a recording that can be fetched, and tells two addresses', async () => {
    network.receiver.twiml('/done', '<Say>Got it</Say>')
    const call = await walk('<Record action="/done" maxLength="4" recordingStatusCallback="/recorded"/>')
    expect(texts(call)).toEqual(['Got it'])
    const { RecordingSid, RecordingUrl, RecordingDuration } = network.receiver.at('/done')[0]!.params
    expect(RecordingDuration).toBe('4')
    expect(network.receiver.at('/recorded')[0]!.params).toMatchObject({ RecordingSid, RecordingStatus: 'completed' })
    expect(await network.client.recordings(RecordingSid!).fetch()).toMatchObject({ callSid: call.sid, duration: '4' })
    const headers = { authorization: `Basic ${btoa(`${acme.sid}:${acme.token}`)}` }
    const wav = Buffer.from(await (await fetch(`${RecordingUrl}.wav`, { headers })).arrayBuffer())
    expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(40) / 16_000]).toEqual(['RIFF', 4])
    const mp3 = await fetch(`${RecordingUrl}.mp3`, { headers })
    expect(mp3.headers.get('content-type')).toBe('audio/mpeg')
    expect((await fetch(`${RecordingUrl}.wav`)).status).toBe(401)
    expect(await network.client.recordings(RecordingSid!).remove()).toBe(true)
    expect(await network.client.recordings.list()).toEqual([])
  })
})

describe('Dial', () => {
  const other = '+13125550144'

  test('bridges with a child call and tells its action how it went', async () => {
    network.receiver.twiml('/after', '<Say>Welcome back</Say>')
    const dial = `<Dial action="/after" callerId="${acme.number}"><Number statusCallback="/leg" url="/whisper">${other}</Number></Dial>`
    network.receiver.twiml('/whisper', '<Say>A call for you</Say>')
    const call = await walk(dial)
    const [child] = await network.control.calls({ parentCallSid: call.sid })
    expect(child).toMatchObject({ to: other, direction: 'outbound-dial', status: 'completed', durationSeconds: 11 })
    expect(texts(child!)).toEqual(['A call for you'])
    expect(network.receiver.at('/leg').map(({ params }) => params)).toMatchObject([
      { CallStatus: 'completed', ParentCallSid: call.sid, CallSid: child!.sid },
    ])
    expect(network.receiver.at('/after')[0]!.params).toMatchObject({
      ...{ DialCallStatus: 'completed', DialCallSid: child!.sid, DialBridged: 'true', DialCallDuration: '11' },
    })
    expect(texts(call)).toEqual(['Welcome back'])
  })

  test.each(['busy', 'no-answer', 'failed'] as const)('goes on when the other side is %s', async (outcome) => {
    network.receiver.twiml('/after', '<Say>Sorry</Say>')
    await network.control.scriptNumber(other, { call: { outcome } })
    const call = await walk(`<Dial action="/after" timeout="10">${other}</Dial>`)
    expect(network.receiver.at('/after')[0]!.params).toMatchObject({ DialCallStatus: outcome })
    expect(texts(call)).toEqual(['Sorry'])
  })

  test('the first of several to answer gets the call', async () => {
    await network.control.scriptNumber('client:ann', { call: { answerAfterMs: 500 } })
    const call = await walk(`<Dial><Number>${other}</Number><Client>ann</Client></Dial>`)
    const children = await network.control.calls({ parentCallSid: call.sid })
    expect(children.map(({ to, status }) => [to, status])).toEqual([
      [other, 'canceled'],
      ['client:ann', 'completed'],
    ])
    expect(call.heard[0]).toMatchObject({ kind: 'dial', target: 'client:ann', status: 'completed' })
  })

  test('the calling side hangs up and takes the other with it', async () => {
    await network.control.scriptNumber(other, { call: { outcome: 'ring' } })
    network.receiver.twiml('/twiml', `<Dial>${other}</Dial>`)
    const sid = await place()
    await network.control.advance(5000)
    await network.client.calls(sid).update({ status: 'completed' })
    await network.control.settle()
    expect((await network.control.calls({ parentCallSid: sid }))[0]!.status).toBe('canceled')
    expect((await network.control.calls({ sid }))[0]!.status).toBe('completed')
  })

  test('two calls meet in a conference', async () => {
    const events = 'start end join leave'
    network.receiver.twiml(
      '/twiml',
      `<Dial><Conference statusCallback="/room" statusCallbackEvent="${events}" waitUrl="/music">Room</Conference></Dial>`,
    )
    network.receiver.on('/music', { type: 'audio/mpeg', body: 'la la' })
    await Promise.all([place(), place()])
    await network.control.settle()
    expect(await network.control.conferences()).toMatchObject([{ friendlyName: 'Room', status: 'completed' }])
    expect(network.receiver.at('/room').map(({ params }) => params.StatusCallbackEvent)).toEqual([
      ...['participant-join', 'participant-join', 'conference-start'],
      ...['participant-leave', 'participant-leave', 'conference-end'],
    ])
    const calls = await network.control.calls()
    expect(calls.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(calls.flatMap(({ heard }) => heard.filter(({ kind }) => kind === 'hold'))).toMatchObject([{ bytes: 5 }])
  })
})

test('Connect reaches its conversation and asks the action afterwards', async () => {
  network.receiver.twiml('/after', '<Say>Over</Say>')
  const call = await walk(
    '<Connect action="/after"><ConversationRelay url="wss://agent.test/x" language="en-US"/></Connect>',
  )
  expect(call.errors).toEqual([])
  expect(call.heard[0]).toMatchObject({ kind: 'connect', noun: 'ConversationRelay', url: 'wss://agent.test/x' })
  expect(network.receiver.at('/after')[0]!.params).toMatchObject({ SessionStatus: 'completed' })
})

test('Sms in a call sends a message', async () => {
  await walk('<Sms>As promised</Sms>')
  expect(await network.control.messages()).toMatchObject([{ body: 'As promised', to: person, status: 'delivered' }])
})
