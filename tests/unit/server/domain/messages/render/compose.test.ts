import { describe, expect, it } from 'vitest'
import { composeSms, composeVoice } from '../../../../../../server/domain/messages/render/compose.ts'
import { composePreview } from '../../../../../../server/domain/messages/render/preview.ts'
import { findTemplateProblems } from '../../../../../../server/domain/messages/render/template-problems.ts'
import { missingVariableProblems } from '../../../../../../shared/template/segments.ts'
import { tokenise } from '../../../../../../shared/template/tokenise.ts'

const header = '<?xml version="1.0" encoding="UTF-8"?>'
const audio = (file: string) => (file === 'jingle' ? { url: 'https://a.example/jingle.mp3', seconds: 90 } : undefined)

/** The three voice messages that the roadmap seeds. */
const welcome = 'Welcome to {company_name}. Please hold while we connect you.'
const reminder =
  'Hello {customer_name}, this is a reminder for your appointment on {appointment_date} at {appointment_time}.'
const payment =
  'This is {company_name}. Your payment of {amount}~SSML~currency is due on {due_date}. ' +
  'Please call us at {phone_number}~SSML~phone.'

describe('the seeded messages', () => {
  it.each([welcome, reminder, payment])('can be saved: %s', (template) => {
    expect(findTemplateProblems({ template, audioFiles: new Set() })).toEqual([])
  })

  it('welcome', () => {
    const input = { template: welcome, variables: { company_name: 'Acme & Sons' }, voice: { voiceGender: 'alice' } }
    expect(composeVoice({ ...input, rate: 'medium', audio }).twiml).toBe(
      `${header}<Response><Say voice="Polly.Joanna"><prosody rate="medium">Welcome to Acme &amp; Sons. ` +
        'Please hold while we connect you.</prosody></Say></Response>',
    )
  })

  it('reminder', () => {
    const variables = { customer_name: 'Jo', appointment_date: 'Monday', appointment_time: '3 PM' }
    const input = { template: reminder, variables, voice: { voiceGender: 'alice' }, rate: 'slow', audio }
    expect(composeVoice(input)).toMatchObject({ missing: [], unused: [], warnings: [] })
    expect(composeVoice(input).twiml).toContain('<prosody rate="slow">Hello Jo, this is a reminder')
  })

  it('payment, by a voice that Twilio does not have', () => {
    const variables = { company_name: 'Acme', amount: '100.50', due_date: 'June 1', phone_number: '+12025551212' }
    const input = { template: payment, variables, voice: { voiceGender: 'bob' }, audio }
    expect(composeVoice(input).twiml).toBe(
      `${header}<Response><Say voice="Polly.Matthew">This is Acme. Your payment of one hundred dollars and fifty ` +
        'cents is due on June 1. Please call us at <say-as interpret-as="telephone">2025551212</say-as>.</Say></Response>',
    )
  })

  it("speaks by alice where the tenant's settings say so", () => {
    const voice = { voiceGender: 'alice', tenantVoices: { alice: 'alice' } }
    const input = { template: 'Hello {name}', variables: { name: 'John Doe' }, voice, audio }
    expect(composeVoice(input).twiml).toBe(`${header}<Response><Say voice="alice">Hello John Doe</Say></Response>`)
  })
})

