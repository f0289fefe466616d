import { createHash } from 'node:crypto'
import { readdirSync, truncateSync, unlinkSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { parse } from 'content-disposition'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { S3_ACCOUNT, startS3, type S3Server } from '../support/s3.ts'
import { ACME, GLOBEX, startWorld, type World } from '../support/world.ts'

const WEEK = 'private, max-age=604800'

/** The address that plays the demo tenant's audio. */
async function jingleUrl(world: World, key?: string): Promise<string> {
  const { body } = await world.api('/api/files', { key })
  return body.data[0].url
}

/** Status, and the headers of an answer that are about its bytes. */
async function answerOf(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(url, { method, headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, get: (name: string) => response.headers.get(name), bytes }
}

let s3: S3Server
beforeAll(async () => (s3 = await startS3()))
afterAll(() => s3.stop())

/** An S3 storage's address and account, as an operator gives them. */
const inBucket = () => ({
  STORAGE_URL: `s3://${s3.bucket}/trunkline?endpoint=${encodeURIComponent(s3.url)}&path_style=true`,
  AWS_ACCESS_KEY_ID: S3_ACCOUNT.accessKeyId,
  AWS_SECRET_ACCESS_KEY: S3_ACCOUNT.secretAccessKey,
})

describe.each([
  ['a_folder', () => ({})],
  ['a_bucket', inBucket],
])('audio_out_of_%s', (_kind, env) => {
  let world: World
  let url: string
  let whole: Buffer
  let etag: string
  beforeAll(async () => {
    world = await startWorld({ env: env() })
    url = await jingleUrl(world)
    whole = (await answerOf(url)).bytes
    etag = `"${createHash('sha256').update(whole).digest('hex')}"`
  })
  afterAll(() => world.stop())

  it('is_served_whole_to_be_kept', async () => {
    const { status, get } = await answerOf(url)
    expect(status).toBe(200)
    expect(whole.length).toBe(14_444)
    expect(whole.subarray(0, 4).toString()).toBe('RIFF')
    expect([get('content-type'), get('content-length')]).toEqual(['audio/wav', '14444'])
    expect([get('etag'), get('cache-control'), get('accept-ranges')]).toEqual([etag, WEEK, 'bytes'])
    expect(get('last-modified')).toMatch(/ GMT$/)
    expect(get('x-content-type-options')).toBe('nosniff')
    expect(get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(get('cross-origin-resource-policy')).toBeNull()
  })

  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=100-199', 100, 199],
    ['bytes=14000-', 14_000, 14_443],
    ['bytes=-44', 14_400, 14_443],
    ['bytes=14443-20000', 14_443, 14_443],
  ])('is_served_in_part: %s', async (range, first, last) => {
    const { status, get, bytes } = await answerOf(url, { range })
    expect([status, get('content-range')]).toEqual([206, `bytes ${first}-${last}/14444`])
    expect([get('content-length'), get('etag')]).toEqual([String(last - first + 1), etag])
    expect(Buffer.compare(bytes, whole.subarray(first, last + 1))).toBe(0)
  })

  it('part_that_it_does_not_have_is_416_with_its_length', async () => {
    const { status, get, bytes } = await answerOf(url, { range: 'bytes=14444-' })
    expect([status, get('content-range'), get('content-length'), bytes.length]).toEqual([416, 'bytes */14444', '0', 0])
    expect(get('content-type')).toBeNull()
  })

  it('is_not_sent_again_to_who_has_it', async () => {
    const { status, get, bytes } = await answerOf(url, { 'if-none-match': etag })
    expect([status, get('etag'), get('cache-control'), bytes.length]).toEqual([304, etag, WEEK, 0])
    expect((await answerOf(url, { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await answerOf(url, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await answerOf(url, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
    expect((await answerOf(url, { 'if-match': '"other"' })).status).toBe(412)
  })

  it('head_says_the_same_without_the_bytes', async () => {
    const { status, get, bytes } = await answerOf(url, { range: 'bytes=0-9' }, 'HEAD')
    expect([status, get('content-length'), get('etag'), bytes.length]).toEqual([200, '14444', etag, 0])
  })

  it('is_nobodys_without_the_token_of_this_very_file_and_tenant', async () => {
    const { origin, pathname, search } = new URL(url)
    const { body } = await world.api('/api/files', { key: GLOBEX.key })
    const theirs = new URL(body.data[0].url).search
    for (const wrong of [
      origin + pathname,
      `${origin}${pathname}?token=`,
      url.replace('acme-corp', GLOBEX.id),
      `${origin}/files/mp3/other.mp3${search}`,
      `${origin}${pathname}${theirs.replace(GLOBEX.id, 'acme-corp')}`,
    ]) {
      expect((await answerOf(wrong)).status).toBe(403)
      expect((await answerOf(wrong, {}, 'HEAD')).status).toBe(403)
    }
    world.moveClock(8 * 24 * 60 * 60 * 1000)
    expect((await answerOf(url)).status).toBe(403)
    world.moveClock(-8 * 24 * 60 * 60 * 1000)
    expect((await answerOf(url)).status).toBe(200)
  })

  it('upload_comes_back_byte_by_byte_under_a_name_that_can_be_saved', async () => {
    const bytes = Buffer.concat([whole, Buffer.alloc(2)]) // what players skip, and another content
    const form = new FormData()
    form.set('filename', '../Grüße "an\u202e alle".wav')
    form.set('file', new Blob([bytes]), 'x')
    const headers = { 'x-api-key': ACME.key }
    const uploaded = await fetch(`${world.url}/api/files/upload`, { method: 'POST', headers, body: form })
    const { data } = await uploaded.json()
    expect(data).toMatchObject({ filename: '../Grüße "an\u202e alle".wav', file_size: bytes.length })
    const download = `${world.url}/api/files/${data.id}/download`
    const { status, get, bytes: found } = await answerOf(download, headers)
    expect([status, Buffer.compare(found, bytes)]).toEqual([200, 0])
    expect(parse(get('content-disposition')!)).toEqual({
      type: 'attachment',
      parameters: expect.objectContaining({ filename: '__Grüße "an_ alle".wav' }),
    })
    expect([get('x-content-type-options'), get('cache-control')]).toEqual(['nosniff', 'private, no-cache'])
    const part = await answerOf(download, { ...headers, range: 'bytes=-5' })
    expect([part.status, part.get('content-range'), part.bytes]).toEqual([
      206,
      `bytes ${bytes.length - 5}-${bytes.length - 1}/${bytes.length}`,
      bytes.subarray(-5),
    ])
    expect((await answerOf(download, { 'x-api-key': GLOBEX.key })).status).toBe(404)
    expect((await answerOf(download)).status).toBe(401)
  })

  it('connection_goes_on_after_parts_and_refusals', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const statuses: number[] = []
    for (const headers of [{ range: 'bytes=0-9' }, { range: 'bytes=99999-' }, { 'if-none-match': etag }, {}]) {
      await new Promise<void>((resolve, reject) => {
        const asked = request(url, { agent, headers }, (answer) => {
          statuses.push(answer.statusCode!)
          answer.resume().on('end', resolve)
        })
        asked.on('error', reject).end()
      })
    }
    agent.destroy()
    expect(statuses).toEqual([206, 416, 304, 200])
  })
})

describe('storage_that_fails', () => {
  it('file_that_is_shorter_than_it_was_breaks_the_connection_and_one_that_is_gone_is_missing', async () => {
    const world = await startWorld()
    world.expectErrors('answer_broken_off', 'stored_file_missing')
    try {
      const url = await jingleUrl(world)
      const folder = join(world.dataDir, 'files')
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.parentPath.includes('acme-corp'))
        .map((entry) => join(entry.parentPath, entry.name))
      for (const path of paths) truncateSync(path, 1000)
      await expect(answerOf(url)).rejects.toThrow()
      for (const path of paths) unlinkSync(path)
      expect((await answerOf(url)).status).toBe(404)
      expect((await answerOf(url, {}, 'HEAD')).status).toBe(404)
    } finally {
      await world.stop()
    }
  })

  it('bucket_that_does_not_answer_is_a_fault_that_shows_no_secret', async () => {
    const own = await startS3()
    const STORAGE_URL = `s3://${own.bucket}?endpoint=${own.url}&path_style=true`
    const world = await startWorld({ env: { ...inBucket(), STORAGE_URL } })
    try {
      const url = await jingleUrl(world)
      await own.stop()
      world.expectErrors('request_failed', 'job_failed')
      const { status, bytes } = await answerOf(url)
      expect([status, JSON.parse(String(bytes)).error.code]).toEqual([500, 'SERVER_ERROR'])
      const said = JSON.stringify(world.log().filter(({ msg }) => msg === 'request_failed'))
      expect(said).toContain('ECONNREFUSED')
      expect(said + bytes).not.toMatch(/S3RVER|Signature/)
    } finally {
      await world.stop()
    }
  })
})
