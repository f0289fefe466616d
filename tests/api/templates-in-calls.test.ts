import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Call } from '../../simulator/model.ts'
import { readRows } from '../support/rows.ts'
import { createTemplate, person } from '../support/send.ts'
import { passTime, whenQuiet } from '../support/time.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const TEXT =
  'Dear {name}, you owe {amount}~SSML~currency for {count}~SSML~number parcels. {MP3~jingle}' +
  'Code {code}~SSML~digits, due {day}~SSML~date at {hour}~SSML~time. {{Note}} call {phone}~SSML~phone.{MP3~jingle} Bye & <thanks>.'
const VARIABLES = {
  name: 'Zoë & <Sons>',
  amount: '1234.50',
  count: '17',
  code: '00451',
  day: '2026-12-24',
  hour: '14:30',
  phone: '+12025550123',
}

async function previewAndCall(template: number, to: string, variables: object = VARIABLES) {
  const preview = (await world.api(`/api/voice-messages/${template}/preview`, { body: { variables } })).body.data
  const sent = await world.api('/api/communication/voice/send', { body: { to, voice_message_id: template, variables } })
  expect(sent.status).toBe(200)
  await whenQuiet(world)
  const [call] = await world.sim.calls({ to })
  const timeline = (await world.api(`/api/communication/${sent.body.data.id}/timeline`)).body.data
  return { preview, sent: sent.body.data, call: call!, timeline }
}

it('call_says_every_type_in_the_authors_order_byte_for_byte_as_previewed', async () => {
  const template = await createTemplate(world.api, TEXT, { voice_gender: 'bob', voice_rate: 'slow' })
  const { preview, sent, call, timeline } = await previewAndCall(template, person(1))

  expect(call.documents).toHaveLength(1)
  const [document] = call.documents
  expect(document).toMatchObject({
    url: sent.webhook_url,
    method: 'GET',
    status: 200,
    contentType: 'text/xml; charset=utf-8',
  })
  expect(document!.body).toBe(preview.twiml)
  expect(timeline.twiml).toBe(preview.twiml)
  expectToFollowTwilio(document!.body)

  expect(call.errors).toEqual([])
  expect(call.heard.map(({ kind }) => kind)).toEqual(['say', 'play', 'say', 'play', 'say', 'hangup'])
  const said = call.heard.flatMap((part) => (part.kind === 'say' ? [part] : []))
  expect(said.map(({ voice }) => voice)).toEqual(['Polly.Matthew', 'Polly.Matthew', 'Polly.Matthew']) // bob is not Twilio's
  expect(said[0]!.text).toContain(
    'Dear Zoë & <Sons>, you owe one thousand two hundred thirty four dollars and fifty cents',
  )
  expect(said[1]!.text).toContain('{Note} call')
  expect(said[2]!.text.trim()).toBe('Bye & <thanks>.')
  expect(interpretations(document!.body)).toEqual(['number', 'digits', 'date', 'telephone'])
  expect(document!.body.match(/<prosody rate="slow">/g)).toHaveLength(3)
})

it('jingle_is_really_fetched', async () => {
  const [call] = await world.sim.calls({ to: person(1) })
  const played = call!.heard.flatMap((part) => (part.kind === 'play' ? [part] : []))
  const file = await fetch(played[0]!.url)
  const bytes = Buffer.from(await file.arrayBuffer())
  const [row] = readRows(
    world,
    "select file_size from voice_files where tenant_id = ? and filename = 'jingle.wav'",
    ACME.id,
  )
  expect(row).toEqual({ file_size: bytes.length })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  for (const part of played) expect(part).toMatchObject({ status: 200, bytes: bytes.length, sha256 })
  expect(file.headers.get('content-type')).toMatch(/^audio\/(x-)?wav/)
})

it('duration_and_cost_are_the_networks_own', async () => {
  await passTime(world, 20_000)
  const [call] = await world.sim.calls({ to: person(1) })
  const { body } = await world.api(`/api/communication/status/${call!.sid}`)
  expect(body.data).toMatchObject({
    status: 'completed',
    duration_seconds: call!.durationSeconds,
    cost_amount: -Number(call!.price),
    cost_currency: 'USD',
  })
})

it('template_edited_after_the_send_does_not_change_the_call', async () => {
  const template = await createTemplate(world.api, 'The first words.')
  await world.sim.scriptNumber(person(2), { call: { outcome: 'answer', answerAfterMs: 800 } })
  await world.api('/api/communication/voice/send', { body: { to: person(2), voice_message_id: template } })
  await world.api(`/api/voice-messages/${template}`, { method: 'PUT', body: { voice_text: 'Other words.' } })
  await whenQuiet(world)
  const [call] = await world.sim.calls({ to: person(2) })
  expect(call!.heard[0]).toMatchObject({ kind: 'say', text: 'The first words.' })
})

