import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync as readBytes, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noiseWav, wavTone } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { readRows } from '../support/rows.ts'
import { whileSuspended } from '../support/suspend.ts'
import { beginEndless, sendForm, storedNames } from '../support/uploads.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const HOUR_MS = 3_600_000
let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const rows = () => readRows(world, 'select id, state from file_objects order by id')
const quiet = () =>
  eventually(
    () => storedNames(world),
    ({ spooled }) => spooled.length === 0,
  )

it('server_that_is_killed_in_the_middle_of_an_upload_leaves_neither_row_nor_object', async () => {
  const before = { ...(await quiet()), rows: rows() }
  beginEndless(world)
  await eventually(
    () => storedNames(world),
    ({ spooled }) => spooled.length === 1,
  )
  await world.restart('kill')
  expect({ ...(await quiet()), rows: rows() }).toEqual(before)
})

it('upload_is_whole_or_not_there_whenever_the_server_is_killed', async () => {
  const before = await quiet()
  const bytes = noiseWav(3_000_000)
  const acknowledged: number[] = []
  for (let round = 0; round < 6; round++) {
    const sent = sendForm(world, { name: `round ${round}.wav`, bytes: Buffer.concat([bytes, Buffer.of(round)]) })
      .then(({ body }) => acknowledged.push(body.data.id))
      .catch(() => undefined) // it was killed first
    await new Promise((resolve) => setImmediate(resolve))
    // Somewhere between the first byte and the answer, another place each time.
    await eventually(
      () => storedNames(world),
      ({ spooled, stored }) => round % 2 === 0 || spooled.length > 0 || stored.length > before.stored.length,
    )
    await world.restart('kill')
    await sent
  }
  await eventually(
    async () => rows(),
    (all: any) => all.every(({ state }: { state: string }) => state === 'stored'),
  )
  for (const id of acknowledged) expect((await world.api(`/api/files/${id}/download`)).status).toBe(200)
  const files = (await world.api('/api/files?search=round&per_page=100')).body.data
  const { stored } = await quiet()
  expect(stored).toHaveLength(before.stored.length + files.length)
})

it('bytes_that_no_row_knows_are_removed_once_they_are_old', async () => {
  const folder = join(world.dataDir, 'files', ACME.id, 'objects')
  mkdirSync(folder, { recursive: true })
  const old = new Date(Date.now() - 24 * HOUR_MS)
  writeFileSync(join(folder, 'stray'), 'nobody’s')
  utimesSync(join(folder, 'stray'), old, old)
  const young = new Date(Date.now() + 24 * HOUR_MS)
  writeFileSync(join(folder, 'young'), 'on its way')
  utimesSync(join(folder, 'young'), young, young)
  await world.restart()
  await eventually(
    () => storedNames(world),
    ({ stored }) => !stored.includes('stray'),
  )
  expect((await storedNames(world)).stored).toContain('young')
  rmSync(join(folder, 'young'))
})

it('a_suspended_tenants_storage_is_swept_too', async () => {
  const folder = join(world.dataDir, 'files', ACME.id, 'objects')
  const old = new Date(Date.now() - 24 * HOUR_MS)
  for (const name of ['left-behind', 'Copy of a file (1)']) {
    writeFileSync(join(folder, name), 'nobody’s')
    utimesSync(join(folder, name), old, old)
  }
  await whileSuspended(world, ACME.id, async () => {
    await world.restart()
    await eventually(
      () => storedNames(world),
      ({ stored }) => !stored.includes('left-behind'),
    )
  })
  // What this program cannot have named is somebody else's, and keeps it from nothing.
  expect((await storedNames(world)).stored).toContain('Copy of a file (1)')
  rmSync(join(folder, 'Copy of a file (1)'))
})

it('file_whose_bytes_are_gone_says_so_and_plays_again_when_they_are_back', async () => {
  world.expectErrors('stored_files_missing', 'stored_file_missing')
  const bytes = wavTone({ toneMs: 200, hertz: 777 })
  const { id, url } = (await sendForm(world, { name: 'lost.wav', bytes })).body.data
  const file = async () => (await world.api(`/api/files/${id}`)).body.data
  await eventually(file, ({ peaks }) => peaks !== null)
  const folder = join(world.dataDir, 'files', ACME.id, 'objects')
  const hash = (name: string) =>
    createHash('sha256')
      .update(readBytes(join(folder, name)))
      .digest('hex')
  const name = readdirSync(folder).find((each) => hash(each) === createHash('sha256').update(bytes).digest('hex'))!
  rmSync(join(folder, name))
  await world.restart()
  expect(await eventually(file, ({ not_playable: why }) => why !== null)).toMatchObject({ not_playable: 'missing' })
  expect((await fetch(url)).status).toBe(403)
  writeFileSync(join(folder, name), bytes)
  await world.restart()
  expect(await eventually(file, ({ not_playable: why }) => why === null)).toMatchObject({ is_playable: true })
})

it('file_whose_bytes_are_gone_has_them_back_from_whoever_brings_them_again', async () => {
  world.expectErrors('stored_files_missing', 'stored_file_missing')
  const bytes = wavTone({ toneMs: 200, hertz: 888 })
  const before = (await storedNames(world)).stored
  const { id, url } = (await sendForm(world, { name: 'lost again.wav', bytes })).body.data
  const [name] = (await storedNames(world)).stored.filter((each) => !before.includes(each))
  await eventually(
    async () => (await world.api(`/api/files/${id}`)).body.data,
    ({ peaks }) => peaks !== null,
  )
  rmSync(join(world.dataDir, 'files', ACME.id, 'objects', name!))
  const again = (await sendForm(world, { name: 'brought again.wav', bytes })).body.data
  for (const address of [url, again.url]) {
    expect(Buffer.from(await (await fetch(address)).arrayBuffer()).equals(bytes)).toBe(true)
  }
})
