import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noiseWav, wavTone } from '../support/audio.ts'
import { eventually } from '../support/eventually.ts'
import { readRows } from '../support/rows.ts'
import { signIn } from '../support/sign-in.ts'
import { storedNames } from '../support/uploads.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const HOUR_MS = 3_600_000
let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.stop())

const path = (id: string) => `/api/files/uploads/${id}`
const begin = async (filename: string, bytes: Buffer, more: object = {}) =>
  world.api('/api/files/uploads', { body: { filename, file_size: bytes.length, ...more } })
const send = (id: string, bytes: Buffer, offset: number) =>
  world.api(`${path(id)}?offset=${offset}`, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  })
const finish = (id: string, body: object = {}) => world.api(`${path(id)}/finish`, { body })
const quiet = () =>
  eventually(
    () => storedNames(world),
    ({ spooled }) => spooled.length === 0,
  )

it('pieces_become_the_file_that_they_are_pieces_of', async () => {
  const bytes = noiseWav(2_500_000)
  const begun = await begin('pieces.wav', bytes, { tag_list: 'in pieces' })
  const { id, max_piece_bytes: most, received_bytes: received } = begun.body.data
  expect([most, received]).toEqual([1024 * 1024, 0])
  for (let at = 0; at < bytes.length; at += most) {
    const sent = await send(id, bytes.subarray(at, at + most), at)
    expect(sent.body.data.received_bytes).toBe(Math.min(bytes.length, at + most))
  }
  const { data } = (await finish(id)).body
  expect(data).toMatchObject({ name: 'pieces', tag_list: 'in pieces', file_size: bytes.length })
  expect(data.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect((await world.api(path(id))).status).toBe(404)
})

it('upload_goes_on_after_the_server_was_killed', async () => {
  const bytes = noiseWav(1_500_000)
  const { id } = (await begin('survives.wav', bytes)).body.data
  await send(id, bytes.subarray(0, 1_000_000), 0)
  await world.restart('kill')
  const { received_bytes: received } = (await world.api(path(id))).body.data
  expect(received).toBe(1_000_000)
  await send(id, bytes.subarray(received), received)
  expect((await finish(id)).body.data.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
})

it('finish_that_is_asked_for_twice_gives_one_file', async () => {
  const bytes = wavTone({ toneMs: 50, hertz: 300 })
  const { id } = (await begin('once.wav', bytes)).body.data
  await send(id, bytes, 0)
  const headers = { 'idempotency-key': 'finish-once' }
  const [one, two] = [1, 2].map(() => world.api(`${path(id)}/finish`, { body: {}, headers }))
  const first = await one!
  expect(first.status === 200 ? first : await two).toMatchObject({ status: 200, body: { data: { name: 'once' } } })
  await two
  const again = await world.api(`${path(id)}/finish`, { body: {}, headers })
  expect(again.body.data.name).toBe('once')
  expect((await world.api('/api/files?search=once')).body.data).toHaveLength(1)
})

describe('a piece', () => {
  it('that_is_not_the_next_one_is_refused_and_says_where_to_go_on', async () => {
    const bytes = wavTone({ toneMs: 100 })
    const { id } = (await begin('order.wav', bytes)).body.data
    await send(id, bytes.subarray(0, 100), 0)
    for (const offset of [0, 50, 101]) {
      const { status, body } = await send(id, bytes.subarray(0, 10), offset)
      expect([status, body.error.code, body.error.details.received_bytes]).toEqual([409, 'CONFLICT', 100])
    }
    const unfinished = await finish(id)
    expect([unfinished.status, unfinished.body.error.details.received_bytes]).toEqual([409, 100])
  })

  it('that_comes_twice_at_once_counts_once', async () => {
    const bytes = wavTone({ toneMs: 100, hertz: 222 })
    const { id } = (await begin('twice.wav', bytes)).body.data
    const sent = await Promise.all([1, 2, 3, 4].map(() => send(id, bytes.subarray(0, 500), 0)))
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    await send(id, bytes.subarray(500), 500)
    expect((await finish(id)).body.data.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('that_is_longer_than_what_is_missing_is_refused', async () => {
    const bytes = wavTone({ toneMs: 100 })
    const { id } = (await begin('longer.wav', bytes)).body.data
    expect((await send(id, Buffer.concat([bytes, bytes]), 0)).status).toBe(413)
    expect((await send(id, Buffer.alloc(0), 0)).body.error.code).toBe('FILE_EMPTY')
  })

  it('of_somebody_else_is_of_nobody', async () => {
    const bytes = wavTone({ toneMs: 100 })
    const { id } = (await begin('mine.wav', bytes)).body.data
    const { api } = await signIn(world, ACME.id)
    expect((await api(path(id))).status).toBe(404)
    expect((await api(path(id), { method: 'DELETE' })).status).toBe(404)
  })
})

describe('an upload in pieces', () => {
  it.each([
    [413, 'PAYLOAD_TOO_LARGE', { file_size: 10_485_761 }],
    [422, 'FILE_EMPTY', { file_size: 0 }],
    [422, 'VALIDATION_ERROR', { filename: '.wav' }],
    [422, 'VALIDATION_ERROR', { file_size: -1 }],
    [409, 'FILE_NAME_TAKEN', { filename: 'jingle.m4a' }],
  ])('is refused with %d %s before a byte is sent', async (status, code, more) => {
    const { status: got, body } = await world.api('/api/files/uploads', {
      body: { filename: 'begun.wav', file_size: 1_000, ...more },
    })
    expect([got, body.error.code]).toEqual([status, code])
  })

  it('whose_name_was_taken_meanwhile_can_be_given_another', async () => {
    const bytes = wavTone({ toneMs: 100, hertz: 333 })
    const [one, two] = (await Promise.all([begin('race.wav', bytes), begin('race.wav', bytes)])).map(
      ({ body }) => body.data.id as string,
    )
    await send(one!, bytes, 0)
    await send(two!, bytes, 0)
    await finish(one!)
    expect((await finish(two!)).body.error.code).toBe('FILE_NAME_TAKEN')
    expect((await finish(two!, { on_conflict: 'rename' })).body.data.name).toBe('race-2')
  })

  it('that_is_cancelled_refused_or_forgotten_leaves_nothing', async () => {
    const before = await quiet()
    const words = Buffer.from('only words')
    const ids = await Promise.all(
      ['cancelled.wav', 'refused.wav', 'forgotten.wav'].map(async (name) => {
        const { id } = (await begin(name, words)).body.data
        await send(id, words, 0)
        return id as string
      }),
    )
    expect((await storedNames(world)).stored).toHaveLength(before.stored.length + 3)
    expect((await world.api(path(ids[0]!), { method: 'DELETE' })).body.data).toEqual({ deleted: true })
    expect((await finish(ids[1]!)).body.error.code).toBe('FILE_TYPE_NOT_ALLOWED')
    expect((await world.api(path(ids[1]!))).status).toBe(404)
    world.moveClock(HOUR_MS + 60_000)
    expect((await world.api(path(ids[2]!))).status).toBe(404)
    await world.restart() // which sweeps
    await eventually(quiet, ({ stored }) => stored.every((name) => before.stored.includes(name)))
  })

  it('is_one_of_fifty_at_most', async () => {
    const bytes = wavTone({ toneMs: 10 })
    await Promise.all(Array.from({ length: 55 }, (_, index) => begin(`many ${index}.wav`, bytes)))
    const unfinished = readRows(world, 'select id from file_uploads where expires_at > ?', world.now().toISOString())
    expect(unfinished).toHaveLength(50)
    expect((await begin('one more.wav', bytes)).body.error.code).toBe('CONFLICT')
  })
})
