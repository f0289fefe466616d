import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSpool, SpoolOverflow } from '#server/providers/spool.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'trunkline-spool-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const own = () => readdirSync(join(folder, String(process.pid)))

it('what_is_written_is_whole_measured_and_hashed', async () => {
  const spool = await openSpool(folder)
  const file = await spool.write(Readable.from([Buffer.from('one '), Buffer.from('two')]), 7)
  expect(readFileSync(file.path, 'utf8')).toBe('one two')
  const sha256 = createHash('sha256').update('one two').digest('hex')
  expect(file).toEqual({ path: file.path, sizeBytes: 7, sha256 })
  await spool.discard(file.path)
  await spool.discard(file.path)
  expect(own()).toEqual([])
})

it('what_is_longer_than_it_may_be_leaves_nothing_and_is_read_no_further', async () => {
  const spool = await openSpool(folder)
  let given = 0
  async function* endless() {
    for (;;) yield Buffer.alloc(1_000, (given += 1_000))
  }
  await expect(spool.write(endless(), 5_000)).rejects.toThrow(SpoolOverflow)
  expect(given).toBeLessThan(200_000)
  expect(own()).toEqual([])
})

it('what_breaks_off_leaves_nothing', async () => {
  const spool = await openSpool(folder)
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('gone')
  }
  await expect(spool.write(broken(), 100)).rejects.toThrow('gone')
  expect(own()).toEqual([])
})

it('what_ended_processes_left_is_thrown_away_and_what_others_write_is_not', async () => {
  const ended = spawn('true')
  await once(ended, 'exit')
  for (const name of [String(ended.pid), String(process.pid), 'leftover', String(process.ppid)]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'half'), 'half')
  }
  await openSpool(folder)
  expect(readdirSync(folder).sort()).toEqual([String(process.pid), String(process.ppid)].sort())
  expect(own()).toEqual([])
  expect(existsSync(join(folder, String(process.ppid), 'half'))).toBe(true)
})
