import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contract } from '#shared/contracts/contract'
import { PERMISSIONS, type Permission } from '#shared/contracts/permissions'
import { contracts } from '#shared/contracts/index'
import type { Answer } from '../support/api.ts'
import { createAuthenticator } from '../support/authenticator.ts'
import { PASSWORD, signIn } from '../support/sign-in.ts'
import { whenQuiet } from '../support/time.ts'
import { GLOBEX, PLATFORM_KEY, startWorld, type World } from '../support/world.ts'

/** Rows of the other tenant, by the kind of name that paths give them. */
interface Foreign {
  message: { id: number }
  communication: { id: number; message_sid: string }
  key: { id: string }
  user: { id: number }
  session: { id: string }
  passkey: { id: string }
  file: { id: number }
  upload: { id: string }
  recording: { id: string }
  number: { id: string }
  finding: { id: string }
}

interface Fixture {
  foreign(rows: Foreign): string | number
  /** Of the right form, and nobody's. */
  missing: string | number
  body?: unknown
  query?: string
}

/** Whom the other tenant has written to. */
const THREAD = '+12025550140'

const message: Omit<Fixture, 'body'> = { foreign: (rows) => rows.message.id, missing: 987_654_321 }
const communication: Omit<Fixture, 'body'> = { foreign: (rows) => rows.communication.id, missing: 987_654_321 }
const key: Omit<Fixture, 'body'> = { foreign: (rows) => rows.key.id, missing: randomUUID() }
const user: Omit<Fixture, 'body'> = { foreign: (rows) => rows.user.id, missing: 987_654_321 }
const file: Omit<Fixture, 'body'> = { foreign: (rows) => rows.file.id, missing: 987_654_321 }
const upload: Omit<Fixture, 'body'> = { foreign: (rows) => rows.upload.id, missing: randomUUID() }
const recording: Omit<Fixture, 'body'> = { foreign: (rows) => rows.recording.id, missing: randomUUID() }
const number: Omit<Fixture, 'body'> = { foreign: (rows) => rows.number.id, missing: randomUUID() }
const finding: Omit<Fixture, 'body'> = { foreign: (rows) => rows.finding.id, missing: randomUUID() }
const session: Omit<Fixture, 'body'> = { foreign: (rows) => rows.session.id, missing: randomUUID() }

/** How to name somebody else's row, for every operation of a tenant with a name in its path. */
const FIXTURES: Record<string, Fixture> = {
  'api-keys.rotate': { ...key, body: {} },
  'api-keys.revoke': key,
  'sessions.revoke': session,
  'auth.sessions.revoke': session,
  'auth.passkeys.remove': { foreign: (rows) => rows.passkey.id, missing: randomUUID() },
  'users.get': user,
  'users.update': { ...user, body: { display_name: 'Taken over' } },
  'users.remove': user,
  'users.reset-password': { ...user, body: {} },
  'users.reset-second-factor': { ...user, body: {} },
  'voice-messages.get': message,
  'voice-messages.update': { ...message, body: { name: 'Taken over' } },
  'voice-messages.remove': message,
  'voice-messages.restore': { ...message, body: {} },
  'voice-messages.duplicate': { ...message, body: {} },
  'voice-messages.preview': { ...message, body: {} },
  'files.get': file,
  'files.update': { ...file, body: { description: 'Taken over' } },
  'files.remove': file,
  'files.restore': { ...file, body: {} },
  'files.download': file,
  'uploads.get': upload,
  'uploads.continue': { ...upload, body: '', query: '?offset=0' },
  'uploads.finish': { ...upload, body: {} },
  'uploads.cancel': upload,
  'recordings.get': recording,
  'recordings.audio': recording,
  'recordings.remove': recording,
  'phone.hold': { ...communication, body: {} },
  'phone.resume': { ...communication, body: {} },
  'phone.transfer': { ...communication, body: { to: '+12025550142', kind: 'warm' } },
  'phone.transfer.complete': { ...communication, body: {} },
  'phone.transfer.cancel': { ...communication, body: {} },
  'twilio.findings.repair': { ...finding, body: {} },
  'twilio.findings.decline': { ...finding, body: {} },
  'communication.status': { foreign: (rows) => rows.communication.message_sid, missing: `SM${'0'.repeat(32)}` },
  'communication.timeline': communication,
  'communication.cancel': { ...communication, body: {} },
  'communication.retry': { ...communication, body: {} },
  'phone-numbers.get': number,
  'phone-numbers.update': { ...number, body: { label: 'Taken over' } },
  'phone-numbers.remove': number,
  'threads.get': { foreign: () => THREAD, missing: '+12025550149' },
  'threads.read': { foreign: () => THREAD, missing: '+12025550149', body: {} },
}

