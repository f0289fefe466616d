import { expect, it } from 'vitest'
import { below } from '../support/tree.ts'

/** Who seals, and what becomes of it when the first encryption key is another. */
const SEALING: Record<string, string> = {
  'server/domain/tenants/credential-seals.ts': 'sealed anew by server/domain/secrets/reseal.ts',
  'server/domain/secrets/reseal.ts': 'seals anew',
  'server/domain/users/set-up-totp.ts':
    'what is kept is sealed anew by reseal.ts; what is being set up ends in minutes',
  'server/domain/idempotency/keys.ts': 'kept answers end after a day',
}

it('each_place_that_seals_says_what_becomes_of_it_when_the_key_changes', () => {
  const sealing = below('server/domain').filter(({ text }) => /sealedBox\s*\.seal\(/.test(text))
  expect(sealing.map(({ path }) => path).sort()).toEqual(Object.keys(SEALING).sort())
})
