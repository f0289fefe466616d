import { describe, expect, it } from 'vitest'
import { sessionEnd } from '#server/domain/sessions/open-session'
import { principalOfSession } from '#server/domain/sessions/principals'
import type { ApiKeyRow, SessionRow, UserRow } from '#server/db/system-db'

const HOUR_MS = 60 * 60_000
const START = Date.parse('2026-11-02T09:00:00.000Z')
const after = (hours: number) => new Date(START + hours * HOUR_MS)

describe('end of a session', () => {
  it.each([
    [0, 12],
    [5, 17],
    [155, 167],
    [160, 168],
    [167.5, 168],
  ])('used_after_%d_hours_it_ends_after_%d', (used, ends) => {
    expect(sessionEnd(new Date(START), after(used))).toBe(after(ends).toISOString())
  })
})

describe('whoever a session acts as', () => {
  const user = (more: Partial<UserRow> = {}) =>
    ({
      id: 7,
      tenantId: 'acme',
      displayName: 'Ann',
      isAdmin: false,
      permissions: ['messages:read', 'logs:read'],
      ...more,
    }) as UserRow
  const key = (more: Partial<ApiKeyRow> = {}) =>
    ({
      id: 'k',
      tenantId: 'acme',
      name: 'Host',
      lastFour: '1234',
      mode: 'live',
      permissions: ['messages:read', 'messages:write'],
      ...more,
    }) as ApiKeyRow
  const act = (of: { user?: UserRow; key?: ApiKeyRow; stage?: SessionRow['stage'] }) => {
    const row = { stage: of.stage ?? 'full' } as SessionRow
    const principal = principalOfSession({ row, user: of.user ?? null, key: of.key ?? null })
    return { ...principal, permissions: [...principal.permissions] }
  }

  it('person_has_their_own_permissions_and_no_others', () => {
    expect(act({ user: user() })).toEqual({
      kind: 'user',
      tenantId: 'acme',
      actorId: '7',
      actorName: 'Ann',
      permissions: ['messages:read', 'logs:read'],
      isTest: false,
    })
    expect(act({ user: user({ permissions: ['everything'] }) }).permissions).toEqual([])
    expect(act({ user: user({ isAdmin: true }) }).permissions).toContain('users:write')
  })

  it('hosts_person_has_what_both_allow_and_the_keys_mode', () => {
    expect(act({ user: user(), key: key({ mode: 'test' }) })).toMatchObject({
      kind: 'user',
      actorName: 'Ann',
      permissions: ['messages:read'],
      isTest: true,
    })
    const both = { user: user({ isAdmin: true }), key: key() }
    expect(act(both).permissions).toEqual(['messages:read', 'messages:write'])
  })

  it('key_acts_for_itself', () => {
    expect(act({ key: key() })).toMatchObject({ kind: 'api_key', actorId: 'k', actorName: 'Host (…1234)' })
  })

  it('nothing_is_permitted_before_a_second_factor_or_another_password_is_there', () => {
    const admin = user({ isAdmin: true })
    expect(act({ user: admin, stage: 'enrolment' }).permissions).toEqual([])
    expect(act({ user: { ...admin, mustChangePassword: true } }).permissions).toEqual([])
    expect(act({ user: { ...admin, mustChangePassword: true }, key: key() }).permissions).toEqual([])
  })

  it('nobody_is_a_fault', () => expect(() => act({})).toThrow())
})
