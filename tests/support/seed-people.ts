import { peopleOf } from './people.ts'
import { signIn } from './sign-in.ts'
import { serverNow } from './time.ts'
import { totpCode } from './totp.ts'
import { ACME, GLOBEX, type World } from './world.ts'

const DAY_MS = 24 * 60 * 60_000
/** Of each of them, but for whoever has not signed in yet. */
export const PASSWORD_OF_PEOPLE = 'long enough'

/**
 * Colleagues as a tenant has them, each in another state, and programs with keys. Globex lets nobody in without a second
 * factor: its administrator has to set one up.
 */
export async function seedPeople(world: World): Promise<void> {
  const { newUser, remove } = peopleOf(() => world)
  const password = PASSWORD_OF_PEOPLE
  const reads = ['messages:read', 'communication:read', 'logs:read', 'billing:read']
  const person = (username: string, display_name: string, more: object = {}) =>
    newUser({ username, display_name, email: `${username}@acme.example`, permissions: reads, password, ...more })
  await person('anna.berger', 'Anna Berger', { is_admin: true })
  await person('ben.okafor', 'Ben Okafor', { permissions: [...reads, 'messages:write', 'communication:send'] })
  await person('maximiliane.von.der-leyenburg', 'Maximiliane Theodora von der Leyenburg-Hohenstein')
  await person('dolores', 'Dolores Ibárruri', { email: null, permissions: [] })
  await newUser({ username: 'emeka', display_name: 'Emeka Obi', permissions: reads })
  await remove((await person('former', 'Grace Former')).id)
  await setUpAuthenticator(world, await person('ines', 'Ines Castro'))
  await signIn(world, ACME.id, { username: 'ben.okafor', password })
  await signIn(world, ACME.id)
  await makeKeys(world)
  const settings = { require_second_factor: true }
  await world.api('/api/tenant/profile', { method: 'PUT', key: GLOBEX.key, body: { settings } })
}

async function setUpAuthenticator(world: World, { username }: { username: string }): Promise<void> {
  const { api } = await signIn(world, ACME.id, { username, password: PASSWORD_OF_PEOPLE })
  const { secret, pending } = (await api('/api/auth/totp', { body: { password: PASSWORD_OF_PEOPLE } })).body.data
  await api('/api/auth/totp/confirm', { body: { code: totpCode(secret, serverNow(world)), pending } })
}

async function makeKeys(world: World): Promise<void> {
  const make = async (body: object) => (await world.api('/api/tenant/api-keys', { body })).body.data
  await make({ name: 'Desktop application' })
  await make({ name: 'Web shop, staging', mode: 'test', permissions: ['messages:read', 'communication:send'] })
  const ends = new Date(serverNow(world).getTime() + 30 * DAY_MS).toISOString()
  await make({ name: 'Warehouse scanner at the northern gate', permissions: ['communication:send'], expires_at: ends })
  const { id } = await make({ name: 'Old website' })
  await world.api(`/api/tenant/api-keys/${id}`, { method: 'DELETE' })
}
