import { createHash } from 'node:crypto'
import twilio from 'twilio'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readVoiceDocument } from '../../../simulator/twiml/read-voice-document.ts'
import { acme, person, useNetwork } from './support/network.ts'
import { callsOn } from './support/walk.ts'

const network = useNetwork()
const { place, walk } = callsOn(network)

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
  ])('with %s ends with its error', async (_name, answer, code) => {
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

const enums = new URL('../../../../shared/data/twiml-enums.json', import.meta.url)
describe.skipIf(!existsSync(enums))(existsSync(enums) ? 'the SDK' : 'skipped: no shared data', () => {
  const known = existsSync(enums) ? (JSON.parse(readFileSync(enums, 'utf8')) as Record<string, string[]>) : {}
  const reads = (document: string) => readVoiceDocument(Buffer.from(document))

  test('names no voice and no language that the network does not know', () => {
    for (const voice of known.sayVoice!) expect(() => reads(say('Hi', voice)), voice).not.toThrow()
    for (const language of known.sayLanguage!) {
      expect(() => reads(`<Response><Say language="${language}">Hi</Say></Response>`), language).not.toThrow()
    }
    for (const language of known.langXml!) {
      expect(() => reads(say(`<lang xml:lang="${language}">Hi</lang>`)), language).not.toThrow()
    }
  })

  test('names no way of saying that the network does not know', () => {
    for (const kind of known.interpretAs!) {
      expect(() => reads(say(`<say-as interpret-as="${kind}">1</say-as>`)), kind).not.toThrow()
    }
    for (const format of known.sayAsFormat!) {
      expect(() => reads(say(`<say-as interpret-as="date" format="${format}">1</say-as>`)), format).not.toThrow()
    }
  })
})

function say(content: string, voice = 'Polly.Joanna'): string {
  return `<Response><Say voice="${voice}">${content}</Say></Response>`
}
