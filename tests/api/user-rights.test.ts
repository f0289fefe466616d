import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PERMISSIONS } from '#shared/contracts/permissions'
import type { Request } from '../support/api.ts'
import { asSubject } from '../support/jwt.ts'
import { peopleOf } from '../support/people.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const { create, newUser, put, remove, admin, adminId } = peopleOf(() => world)

describe('nobody gives more than they have', () => {
  let clerk: Request
  let clerkId: number
  beforeAll(async () => {
    const subject = randomUUID()
    const permissions = ['users:read', 'users:write', 'messages:read']
    clerkId = (await newUser({ external_subject: subject, permissions })).id
    clerk = asSubject(subject)
  })

  const expectDenied = ({ status, body }: { status: number; body: any }, beyond: unknown = expect.anything()) =>
    expect([status, body.error]).toMatchObject([403, { code: 'PERMISSION_DENIED', details: { beyond } }])

  it('makes_no_administrator_and_grants_nothing_it_lacks', async () => {
    expectDenied(await create({ is_admin: true }, clerk))
    expectDenied(await create({ permissions: ['messages:read', 'messages:write'] }, clerk), ['messages:write'])
    expect((await create({ permissions: ['messages:read'] }, clerk)).status).toBe(200)
  })

  it('changes_and_resets_nobody_who_holds_more', async () => {
    const boss = await newUser({ permissions: ['settings:write'] })
    expectDenied(await put(boss.id, { display_name: 'x' }, clerk), ['settings:write'])
    expectDenied(await put(boss.id, { permissions: [] }, clerk))
    expectDenied(await put(await adminId(), { external_subject: 'mine' }, clerk))
    expectDenied(await remove(boss.id, clerk))
    for (const what of ['reset-password', 'reset-second-factor'])
      expectDenied(await world.api(`/api/users/${boss.id}/${what}`, { body: {}, ...clerk }))
    const equal = await newUser({ permissions: ['messages:read'] })
    expect((await put(equal.id, { display_name: 'x' }, clerk)).status).toBe(200)
    expect((await world.api(`/api/users/${equal.id}/reset-password`, { body: {}, ...clerk })).status).toBe(200)
  })

  it('raises_not_itself', async () => {
    expectDenied(await put(clerkId, { permissions: ['users:read', 'users:write', 'keys:write'] }, clerk), [
      'keys:write',
    ])
    expectDenied(await put(clerkId, { is_admin: true }, clerk))
  })

  it('holds_for_keys_too_and_a_key_with_everything_is_an_administrators_equal', async () => {
    const makeKey = async (body: object) =>
      (await world.api('/api/tenant/api-keys', { body: { name: 'Key', ...body } })).body.data.api_key
    const weak = await makeKey({ permissions: PERMISSIONS.filter((each) => each !== 'billing:read') })
    expectDenied(await create({ is_admin: true }, { key: weak }), ['billing:read'])
    expect((await create({ is_admin: true }, { key: await makeKey({}) })).status).toBe(200)
    const test = await create({}, { key: await makeKey({ mode: 'test' }) })
    expect([test.status, test.body.error.code]).toEqual([403, 'PERMISSION_DENIED'])
  })
})

describe('the last administrator', () => {
  const asGlobex = { key: GLOBEX.key }
  const globexAdmins = async () =>
    (await world.api('/api/users?is_active=true&per_page=100', asGlobex)).body.data
      .filter(({ is_admin: isAdmin }: { is_admin: boolean }) => isAdmin)
      .map(({ id }: { id: number }) => id)

  it('is_neither_deactivated_nor_demoted', async () => {
    const [only] = await globexAdmins()
    for (const attempt of [
      await remove(only, asGlobex),
      await put(only, { is_active: false }, asGlobex),
      await put(only, { is_admin: false }, asGlobex),
    ]) {
      expect([attempt.status, attempt.body.error.code]).toEqual([409, 'CONFLICT'])
      expect(attempt.body.error.message).toContain('last active administrator')
    }
  })

  it('is_left_when_all_are_deactivated_at_the_same_time', async () => {
    for (const username of ['second', 'third'])
      await create({ username, is_admin: true, external_subject: null }, asGlobex)
    const admins = await globexAdmins()
    expect(admins).toHaveLength(3)
    const answers = await Promise.all(admins.map((id: number) => remove(id, asGlobex)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409])
    expect(await globexAdmins()).toHaveLength(1)
  })

  it('nobody_takes_their_own_access_away', async () => {
    const id = await adminId()
    await newUser({ is_admin: true })
    for (const attempt of [
      await remove(id, admin),
      await put(id, { is_active: false }, admin),
      await put(id, { is_admin: false }, admin),
    ]) {
      expect([attempt.status, attempt.body.error.code]).toEqual([409, 'CONFLICT'])
      expect(attempt.body.error.message).toContain('ask another administrator')
    }
    expect((await put(id, { display_name: 'Acme Corporation operator' }, admin)).status).toBe(200)
  })
})
