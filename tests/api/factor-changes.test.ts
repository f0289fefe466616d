import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../support/authenticator.ts'
import { peopleOf } from '../support/people.ts'
import { signIn, type SignedIn } from '../support/sign-in.ts'
import { serverNow } from '../support/time.ts'
import { totpCode } from '../support/totp.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const { newUser } = peopleOf(() => world)
const OWN_PASSWORD = { password: 'long enough' }
const MAY_READ = { permissions: ['messages:read'] }
const NO_PROOFS = [{}, { password: 'wrong' }, { code: '123456' }]
const as = ({ username }: { username: string }) => signIn(world, ACME.id, { username, ...OWN_PASSWORD })

async function addPasskey({ api }: SignedIn): Promise<string> {
  const { options } = (await api('/api/auth/passkeys/options', { body: OWN_PASSWORD })).body.data
  const response = createAuthenticator(world.url.replace('127.0.0.1', 'localhost')).register(options)
  return (await api('/api/auth/passkeys', { body: { name: 'Laptop', response } })).body.data.id
}
async function setUpTotp({ api }: SignedIn): Promise<void> {
  const { secret, pending } = (await api('/api/auth/totp', { body: OWN_PASSWORD })).body.data
  const code = totpCode(secret, serverNow(world))
  expect((await api('/api/auth/totp/confirm', { body: { pending, code } })).status).toBe(200)
}

describe('whoever finds a browser open', () => {
  it('sets_no_authenticator_up', async () => {
    const { api } = await as(await newUser())
    expect((await api('/api/auth/second-factor')).body.data.needs_proof).toBe(true)
    for (const body of NO_PROOFS) expect((await api('/api/auth/totp', { body })).status).toBe(422)
  })

  it('neither_adds_nor_removes_a_passkey', async () => {
    const session = await as(await newUser())
    const { api } = session
    const id = await addPasskey(session)
    for (const body of NO_PROOFS) {
      expect((await api('/api/auth/passkeys/options', { body })).status).toBe(422)
      expect((await api(`/api/auth/passkeys/${id}`, { method: 'DELETE', body })).status).toBe(422)
    }
    expect((await api('/api/auth/passkeys')).body.data.passkeys).toHaveLength(1)
  })
})

it('requiring_a_second_factor_holds_for_whoever_is_signed_in_without_one', async () => {
  const admin = await newUser({ is_admin: true })
  const [his, elsewhere] = [await as(admin), await as(admin)]
  const anna = await as(await newUser(MAY_READ))
  const [withCode, withPasskey] = [await as(await newUser(MAY_READ)), await as(await newUser(MAY_READ))]
  await setUpTotp(withCode)
  await addPasskey(withPasskey)
  const save = (required: boolean) =>
    his.api('/api/tenant/profile', { method: 'PUT', body: { settings: { require_second_factor: required } } })
  const isHeldUp = async ({ api }: SignedIn) => (await api('/api/voice-messages')).status === 403

  expect((await save(true)).status).toBe(200)
  expect((await anna.api('/api/auth/session')).body.data.stage).toBe('enrolment')
  expect((await anna.api('/api/voice-messages')).body.error.details.stage).toBe('enrolment')
  const all = [anna, elsewhere, his, withCode, withPasskey]
  expect(await Promise.all(all.map(isHeldUp))).toEqual([true, true, false, false, false])
  await setUpTotp(anna)
  expect(await isHeldUp(anna)).toBe(false)

  expect((await save(false)).status).toBe(200)
  expect(await isHeldUp(elsewhere)).toBe(false)
})
