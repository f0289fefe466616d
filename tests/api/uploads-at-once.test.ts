import { afterAll, beforeAll, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { expectError } from '../support/expect-error.ts'
import { eventually } from '../support/eventually.ts'
import { beginEndless, sendForm, storedNames } from '../support/uploads.ts'
import { GLOBEX, startWorld, type World } from '../support/world.ts'

/** Of one tenant. */
const MOST = 40

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

it('more_uploads_of_a_tenant_at_once_than_the_disk_is_to_hold_are_told_to_wait', async () => {
  const bytes = wavTone({ toneMs: 50, hertz: 440 })
  const upload = (name: string, options = {}) => sendForm(world, { name, bytes }, options)
  const endless = Array.from({ length: MOST }, () => beginEndless(world))
  const spooled = (count: number) =>
    eventually(
      () => storedNames(world),
      (names) => names.spooled.length === count,
    )
  await spooled(MOST)
  const refused = await upload('one too many.wav')
  expect(refused.status).toBe(429)
  expectError('', refused.body, 'RATE_LIMITED', null)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await spooled(MOST) // nothing of it was written
  expect((await upload('of another tenant.wav', { key: GLOBEX.key })).status).toBe(200)

  endless.pop()!.destroy()
  await spooled(MOST - 1)
  expect((await upload('in its place.wav')).status).toBe(200)
  for (const each of endless) each.destroy()
  await spooled(0)
})