describe('preview', () => {
  const voiceInput = {
    template: 'Hi {name}, {amount}~SSML~currency {MP3~jingle} due {due}~SSML~date {gone}{MP3~lost}',
    variables: { name: '</Say>', amount: '12.50', due: '2026-01-05', extra: 1 },
    voice: { voiceGender: 'man' },
    rate: 'fast',
    audio,
  }

  it('has the bytes of the call', () => {
    const { twiml, spoken } = composeVoice(voiceInput)
    const preview = composePreview({ kind: 'voice', ...voiceInput })
    expect(preview.twiml).toBe(twiml)
    expect(preview.heard).toEqual(spoken)
  })

  it('shows the text as read, what is heard, missing and unused values, and where it warns of what', () => {
    const prices = { currency: 'USD', callMinuteMicros: 14_000 }
    expect(composePreview({ kind: 'voice', ...voiceInput }, prices)).toMatchObject({
      kind: 'voice',
      text: 'Hi </Say>, $12.50  due Jan 5, 2026 ',
      body: null,
      heard: [
        { kind: 'say', text: 'Hi </Say>, twelve dollars and fifty cents ', voice: 'Polly.Matthew', language: 'en-US' },
        { kind: 'play', file: 'jingle', url: 'https://a.example/jingle.mp3' },
        { kind: 'say', text: ' due January 5, 2026 ' },
      ],
      sms: null,
      missing: ['gone'],
      unused: ['extra'],
      problems: [],
      problem: null,
      warnings: [
        { code: 'missing_variable', variable: 'gone', start: 67, end: 73 },
        { code: 'unknown_audio_file', start: 73, end: 83 },
      ],
      cost: { amountMicros: 28_000, currency: 'USD', units: 2, unit: 'call_minute' },
    })
  })

  it('has the body of the SMS, its encoding, parts and cost', () => {
    const input = { template: 'Hi {name} – {amount}~SSML~currency', variables: { name: 'Jo', amount: 5 } }
    const preview = composePreview({ kind: 'sms', ...input }, { currency: 'EUR', smsPartMicros: 79_000 })
    expect(preview.body).toBe(composeSms(input).body)
    expect(preview).toMatchObject({
      kind: 'sms',
      text: 'Hi Jo – $5.00',
      body: 'Hi Jo – $5.00',
      twiml: null,
      heard: [],
      sms: { encoding: 'UCS-2', segments: 1, forcing: [{ character: '–', index: 6 }] },
      cost: { amountMicros: 79_000, currency: 'EUR', units: 1, unit: 'sms_part' },
    })
  })

  it('shows a template that could not be saved, and warns of it', () => {
    const template = 'Hi {name}~SSML~money {oops'
    expect(composePreview({ kind: 'voice', ...voiceInput, template })).toMatchObject({
      text: 'Hi </Say> {oops',
      problems: [{ code: 'unknown_ssml_type' }, { code: 'unclosed_brace' }],
      warnings: [
        { code: 'template_problem', start: 9, end: 20 },
        { code: 'template_problem', start: 21, end: 22 },
      ],
    })
  })

  it('says what is wrong instead of failing', () => {
    const variables = { name: 'x'.repeat(70_000) }
    expect(composePreview({ kind: 'voice', ...voiceInput, variables })).toMatchObject({
      twiml: null,
      problem: { code: 'rendered_too_long' },
    })
    expect(composePreview({ kind: 'sms', template: '{name}', variables: { name: 'x'.repeat(1_601) } })).toMatchObject({
      problem: { code: 'sms_too_long', limit: 1_600, actual: 1_601 },
      sms: { segments: 11 },
    })
  })

  it('has no cost without prices', () => {
    expect(composePreview({ kind: 'voice', ...voiceInput }).cost).toBeNull()
    expect(composePreview({ kind: 'sms', template: 'x' }, { currency: 'USD', callMinuteMicros: 1 }).cost).toBeNull()
  })
})

describe('SMS', () => {
  it.each([
    ['x'.repeat(1_600), null],
    ['x'.repeat(1_601), 'sms_too_long'],
    ['😀'.repeat(801), 'sms_too_long'],
    ['', 'sms_empty'],
    [' \n', 'sms_empty'],
  ])('knows what Twilio would refuse', (value, code) => {
    expect(composeSms({ template: '{v}', variables: { v: value } }).problem?.code ?? null).toBe(code)
  })

  it('gives a strict caller the missing ones as problems', () => {
    const { missing } = composeSms({ template: 'Hi {a} {b}', variables: { a: 'x' } })
    expect(missingVariableProblems(tokenise('Hi {a} {b}').tokens, missing)).toMatchObject([
      { code: 'missing_variable', start: 7, end: 10 },
    ])
  })
})

describe('checks at save', () => {
  it('finds everything that is wrong, each with its place', () => {
    const template = '{MP3~lost} {x}~SSML~money {MP3~jingle} }'
    const voiceSettings = { voice: 'bob', language: 'en-GB' }
    expect(findTemplateProblems({ template, audioFiles: new Set(['jingle']), voiceSettings })).toMatchObject([
      { field: 'voice_settings.voice', code: 'unknown_voice' },
      { field: 'voice_text', code: 'unknown_audio_file', start: 0, end: 10 },
      { field: 'voice_text', code: 'unknown_ssml_type', start: 14, end: 25 },
      { field: 'voice_text', code: 'unexpected_brace', start: 39, end: 40 },
    ])
  })

  it('answers a hostile template shortly', () => {
    expect(findTemplateProblems({ template: '} '.repeat(32_000), audioFiles: new Set() })).toHaveLength(100)
  })
})
