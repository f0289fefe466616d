import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStorage } from '#server/providers/storage/open-storage'
import type { Storage } from '#server/providers/storage/storage'
import { S3_ACCOUNT, startS3, type S3Server } from '../../../../support/s3.ts'

let spool: string
let s3: S3Server
beforeAll(async () => {
  spool = mkdtempSync(join(tmpdir(), 'trunkline-storage-'))
  s3 = await startS3()
})
afterAll(async () => {
  rmSync(spool, { recursive: true })
  await s3.stop()
})

let files = 0
function fileOf(bytes: string | Uint8Array): string {
  const path = join(spool, `${++files}.bin`)
  writeFileSync(path, bytes)
  return path
}

const s3Location = () =>
  ({ kind: 's3', endpoint: s3.url, bucket: s3.bucket, region: 'us-east-1', isPathStyle: true, ...S3_ACCOUNT }) as const
const folders = () => mkdtempSync(join(spool, 'folder-'))

describe.each([
  ['folder', () => openStorage({ kind: 'folder', path: folders() })],
  ['bucket', () => openStorage({ ...s3Location(), prefix: '' })],
  ['bucket_with_a_prefix', () => openStorage({ ...s3Location(), prefix: 'our/files/' })],
])('storage_in_a_%s', (_kind, open) => {
  let storage: Storage
  beforeAll(() => {
    storage = open()
  })
  const textOf = async (key: string, range?: { start: number; end: number }) =>
    String(await buffer((await storage.read(key, range))!))
  const keysOf = async (prefix: string) => {
    const keys: string[] = []
    for await (const { key } of storage.list(prefix)) keys.push(key)
    return keys.sort()
  }

  it('what_is_put_is_there_whole_and_in_ranges', async () => {
    const before = Date.now() - 2000 // some storages count in seconds
    await storage.put('acme/audio/one', fileOf('0123456789'))
    expect(await textOf('acme/audio/one')).toBe('0123456789')
    expect(await textOf('acme/audio/one', { start: 3, end: 5 })).toBe('345')
    expect(await textOf('acme/audio/one', { start: 9, end: 9 })).toBe('9')
    const found = await storage.stat('acme/audio/one')
    expect(found).toMatchObject({ key: 'acme/audio/one', sizeBytes: 10 })
    expect(found!.modifiedAt.getTime()).toBeGreaterThan(before)
    expect(found!.modifiedAt.getTime()).toBeLessThanOrEqual(Date.now() + 2000)
  })

  it('bytes_stay_what_they_are', async () => {
    const bytes = Uint8Array.from({ length: 3 * 1024 * 1024 }, (_, at) => (at * 31) % 256)
    await storage.put('acme/audio/large', fileOf(bytes))
    expect(Buffer.compare(await buffer((await storage.read('acme/audio/large'))!), bytes)).toBe(0)
    await storage.put('acme/audio/empty', fileOf(''))
    expect(await textOf('acme/audio/empty')).toBe('')
    expect(await storage.stat('acme/audio/empty')).toMatchObject({ sizeBytes: 0 })
  })

  it('later_put_takes_the_place_of_the_earlier', async () => {
    await storage.put('acme/audio/twice', fileOf('first'))
    await storage.put('acme/audio/twice', fileOf('second'))
    expect(await textOf('acme/audio/twice')).toBe('second')
  })

  it('what_is_not_there_is_said_to_be_missing', async () => {
    expect(await storage.read('acme/audio/none')).toBeNull()
    expect(await storage.stat('acme/audio/none')).toBeNull()
    await storage.put('acme/short/a', fileOf('x'))
    expect(await storage.read('acme/short')).toBeNull()
    expect(await storage.stat('acme/short')).toBeNull()
    expect(await storage.read('acme/short/a/b')).toBeNull()
    expect(await storage.stat('acme/short/a/b')).toBeNull()
  })

  it('what_is_removed_is_gone_and_can_be_removed_again', async () => {
    await storage.put('acme/audio/gone', fileOf('x'))
    await storage.remove('acme/audio/gone')
    expect(await storage.read('acme/audio/gone')).toBeNull()
    await storage.remove('acme/audio/gone')
  })

  it('list_gives_what_begins_so', async () => {
    for (const key of ['globex/a/1', 'globex/a/2', 'globex/ab', 'globex-2/a']) await storage.put(key, fileOf(key))
    expect(await keysOf('globex/')).toEqual(['globex/a/1', 'globex/a/2', 'globex/ab'])
    expect(await keysOf('globex/a')).toEqual(['globex/a/1', 'globex/a/2', 'globex/ab'])
    expect(await keysOf('globex')).toEqual(['globex-2/a', 'globex/a/1', 'globex/a/2', 'globex/ab'])
    expect(await keysOf('globex/a/1')).toEqual(['globex/a/1'])
    expect(await keysOf('nobody/')).toEqual([])
    expect(await keysOf('')).toEqual(expect.arrayContaining(['globex/ab', 'globex-2/a']))
    for await (const { sizeBytes } of storage.list('globex/ab')) expect(sizeBytes).toBe('globex/ab'.length)
  })

  it.each(['../x', 'a/../../x', '/etc/passwd', 'a//b', 'a/', '.', '', 'a/./b', 'a\\..\\b', 'a\0b', 'a b', 'ä'])(
    'key_that_leads_out_is_refused: %j',
    async (key) => {
      const path = fileOf('x')
      await expect(storage.put(key, path)).rejects.toThrow('leads out')
      await expect(storage.read(key)).rejects.toThrow('leads out')
      await expect(storage.stat(key)).rejects.toThrow('leads out')
      await expect(storage.remove(key)).rejects.toThrow('leads out')
      expect(existsSync(path)).toBe(true)
    },
  )

  it('put_that_fails_leaves_nothing', async () => {
    await expect(storage.put('hooli/audio/one', join(spool, 'never-written'))).rejects.toThrow()
    expect(await keysOf('hooli')).toEqual([])
  })

  it('reading_that_is_broken_off_ends', async () => {
    await storage.put('acme/audio/half', fileOf(new Uint8Array(8 * 1024 * 1024)))
    const bytes = (await storage.read('acme/audio/half'))!
    for await (const _ of bytes) break
    expect(bytes.destroyed).toBe(true)
    await storage.put('acme/audio/half', fileOf('whole'))
    expect(await textOf('acme/audio/half')).toBe('whole')
  })
})