const ofTenants = contracts.filter(({ access }) => typeof access === 'object')
const withName = ofTenants.filter(({ path }) => path.includes('{'))
const table = (some: readonly Contract[]) => some.map((contract) => [contract.id, contract] as const)

let world: World
let foreign: Foreign
beforeAll(async () => {
  world = await startWorld()
  const asGlobex = { key: GLOBEX.key }
  const { body: messages } = await world.api('/api/voice-messages', asGlobex)
  const { body: sent } = await world.api('/api/communication/sms/send', {
    ...asGlobex,
    body: { to: THREAD, message: 'Ours' },
  })
  const { body: keys } = await world.api('/api/tenant/api-keys', asGlobex)
  const { session, api } = await signIn(world, GLOBEX.id)
  const { options } = (await api('/api/auth/passkeys/options', { body: { password: PASSWORD } })).body.data
  const response = createAuthenticator(world.url.replace('127.0.0.1', 'localhost')).register(options)
  const { body: passkey } = await api('/api/auth/passkeys', { body: { name: 'Key', response } })
  const { body: users } = await world.api('/api/users', asGlobex)
  const { body: files } = await world.api('/api/files', asGlobex)
  const begun = { filename: 'Ours.wav', file_size: 1_000 }
  const { body: upload } = await world.api('/api/files/uploads', { ...asGlobex, body: begun })
  const record = { to: '+12025550141', voice_message_id: messages.data[0].id, record: true }
  await world.api('/api/communication/voice/send', { ...asGlobex, body: record })
  await whenQuiet(world)
  const { body: recordings } = await world.api('/api/recordings', asGlobex)
  const { body: numbers } = await world.api('/api/phone-numbers', asGlobex)
  const { body: verified } = await world.api('/api/twilio/twiml-app/verify', { ...asGlobex, body: {} })
  foreign = {
    message: messages.data[0],
    communication: sent.data,
    key: keys.data[0],
    user: users.data[0],
    session: { id: session.id },
    passkey: passkey.data,
    file: files.data[0],
    upload: upload.data,
    recording: recordings.data[0],
    number: numbers.data[0],
    finding: verified.data.findings[0],
  }
})
afterAll(() => world.stop())

const call = (contract: Contract, name: string | number, options: { dialect?: string; key?: string | null } = {}) => {
  const { dialect = '/api', ...rest } = options
  const path = contract.path.replace(/^\/api/, dialect).replace(/\{\w+\}/g, encodeURIComponent(String(name)))
  const { body, query = '' } = FIXTURES[contract.id] ?? {}
  return world.api(path + query, { method: contract.method, body, ...rest })
}

const withoutTime = ({ status, body }: Answer) => ({ status, body: { ...body, timestamp: null } })

