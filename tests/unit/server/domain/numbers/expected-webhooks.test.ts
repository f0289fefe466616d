import { describe, expect, it } from 'vitest'
import {
  nameAtTwilio,
  expectedApplication,
  expectedNumber,
  isAsExpected,
} from '#server/domain/numbers/expected-webhooks'

const BASE = 'https://phone.example.com'

describe('what belongs at Twilio', () => {
  it('addresses_are_the_tenants_own', () => {
    const { VoiceUrl, SmsUrl, StatusCallback } = expectedApplication(BASE, 'acme')
    expect(VoiceUrl).toMatch(/^https:\/\/phone\.example\.com\/webhooks\/twilio\/acme\/voice#/)
    expect(SmsUrl).toMatch(/^https:\/\/phone\.example\.com\/webhooks\/twilio\/acme\/sms#/)
    expect(StatusCallback).toBe(VoiceUrl)
    expect(nameAtTwilio('acme')).not.toBe(nameAtTwilio('acme-2'))
  })

  it('no_application_overrules_a_number', () => {
    expect(expectedNumber(BASE, 'acme')).toMatchObject({ VoiceApplicationSid: '', SmsApplicationSid: '' })
  })

  it.each([
    ['VoiceMethod', 'post', 'POST', true],
    ['VoiceMethod', 'GET', 'POST', false],
    ['VoiceUrl', 'HTTPS://PHONE.example.com/a', 'https://phone.example.com/a', true],
    ['VoiceUrl', 'https://phone.example.com:443/a', 'https://phone.example.com/a', true],
    ['VoiceUrl', 'https://phone.example.com/A', 'https://phone.example.com/a', false],
    ['VoiceUrl', '', 'https://phone.example.com/a', false],
    ['VoiceFallbackUrl', 'https://elsewhere.example/', '', false],
    ['VoiceApplicationSid', 'AP1', '', false],
  ])('%s %o for %o', (field, actual, expected, same) => {
    expect(isAsExpected(field, actual, expected)).toBe(same)
  })
})
