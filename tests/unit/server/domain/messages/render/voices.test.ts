import { describe, expect, it } from 'vitest'
import { pollyLanguages } from '../../../../../../server/domain/messages/render/polly-languages.ts'
import { voiceLanguages } from '../../../../../../server/domain/messages/render/voice-capabilities.ts'
import {
  DEFAULT_VOICES,
  resolveVoice,
  validateVoiceSettings,
} from '../../../../../../server/domain/messages/render/voices.ts'
import type { VoiceChoice } from '../../../../../../server/domain/messages/render/voices.ts'
import { SAY_LANGUAGES, SAY_VOICES } from '../../../../../../shared/template/twiml-enums.ts'

describe('the map', () => {
  it.each([
    ['alice', 'Polly.Joanna'],
    ['woman', 'Polly.Joanna'],
    ['man', 'Polly.Matthew'],
    ['bob', 'Polly.Matthew'],
    ['Alice', 'Polly.Joanna'],
    [null, 'Polly.Joanna'],
  ])('gives %s the voice %s', (voiceGender, voice) => {
    expect(resolveVoice({ voiceGender })).toMatchObject({ voice, warnings: [] })
  })

  it('holds voices that exist only', () => {
    for (const voice of Object.values(DEFAULT_VOICES)) expect(SAY_VOICES).toContain(voice)
  })

  it.each(['zira', 'constructor', '__proto__'])('has no %s: the default speaks, with a warning', (voiceGender) => {
    expect(resolveVoice({ voiceGender })).toMatchObject({
      voice: 'Polly.Joanna',
      warnings: [{ code: 'unknown_voice' }],
    })
  })
})

describe("the tenant's map", () => {
  it('may say alice literally', () => {
    expect(resolveVoice({ voiceGender: 'alice', tenantVoices: { alice: 'alice' } })).toMatchObject({
      voice: 'alice',
      capabilities: { voiceClass: 'basic' },
      warnings: [],
    })
  })

  it('is passed over where it names a voice that Twilio does not have', () => {
    expect(resolveVoice({ voiceGender: 'bob', tenantVoices: { bob: 'bob' } })).toMatchObject({
      voice: 'Polly.Matthew',
      warnings: [{ code: 'unknown_voice' }],
    })
  })
})

describe('voice_settings', () => {
  it.each<[VoiceChoice['voiceSettings'], object]>([
    [{ voice: 'Polly.Amy' }, { voice: 'Polly.Amy', spokenLanguage: 'en-GB', warnings: [] }],
    [
      { voice: 'Polly.Amy', language: 'en-GB' },
      { voice: 'Polly.Amy', language: 'en-GB', warnings: [] },
    ],
    [
      { voice: 'Polly.Aditi', language: 'hi-IN' },
      { voice: 'Polly.Aditi', language: 'hi-IN', warnings: [] },
    ],
    [{ voice: 'Google.de-DE-Wavenet-A' }, { voice: 'Google.de-DE-Wavenet-A', spokenLanguage: 'de-DE', warnings: [] }],
    [
      { voice: 'alice', language: 'zh-HK' },
      { voice: 'alice', language: 'zh-HK', warnings: [] },
    ],
    [{ voice: 'Polly.Bob' }, { voice: 'Polly.Matthew', warnings: [{ code: 'unknown_voice' }] }],
    [{ language: 'tlh' }, { voice: 'Polly.Matthew', warnings: [{ code: 'unknown_language' }] }],
    [{ language: 'en-US' }, { voice: 'Polly.Matthew', language: 'en-US', warnings: [] }],
    [{ language: 'fr-FR' }, { voice: 'Polly.Lea', language: 'fr-FR', warnings: [{ code: 'language_not_spoken' }] }],
    [{ language: 'fi-FI' }, { voice: 'Polly.Suvi-Neural', language: 'fi-FI' }],
    [{ language: 'uk-UA' }, { voice: expect.stringMatching(/^Google\.uk-UA-/), language: 'uk-UA' }],
    [
      { voice: 'Polly.Amy', language: 'fr-FR' },
      { voice: 'Polly.Amy', warnings: [{ code: 'language_not_spoken' }] },
    ],
  ])('%j', (voiceSettings, resolved) => {
    expect(resolveVoice({ voiceGender: 'man', voiceSettings })).toMatchObject(resolved)
  })

  it('never leads to a language that the voice does not speak', () => {
    for (const voice of SAY_VOICES) {
      const { voice: speaking, language } = resolveVoice({ voiceSettings: { voice, language: 'es-ES' } })
      expect(speaking).toBe(voice)
      if (language) expect(voiceLanguages(voice)).toContain(language)
    }
    for (const language of SAY_LANGUAGES) {
      const resolved = resolveVoice({ voiceSettings: { language } })
      expect(SAY_VOICES).toContain(resolved.voice)
      if (resolved.language) expect(voiceLanguages(resolved.voice)).toContain(language)
    }
  })
})

describe('validation', () => {
  it.each([
    undefined,
    null,
    {},
    { voice: null, language: null },
    { voice: 'alice' },
    { voice: 'Polly.Amy-Neural', language: 'en-GB' },
    { language: 'fr-FR' },
    { pitch: 'high' },
  ])('takes %j', (settings) => {
    expect(validateVoiceSettings(settings)).toEqual([])
  })

  it.each([
    ['Polly.Amy', 'invalid_voice_settings', 'voice_settings'],
    [[], 'invalid_voice_settings', 'voice_settings'],
    [{ voice: 'bob' }, 'unknown_voice', 'voice_settings.voice'],
    [{ voice: 7 }, 'unknown_voice', 'voice_settings.voice'],
    [{ voice: '' }, 'unknown_voice', 'voice_settings.voice'],
    [{ language: 'en-UK' }, 'unknown_language', 'voice_settings.language'],
    [{ voice: 'Polly.Amy', language: 'fr-FR' }, 'language_not_spoken', 'voice_settings.language'],
    [{ voice: 'man', language: 'ja-JP' }, 'language_not_spoken', 'voice_settings.language'],
  ])('refuses %j with %s', (settings, code, field) => {
    expect(validateVoiceSettings(settings)).toMatchObject([{ code, field }])
  })
})

it('knows the languages of every voice', () => {
  for (const voice of SAY_VOICES) expect([voice, voiceLanguages(voice).length > 0]).toEqual([voice, true])
})

it('knows only languages that Twilio has, but for some of Google, whose voices are named by theirs', () => {
  const others = SAY_VOICES.filter((voice) => voiceLanguages(voice).some((one) => !SAY_LANGUAGES.includes(one)))
  expect(others.every((voice) => voice.startsWith('Google.'))).toBe(true)
})

it('knows no languages of a voice that is not there', () => {
  expect(pollyLanguages('Polly.constructor')).toEqual([])
})