describe("another tenant's row", () => {
  it('has_a_fixture_for_each_operation_that_names_a_row', () => {
    expect(Object.keys(FIXTURES).sort()).toEqual(withName.map(({ id }) => id).sort())
  })

  it.each(table(withName))('answers %s like a row that does not exist', async (id, contract) => {
    const { missing, foreign: nameOf } = FIXTURES[id]!
    for (const dialect of ['/api', '/v1']) {
      const nobodys = withoutTime(await call(contract, missing, { dialect }))
      const somebodys = withoutTime(await call(contract, nameOf(foreign), { dialect }))
      expect(nobodys.status).toBe(404)
      expect(somebodys).toEqual(nobodys)
    }
  })

  const reads = withName.filter(({ method }) => method === 'GET')
  it.each(table(reads))('is given to its own tenant by %s', async (id, contract) => {
    expect((await call(contract, FIXTURES[id]!.foreign(foreign), { key: GLOBEX.key })).status).toBe(200)
  })

  it('is_as_it_was_after_all_these_attempts', async () => {
    const asGlobex = { key: GLOBEX.key }
    const { body: messages } = await world.api('/api/voice-messages', asGlobex)
    expect(messages.data.find(({ id }: { id: number }) => id === foreign.message.id)).toEqual(foreign.message)
    const { body: keys } = await world.api('/api/tenant/api-keys', asGlobex)
    expect(keys.data).toMatchObject([{ id: foreign.key.id, revoked_at: null, expires_at: null }])
    const { body: sessions } = await world.api('/api/sessions', asGlobex)
    expect(sessions.data).toMatchObject([{ id: foreign.session.id }])
    const { body: users } = await world.api('/api/users', asGlobex)
    expect(users.data).toEqual([foreign.user])
    const { body: timeline } = await world.api(`/api/communication/${foreign.communication.id}/timeline`, asGlobex)
    expect(timeline.data.events.map(({ type }: { type: string }) => type)).not.toContain('canceled')
  })
})

describe('operations of tenants', () => {
  const keys = new Map<Permission, string>()
  /** A key that may do everything but this. */
  const keyWithout = async (permission: Permission) => {
    const permissions = PERMISSIONS.filter((each) => each !== permission)
    const made = await world.api('/api/tenant/api-keys', { body: { name: `no ${permission}`, permissions } })
    keys.set(permission, made.body.data.api_key)
    return made.body.data.api_key as string
  }

  it.each(table(ofTenants))('%s asks who calls', async (id, contract) => {
    const name = FIXTURES[id]?.missing ?? ''
    const answers = {
      nobody: await call(contract, name, { key: null }),
      stranger: await call(contract, name, { key: 'a_key_that_nobody_was_ever_given' }),
      platform: await call(contract, name, { key: PLATFORM_KEY }),
    }
    const said = Object.entries(answers).map(([who, { status, body }]) => [who, status, body.error?.code])
    expect(said).toEqual([
      ['nobody', 401, 'AUTH_REQUIRED'],
      ['stranger', 401, 'AUTH_INVALID'],
      ['platform', 401, 'AUTH_INVALID'],
    ])
  })

  const guarded = ofTenants.filter(({ access }) => typeof access === 'object' && access.tenant !== 'any')
  it.each(table(guarded))('%s asks whether the caller may', async (id, contract) => {
    const permission = (contract.access as { tenant: Permission }).tenant
    const lacking = keys.get(permission) ?? (await keyWithout(permission))
    const { status, body } = await call(contract, FIXTURES[id]?.missing ?? '', { key: lacking })
    expect([status, body.error]).toMatchObject([403, { code: 'PERMISSION_DENIED', details: { permission } }])
  })
})

describe('operations of the platform', () => {
  it.each(table(contracts.filter(({ access }) => access === 'platform')))(
    '%s takes no key of a tenant',
    async (_id, contract) => {
      const path = contract.path.replace('{id}', GLOBEX.id)
      const bearer = (key: string) => ({ key: null, headers: { authorization: `Bearer ${key}` } })
      expect((await world.api(path, { method: contract.method, ...bearer(GLOBEX.key) })).status).toBe(401)
      expect((await world.api(path, { method: contract.method, key: null })).status).toBe(401)
    },
  )
})
