import { decodeJwt, decodeProtectedHeader } from 'jose'
import twilio from 'twilio'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { signAccessToken } from '#server/providers/twilio/access-token'

const NOW = new Date('2026-11-22T10:00:00.400Z')
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const request = {
  accountSid: `AC${'1'.repeat(32)}`,
  apiKeySid: `SK${'2'.repeat(32)}`,
  apiKeySecret: 's'.repeat(32),
  identity: 'u12_acme_corp',
  applicationSid: `AP${'3'.repeat(32)}`,
  issuedAt: NOW,
  expiresAt: new Date(NOW.getTime() + 3_600_000),
}

it.each([true, false])('says_what_twilios_own_library_says_when_incoming_is_%s', async (mayReceive) => {
  const { AccessToken } = twilio.jwt
  const options = { identity: request.identity, ttl: 3600 }
  const theirs = new AccessToken(request.accountSid, request.apiKeySid, request.apiKeySecret, options)
  const { applicationSid: outgoingApplicationSid } = request
  theirs.addGrant(new AccessToken.VoiceGrant({ outgoingApplicationSid, incomingAllow: mayReceive }))
  const [ours, expected] = [await signAccessToken({ ...request, mayReceive }), theirs.toJwt()]
  expect(decodeJwt(ours)).toEqual(decodeJwt(expected))
  expect(decodeProtectedHeader(ours)).toEqual(decodeProtectedHeader(expected))
})
