import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asSubject } from '../support/jwt.ts'
import { peopleOf } from '../support/people.ts'
import { readRows } from '../support/rows.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const { create, newUser, get, put, remove, admin } = peopleOf(() => world)

describe('a person', () => {
  it('is_made_shown_and_changed', async () => {
    const created = await create({
      username: 'Ann.Lee@Example',
      email: 'ann@example.com',
      display_name: ' Ann Lee ',
    })
    expect(created.status).toBe(200)
    const { temporary_password: temporary, ...ann } = created.body.data
    expect(temporary).toBeNull()
    expect(ann).toMatchObject({
      username: 'ann.lee@example',
      display_name: 'Ann Lee',
      email: 'ann@example.com',
      permissions: [],
      is_admin: false,
      is_active: true,
      last_login_at: null,
      must_change_password: false,
      second_factor: { totp: false, passkeys: 0 },
    })
    expect(await get(ann.id)).toEqual(ann)
    const changed = await put(ann.id, { permissions: ['messages:read'] })
    expect(changed.body.data).toEqual({
      ...ann,
      permissions: ['messages:read'],
      updated_at: changed.body.data.updated_at,
    })
    expect((await put(ann.id, changed.body.data)).body.data).toMatchObject({ username: 'ann.lee@example' })
  })

  it('without_a_password_gets_one_that_is_shown_once_and_must_be_changed', async () => {
    const { id, temporary_password: password, must_change_password: must } = await newUser({ password: undefined })
    expect(password).toMatch(/^(?:[a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/)
    expect(must).toBe(true)
    const shown = [
      await world.api(`/api/users/${id}`),
      await world.api('/api/users'),
      await world.api('/api/logs/audit'),
    ]
    for (const { text } of shown) expect(text).not.toMatch(new RegExp(`${password}|\\$2[by]\\$|password_hash`))
    expect(JSON.stringify(world.log())).not.toContain(password)
    const [row] = readRows<{ password_hash: string }>(world, 'select password_hash from users where id = ?', id)
    expect(row!.password_hash).toMatch(/^\$2[by]\$12\$/)
  })

  it('is_made_once_under_a_key_whose_answer_is_kept_sealed', async () => {
    const body = { username: 'repeated', display_name: 'Repeated' }
    const headers = { 'idempotency-key': 'make-repeated' }
    const first = await world.api('/api/users', { body, headers })
    const again = await world.api('/api/users', { body, headers })
    expect(again.body).toEqual(first.body)
    const kept = JSON.stringify(readRows(world, 'select response_body from idempotency_keys'))
    expect(kept).not.toContain(first.body.data.temporary_password)
    expect((await world.api('/api/users', { body })).status).toBe(409)
  })

  it.each([
    ['a name of one letter', { username: 'a' }, 'username'],
    ['a name with a blank', { username: 'ann lee' }, 'username'],
    ['no shown name', { display_name: ' ' }, 'display_name'],
    ['an address that is none', { email: 'ann' }, 'email'],
    ['an unknown permission', { permissions: ['everything:write'] }, 'permissions.0'],
    ['a short password', { password: 'seven77' }, 'password'],
    ['a password over 72 bytes', { password: 'x'.repeat(73) }, 'password'],
    ['a password over 72 bytes in fewer letters', { password: 'ü'.repeat(37) }, 'password'],
    ['a hash of its own', { password_hash: '$2b$12$x' }, 'password_hash'],
  ])('with %s is refused', async (_name, more, field) => {
    const { status, body } = await create(more)
    expect([status, body.error.details.field]).toEqual([422, field])
  })

  it('too_long_a_password_is_refused_with_the_reason', async () => {
    const { body } = await create({ password: 'x'.repeat(73) })
    expect(body.error.message).toMatch(/72 bytes.*shorter/)
    expect((await create({ password: 'x'.repeat(72) })).status).toBe(200)
  })

  it('name_and_subject_are_one_persons_whatever_the_case', async () => {
    const one = await newUser({ username: 'taken.name', external_subject: 'subject-1' })
    const byName = await create({ username: 'Taken.NAME' })
    expect([byName.status, byName.body.error.code, byName.body.error.details]).toEqual([
      409,
      'CONFLICT',
      { field: 'username' },
    ])
    const bySubject = await create({ external_subject: 'subject-1' })
    expect([bySubject.status, bySubject.body.error.details]).toEqual([409, { field: 'external_subject' }])
    const two = await newUser()
    expect((await put(two.id, { username: 'TAKEN.name' })).status).toBe(409)
    expect((await put(one.id, { username: 'Taken.Name' })).status).toBe(200)
    expect((await create({ username: 'taken.name' }, { key: GLOBEX.key })).status).toBe(200)
  })

  it('is_found_by_any_name_and_by_being_active', async () => {
    const [kim, lee] = [
      await newUser({ display_name: 'Kim 100%', username: 'findable.kim' }),
      await newUser({ display_name: 'Lee', email: 'findable.lee@example.com' }),
    ]
    await remove(lee.id)
    const ids = async (query: string) =>
      (await world.api(`/api/users?${query}`)).body.data.map(({ id }: { id: number }) => id)
    expect(await ids('q=FINDABLE')).toEqual([kim.id, lee.id])
    expect(await ids('q=findable&is_active=true')).toEqual([kim.id])
    expect(await ids('q=findable&is_active=false')).toEqual([lee.id])
    expect(await ids('q=100%25')).toEqual([kim.id])
    expect(await ids('q=%25%25%25')).toEqual([])
    const page = (await world.api('/api/users?q=findable&per_page=1&page=2')).body
    expect([page.data[0].id, page.pagination.total_items]).toEqual([lee.id, 2])
  })

  it('removed_is_deactivated_and_locked_out_at_once', async () => {
    const subject = randomUUID()
    const { id } = await newUser({ external_subject: subject, permissions: ['messages:read'] })
    expect((await world.api('/api/voice-messages', asSubject(subject))).status).toBe(200)
    expect((await remove(id)).body.data).toEqual({ deleted: true })
    expect((await world.api('/api/voice-messages', asSubject(subject))).status).toBe(401)
    expect(await get(id)).toMatchObject({ is_active: false })
    expect((await put(id, { is_active: true })).status).toBe(200)
    expect((await world.api('/api/voice-messages', asSubject(subject))).status).toBe(200)
  })

  it('every_change_is_in_the_audit_trail_under_the_name_of_who_made_it', async () => {
    const { id } = (await create({ password: undefined }, admin)).body.data
    await put(id, { display_name: 'New Name' }, admin)
    await world.api(`/api/users/${id}/reset-password`, { body: {}, ...admin })
    await world.api(`/api/users/${id}/reset-second-factor`, { body: {}, ...admin })
    await remove(id, admin)
    const entries = (await world.api('/api/logs/audit')).body.data.filter(
      (entry: { entity: string; entity_id: string }) => entry.entity === 'user' && entry.entity_id === String(id),
    )
    expect(entries.map(({ operation }: { operation: string }) => operation)).toEqual([
      'users.remove',
      'users.reset-second-factor',
      'users.reset-password',
      'users.update',
      'users.create',
    ])
    for (const entry of entries) expect(entry.actor_name).toBe('Acme Corporation operator')
    expect(entries[3]).toMatchObject({ before: { display_name: 'Some Body' }, after: { display_name: 'New Name' } })
  })
})

describe('a reset password', () => {
  it('is_another_one_shown_once', async () => {
    const { id } = await newUser()
    const hashOf = () => readRows(world, 'select password_hash from users where id = ?', id)
    const before = hashOf()
    const { body } = await world.api(`/api/users/${id}/reset-password`, { body: {} })
    expect(body.data).toMatchObject({ id, must_change_password: true, temporary_password: expect.any(String) })
    expect(hashOf()).not.toEqual(before)
    expect((await world.api('/api/logs/audit')).text).not.toContain(body.data.temporary_password)
  })
})
