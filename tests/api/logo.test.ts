import { afterAll, beforeAll, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { signIn } from '../support/sign-in.ts'
import { sendForm, storedNames } from '../support/uploads.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

/** One pixel; what comes after its end is nobody's business. */
const png = (more = '') =>
  Buffer.concat([
    Buffer.from(
      '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000' +
        '1ff56c7ee5d0000000049454e44ae426082',
      'hex',
    ),
    Buffer.from(more),
  ])
const send = (bytes: Uint8Array, key = ACME.key) =>
  sendForm(world, { name: 'logo.png', bytes }, { path: '/api/tenant/logo', key })
const profileLogo = async () => (await world.api('/api/tenant/profile')).body.data.logo_url

it('picture_is_shown_to_the_operators_replaced_and_taken_away', async () => {
  const before = (await storedNames(world)).stored
  const { logo_url: first } = (await send(png())).body.data
  expect(await profileLogo()).toBe(first)
  const { session } = await signIn(world, ACME.id)
  expect(session.tenant.brand.logo_url).toBe(first)
  const shown = await fetch(first)
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(Buffer.from(await shown.arrayBuffer()).equals(png())).toBe(true)
  expect(shown.headers.get('cache-control')).toContain('immutable')

  const { logo_url: second } = (await send(png('another'))).body.data
  expect([(await fetch(first)).status, (await fetch(second)).status]).toEqual([404, 200])
  expect((await storedNames(world)).stored).toHaveLength(before.length + 1)
  expect((await fetch(second.replace(ACME.id, GLOBEX.id))).status).toBe(404)

  const removed = await world.api('/api/tenant/logo', { method: 'DELETE' })
  expect(removed.body.data.logo_url).toBeNull()
  expect([await profileLogo(), (await fetch(second)).status]).toEqual([null, 404])
  expect((await storedNames(world)).stored).toEqual(before)
})

it.each([
  [415, 'FILE_TYPE_NOT_ALLOWED', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  [415, 'FILE_TYPE_NOT_ALLOWED', wavTone()],
  [422, 'FILE_EMPTY', Buffer.alloc(0)],
  [413, 'PAYLOAD_TOO_LARGE', png('x'.repeat(512 * 1024))],
])('what_is_no_picture_is_refused_with_%d_%s', async (status, code, bytes) => {
  const answer = await send(bytes)
  expect([answer.status, answer.body.error.code]).toEqual([status, code])
  expect(await profileLogo()).toBeNull()
})

it('only_who_may_change_settings_changes_it', async () => {
  const body = { name: 'files only', permissions: ['files:write', 'settings:read'] }
  const { api_key: key } = (await world.api('/api/tenant/api-keys', { body })).body.data
  expect((await send(png(), key)).status).toBe(403)
})
