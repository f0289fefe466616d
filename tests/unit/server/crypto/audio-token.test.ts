import { describe, expect, it } from 'vitest'
import { signAudio, verifyAudio } from '#server/crypto/audio-token'

const secret = 'a-secret-that-only-the-server-knows'
const morning = new Date('2026-03-02T00:00:00.000Z')
const token = signAudio(secret, 'acme-corp', 'jingle', morning)
const verify = (given: string, file = 'jingle', now = morning, by = secret) => verifyAudio(by, given, file, now)

describe('audio token', () => {
  it('equal_bytes_all_day_so_that_preview_and_call_are_the_same', () => {
    expect(signAudio(secret, 'acme-corp', 'jingle', new Date('2026-03-02T23:59:59.999Z'))).toBe(token)
    expect(signAudio(secret, 'acme-corp', 'jingle', new Date('2026-03-03T00:00:00.000Z'))).not.toBe(token)
  })

  it('good_through_the_seventh_day_after_and_not_a_moment_longer', () => {
    expect(verify(token)).toBe('acme-corp')
    expect(verify(token, 'jingle', new Date('2026-03-09T23:59:59.999Z'))).toBe('acme-corp')
    expect(verify(token, 'jingle', new Date('2026-03-10T00:00:00.000Z'))).toBeNull()
  })

  it('speaks_for_one_file_of_one_tenant_under_one_secret', () => {
    expect(verify(token, 'other')).toBeNull()
    expect(verify(token, 'Jingle')).toBeNull()
    expect(verify(token, 'jingle', morning, 'another-secret')).toBeNull()
    expect(verify(token.replace('acme-corp', 'globex-inc'))).toBeNull()
  })

  it('its_day_cannot_be_moved', () => {
    const [tenant, day, signature] = token.split('.') as [string, string, string]
    expect(verify(`${tenant}.${Number(day) + 1}.${signature}`)).toBeNull()
  })

  it.each(['', '.', '..', 'acme-corp', 'acme-corp.1', 'acme-corp.x.y', `acme-corp.${'9'.repeat(40)}.y`, `${token}x`])(
    'malformed_token_is_refused: %s',
    (given) => expect(verify(given)).toBeNull(),
  )
})
