import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createEvent } from 'h3'
import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { serveFile } from '#server/http/serve-file'
import { folderStorage } from '#server/providers/storage/folder'
import { eventually } from '../../../support/eventually.ts'

const MORE_THAN_SOCKETS_HOLD = 64 * 1024 * 1024

let folder: string
let server: Server
let url: string
/** What was read for callers, and what became of their answers. */
let reads: Readable[]
let outcomes: unknown[]
let sizeBytes: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-serve-'))
  reads = []
  outcomes = []
  const storage = folderStorage(folder)
  const watched: typeof storage = {
    ...storage,
    async read(key, range) {
      const bytes = await storage.read(key, range)
      if (bytes) reads.push(bytes)
      return bytes
    },
  }
  server = createServer(async (request, response) => {
    try {
      const file = {
        key: 'one',
        sizeBytes,
        etag: 'e',
        modifiedAt: new Date(0),
        contentType: 'audio/wav',
        cacheControl: '',
      }
      const app = { storage: watched, logger: pino({ level: 'silent' }) }
      const answer = await serveFile(app, createEvent(request, response), file)
      response.writeHead(answer.status, answer.headers)
      await answer.stream(response)
      outcomes.push('ended')
    } catch (error) {
      outcomes.push(error)
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

/** Everything that was opened is closed. */
const letGo = () => eventually(async () => reads.length > 0 && reads.every(({ closed }) => closed), Boolean)

function store(bytes: Uint8Array, said = bytes.length): void {
  writeFileSync(join(folder, 'one'), bytes)
  sizeBytes = said
}

it('client_that_goes_away_ends_the_reading_and_nobody_is_alarmed', async () => {
  store(new Uint8Array(MORE_THAN_SOCKETS_HOLD))
  const leaving = new AbortController()
  const response = await fetch(url, { signal: leaving.signal })
  await response.body!.getReader().read()
  leaving.abort()
  await eventually(async () => outcomes.length, Boolean)
  expect(outcomes).toEqual(['ended'])
  await letGo()
})

it.each([
  ['fewer', 5_000, 10_000],
  ['more', 10_000, 5_000],
])('storage_with_%s_bytes_than_it_should_have_breaks_the_connection', async (_which, has, said) => {
  store(new Uint8Array(has), said)
  await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow()
  await eventually(async () => outcomes.length, Boolean)
  expect(outcomes).toMatchObject([{ code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' }])
  await letGo()
})

it('head_and_conditions_read_nothing', async () => {
  store(new Uint8Array(10))
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  expect((await fetch(url, { headers: { 'if-none-match': '"e"' } })).status).toBe(304)
  expect((await fetch(url, { headers: { range: 'bytes=10-' } })).status).toBe(416)
  expect(reads).toEqual([])
})

it.each(['GET', 'HEAD'])('bytes_that_are_gone_are_not_found_by_%s', async (method) => {
  await expect(fetch(url, { method })).rejects.toThrow()
  expect(outcomes).toMatchObject([{ errorName: 'NOT_FOUND' }])
})
