import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemplate, person, sendSms } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const previewOf = async (path: string, body: object, key?: string) =>
  await world.api(path, { body, ...(key && { key }) })
const draft = async (body: object) => (await previewOf('/api/voice-messages/preview', body)).body.data

describe('a template that is not saved', () => {
  const fields = {
    voice_text: 'You owe {amount}~SSML~currency. {MP3~jingle} Bye {name}.',
    voice_gender: 'bob',
    voice_rate: 'slow',
    voice_settings: { language: 'en-GB' },
  }

  it('is_previewed_byte_for_byte_as_it_sounds_once_saved', async () => {
    const variables = { amount: 12.5, name: 'Ann' }
    const before = (await world.api('/api/voice-messages')).body.pagination.total_items
    const unsaved = await draft({ ...fields, variables })
    expect((await world.api('/api/voice-messages')).body.pagination.total_items).toBe(before)
    const id = await createTemplate(world.api, fields.voice_text, fields)
    const saved = await previewOf(`/api/voice-messages/${id}/preview`, { variables })
    expect(unsaved).toEqual(saved.body.data)
    expect(unsaved).toMatchObject({
      kind: 'voice',
      variables: ['amount', 'name'],
      problems: [],
      heard: [{ kind: 'say' }, { kind: 'play', file: 'jingle' }, { kind: 'say', text: expect.stringContaining('Ann') }],
      cost: { currency: 'USD', amount: 0.014, seconds: expect.any(Number) },
    })
  })

  it('says_where_in_the_text_each_remark_belongs', async () => {
    const text = 'Hi {name}, {oops and {MP3~gone}'
    const preview = await draft({ voice_text: text })
    const placed = [...preview.warnings, ...preview.problems].filter((remark) => remark.start !== undefined)
    const places = Object.fromEntries(
      placed.map((remark) => [remark.code, text.slice(remark.start, remark.end)] as const),
    )
    expect(places).toMatchObject({ missing_variable: '{name}', unknown_audio_file: '{MP3~gone}' })
    expect(preview.warnings.find(({ code }: { code: string }) => code === 'missing_variable').variable).toBe('name')
    expect(preview.problems.map(({ field }: { field: string }) => field)).toContain('voice_text')
    const refused = await world.api('/api/voice-messages', { body: { name: 'x', voice_text: text } })
    expect(refused.body.error.details.problems).toEqual(preview.problems)
  })

  it('may_be_empty_or_half_written', async () => {
    expect(await draft({ voice_text: '' })).toMatchObject({ heard: [], problem: null })
    expect(await draft({ voice_text: 'Hello', name: '' })).toMatchObject({ text: 'Hello' })
    expect(await draft({ voice_text: 'Hello', voice_settings: { voice: 'Polly.Nobody' } })).toMatchObject({
      problems: [{ field: 'voice_settings.voice' }],
    })
    const id = await createTemplate(world.api, 'Stored')
    const edited = await previewOf(`/api/voice-messages/${id}/preview`, { draft: { voice_text: '' } })
    expect([edited.status, edited.body.data?.text]).toEqual([200, ''])
  })

  it('as_an_sms_tells_what_forces_unicode', async () => {
    const preview = await draft({ voice_text: 'Zażółć {name}', voice_type: 'sms', variables: { name: 'Ann' } })
    expect(preview).toMatchObject({ kind: 'sms', body: 'Zażółć Ann', twiml: null })
    expect(preview.sms).toMatchObject({ encoding: 'UCS-2', segments: 1 })
    expect(preview.sms.forcing[0]).toEqual({ character: 'ż', index: 2 })
  })
})

describe('an sms that is being written', () => {
  const preview = (body: object, key?: string) => previewOf('/api/communication/sms/preview', body, key)

  it('is_previewed_as_it_is_sent_with_segments_and_price', async () => {
    const text = `Dear {name}, ${'x'.repeat(200)}`
    const { data } = (await preview({ message: text, variables: { name: 'Ann' } })).body
    const sent = await world.api('/api/communication/sms/send', {
      body: { to: person(1), message: text, variables: { name: 'Ann' } },
    })
    expect(data.body).toBe(sent.body.data.body)
    expect(data.sms).toMatchObject({ segments: sent.body.data.segments, encoding: sent.body.data.encoding })
    expect(data).toMatchObject({ variables: ['name'], missing: [], cost: { amount: 0.0166, currency: 'USD' } })
  })

  it('is_open_to_whoever_may_send_and_needs_no_settings', async () => {
    const made = await world.api('/api/tenant/api-keys', {
      body: { name: 'Sender', permissions: ['communication:send'] },
    })
    const { status, body } = await preview({ message: 'Hi' }, made.body.data.api_key)
    expect([status, body.data?.cost]).toEqual([200, { amount: 0.0083, currency: 'USD' }])
  })

  it('of_a_template_is_that_template', async () => {
    const id = await createTemplate(world.api, 'Hello {name}')
    const { data } = (await preview({ voice_message_id: id })).body
    expect(data).toMatchObject({ kind: 'sms', body: 'Hello ', missing: ['name'] })
    const strict = await preview({ voice_message_id: id, strict: true })
    expect([strict.status, strict.body.error.details.field]).toEqual([422, 'variables'])
  })

  it('is_empty_or_too_long_and_says_so', async () => {
    expect((await preview({ message: '' })).body.data.problem).toMatchObject({ code: 'sms_empty' })
    expect((await preview({ message: 'x'.repeat(1_601) })).body.data.problem).toMatchObject({ code: 'sms_too_long' })
    expect((await preview({})).status).toBe(422)
    expect((await preview({ message: 'a', voice_message_id: 1 })).status).toBe(422)
  })
})

it('history_names_the_template_also_after_it_is_gone', async () => {
  const id = await createTemplate(world.api, 'Named', { name: 'Reminder' })
  await world.api('/api/communication/sms/send', { body: { to: person(2), voice_message_id: id } })
  await sendSms(world.api, person(3))
  await world.api(`/api/voice-messages/${id}`, { method: 'DELETE' })
  const { data } = (await world.api('/api/communication/history?per_page=2')).body
  expect(data.map((row: { voice_message_name: string | null }) => row.voice_message_name)).toEqual([null, 'Reminder'])
  const timeline = (await world.api(`/api/communication/${data[1].id}/timeline`)).body.data
  expect(timeline.communication.voice_message_name).toBe('Reminder')
})