it('file_from_another_file_system_is_copied_whole', async () => {
  const elsewhere = mkdtempSync('/dev/shm/trunkline-')
  try {
    const path = join(elsewhere, 'one')
    writeFileSync(path, 'from elsewhere')
    const folder = folders()
    const storage = openStorage({ kind: 'folder', path: folder })
    await storage.put('acme/audio/one', path)
    expect(String(await buffer((await storage.read('acme/audio/one'))!))).toBe('from elsewhere')
    expect(readdirSync(join(folder, 'acme/audio'))).toEqual(['one'])
    expect(existsSync(path)).toBe(false)
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
})

it('what_a_power_cut_left_of_a_copy_is_listed_so_that_it_can_be_removed', async () => {
  const folder = folders()
  const storage = openStorage({ kind: 'folder', path: folder })
  await storage.put('acme/audio/one', fileOf('whole'))
  writeFileSync(join(folder, 'acme/audio/two.8f14e45f-ceea-467f-a6a1-4d2b0c7e9d11.part'), 'ha')
  expect(await storage.stat('acme/audio/two')).toBeNull()
  const keys: string[] = []
  for await (const { key } of storage.list('acme/')) keys.push(key)
  const [part] = keys.filter((key) => key.endsWith('.part'))
  await storage.remove(part!)
  expect(readdirSync(join(folder, 'acme/audio'))).toEqual(['one'])
})

it('what_somebody_else_laid_into_the_folder_is_not_listed', async () => {
  const folder = folders()
  const storage = openStorage({ kind: 'folder', path: folder })
  await storage.put('acme/audio/one', fileOf('ours'))
  writeFileSync(join(folder, 'acme/audio/Copy of one (1)'), 'theirs')
  const keys: string[] = []
  for await (const { key } of storage.list('acme/')) keys.push(key)
  expect(keys).toEqual(['acme/audio/one'])
})