it.each([
  ['alice', 'alice', []],
  ['Polly.Amy', 'Polly.Amy', ['number', 'digits', 'date', 'telephone']],
  ['Google.en-US-Standard-C', 'Google.en-US-Standard-C', ['cardinal', 'characters', 'date', 'telephone']],
])('voice %s of the settings gets only what it can speak', async (setting, voice, kinds) => {
  await world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { voices: { bob: setting } } } })
  const template = await createTemplate(world.api, TEXT, { voice_gender: 'bob', voice_rate: 'fast' })
  const { preview, call } = await previewAndCall(template, person(10 + voice.length))
  expect(call.documents[0]!.body).toBe(preview.twiml)
  expectToFollowTwilio(preview.twiml)
  expect(call.errors).toEqual([])
  expect(call.heard[0]).toMatchObject({ voice })
  expect(interpretations(preview.twiml)).toEqual(kinds)
  if (voice === 'alice') expect(preview.twiml).not.toMatch(/<(prosody|say-as)/) // basic voices take no SSML
  await world.api('/api/tenant/profile', { method: 'PUT', body: { settings: { voices: {} } } })
})

it('voice_that_twilio_does_not_have_is_refused_in_the_settings', async () => {
  const answer = await world.api('/api/tenant/profile', {
    method: 'PUT',
    body: { settings: { voices: { bob: 'Polly.Nobody' } } },
  })
  expect(answer.status).toBe(422)
  expect(answer.body.error.details.field).toBe('settings.voices.bob')
})

it('values_that_are_not_what_their_type_says_are_said_as_they_are', async () => {
  const template = await createTemplate(world.api, TEXT)
  const variables = {
    ...VARIABLES,
    amount: 'a lot',
    count: 'many',
    day: 'Monday',
    hour: 'noon',
    phone: 'ask Ann',
    code: '!',
  }
  const { preview, call } = await previewAndCall(template, person(20), variables)
  expect(call.errors).toEqual([])
  expectToFollowTwilio(preview.twiml)
  const text = call.heard.map((part) => (part.kind === 'say' ? part.text : '')).join('')
  for (const word of ['a lot', 'many', 'Monday', 'noon', 'ask Ann']) expect(text).toContain(word)
  expect(preview.warnings.map(({ code }: { code: string }) => code)).toContain('unreadable_value')
})

it('missing_variables_leave_a_gap_or_are_refused_under_strict', async () => {
  const template = await createTemplate(world.api, 'Hello {name}.')
  const { preview, call } = await previewAndCall(template, person(21), {})
  expect(preview.missing).toEqual(['name'])
  expect(heardText(call)).toBe('Hello .')
  for (const path of [`/api/voice-messages/${template}/preview`, '/api/communication/voice/send']) {
    const target = path.endsWith('send') ? { to: person(22), voice_message_id: template } : {}
    const answer = await world.api(path, { body: { ...target, strict: true } })
    expect(answer.status).toBe(422)
    expect(answer.body.error.details).toMatchObject({ field: 'variables', missing: ['name'] })
  }
  expect(await world.sim.calls({ to: person(22) })).toEqual([])
})

const heardText = (call: Call) => call.heard.map((part) => (part.kind === 'say' ? part.text : '')).join('')
const interpretations = (twiml: string) => [...twiml.matchAll(/interpret-as="([^"]+)"/g)].map(([, type]) => type)

/** The rules of Twilio's pages on `<Say>` and `<Play>`, read off the bytes themselves. */
function expectToFollowTwilio(twiml: string): void {
  expect(Buffer.byteLength(twiml)).toBeLessThan(64_000)
  const tags = [...twiml.matchAll(/<\/?([A-Za-z-]+)([^>]*?)\/?>/g)].map(
    ([, name, attributes]) =>
      [name!, [...attributes!.matchAll(/([\w-]+)="/g)].map(([, attribute]) => attribute!)] as const,
  )
  const allowed: Record<string, string[]> = {
    Response: [],
    Say: ['voice', 'language', 'loop'],
    Play: ['loop'],
    prosody: ['rate'],
    'say-as': ['interpret-as', 'format'],
  }
  for (const [name, attributes] of tags) {
    expect(Object.keys(allowed)).toContain(name)
    expect(allowed[name]).toEqual(expect.arrayContaining(attributes))
  }
  const known = [
    'characters',
    'spell-out',
    'cardinal',
    'number',
    'ordinal',
    'digits',
    'fraction',
    'unit',
    'date',
    'time',
    'address',
    'expletive',
    'telephone',
  ]
  for (const type of interpretations(twiml)) expect(known).toContain(type)
  expect(twiml).not.toContain('<Say><') // every Say names its voice
}
