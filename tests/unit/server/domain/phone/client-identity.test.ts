import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clientIdentity, readClientIdentity } from '#server/domain/phone/client-identity'

it('is_read_back_whoever_it_names_and_is_what_twilio_takes', () => {
  const tenantId = fc.stringMatching(/^[a-z0-9-]{1,50}$/)
  const userId = fc.integer({ min: 1, max: 999_999_999_999_999 })
  fc.assert(
    fc.property(tenantId, userId, (tenant, user) => {
      const name = clientIdentity(tenant, user)
      expect(name).toMatch(/^[A-Za-z0-9_]{1,121}$/)
      expect(readClientIdentity(name)).toEqual({ tenantId: tenant, userId: user })
      expect(readClientIdentity(`client:${name}`)).toEqual({ tenantId: tenant, userId: user })
    }),
  )
})

it.each([
  '',
  'client:',
  'admin',
  'u_acme',
  'u0_acme',
  'u1',
  'u1_',
  'u1_ACME',
  'u1_acme corp',
  'client:client:u1_acme',
  'u1_acme\n',
])('%j is nobody', (name) => expect(readClientIdentity(name)).toBeNull())
