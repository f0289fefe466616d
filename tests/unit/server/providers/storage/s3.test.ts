import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { s3Storage } from '#server/providers/storage/s3'
import { signLikeAws } from '../../../../support/aws-signature.ts'
import { freePort } from '../../../../support/process.ts'
import { S3_ACCOUNT, startS3, type S3Server } from '../../../../support/s3.ts'

const SECRET = 'wJalrXUtnFEMI-a-secret-of-the-tests'

let folder: string
let file: string
let s3: S3Server
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-s3-test-'))
  file = join(folder, 'file')
  writeFileSync(file, '0123456789')
  s3 = await startS3()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await s3.stop()
})

const place = (endpoint: string) =>
  ({ kind: 's3', endpoint, bucket: 'files', prefix: '', region: 'us-east-1', isPathStyle: true }) as const

/** Everything that can be asked of it. */
async function failures(storage: ReturnType<typeof s3Storage>): Promise<unknown[]> {
  const settled = await Promise.allSettled([
    storage.put('acme/one', file),
    storage.stat('acme/one'),
    storage.read('acme/one'),
    storage.read('acme/one', { start: 0, end: 1 }),
    storage.remove('acme/one'),
    storage.list('acme/')[Symbol.asyncIterator]().next(),
  ])
  return settled.map((one) => (one.status === 'rejected' ? one.reason : 'no failure'))
}

/** Everything that a log or an answer could take out of an error. */
const shownOf = (error: unknown) =>
  JSON.stringify([error, String(error), (error as Error).stack, (error as Error).cause])

describe('refusals', () => {
  it('wrong_credentials_are_said_in_the_words_of_s3_and_never_shown', async () => {
    const found = await failures(s3Storage({ ...place(s3.url), accessKeyId: 'AKIAWRONG', secretAccessKey: SECRET }))
    for (const error of found) {
      expect(error).toMatchObject({ name: 'StorageError', code: '403 InvalidAccessKeyId' })
      expect(shownOf(error)).not.toMatch(/AKIAWRONG|wJalr|Signature=|127\.0\.0\.1/)
    }
  })

  it('bucket_that_is_not_there_is_no_missing_object', async () => {
    const found = await failures(s3Storage({ ...place(s3.url), bucket: 'nobodys', ...S3_ACCOUNT }))
    expect(found.map((error) => (error as { code: string }).code)).toEqual(Array(6).fill('404 NoSuchBucket'))
  })

  it('server_that_is_not_there_is_said_by_the_systems_code', async () => {
    const found = await failures(s3Storage({ ...place(`http://127.0.0.1:${await freePort()}`), ...S3_ACCOUNT }))
    expect(found.map((error) => (error as { code: string }).code)).toEqual(Array(6).fill('ECONNREFUSED'))
  })
})

/** What a server is asked, when it answers as it is told to. */
describe('requests', () => {
  const servers: ReturnType<typeof createServer>[] = []
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close()))
  })
  async function serve(listener: RequestListener): Promise<number> {
    const server = createServer(listener).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const at = (port: number) => s3Storage({ ...place(`http://127.0.0.1:${port}`), ...S3_ACCOUNT })

  // s3rver does not check signatures of this version.
  it('every_request_is_signed_as_aws_has_it', async () => {
    const signatures: [string, string | undefined, string][] = []
    const port = await serve((request, response) => {
      const { method, headers } = request
      signatures.push([method!, headers.authorization, signLikeAws(request, SECRET)])
      expect(headers.authorization).toMatch(/SignedHeaders=(?:\S+;)?host;(?:\S+;)?x-amz-content-sha256;x-amz-date,/)
      response.writeHead(method === 'GET' ? 206 : 200).end()
    })
    const location = { ...place(`http://127.0.0.1:${port}`), region: 'eu-1', prefix: 'our/files/' }
    await failures(s3Storage({ ...location, accessKeyId: 'AKIATESTS', secretAccessKey: SECRET }))
    expect(signatures.map(([method]) => method).sort()).toEqual(['DELETE', 'GET', 'GET', 'GET', 'GET', 'PUT'])
    for (const [, given, right] of signatures) expect(given).toBe(right)
  })

  it('file_is_sent_whole_with_its_length', async () => {
    let asked: unknown
    const port = await serve(async (request, response) => {
      const { 'content-length': length, host } = request.headers
      asked = { method: request.method, url: request.url, length, host, body: String(await buffer(request)) }
      response.end()
    })
    await at(port).put('acme/one', file)
    const body = '0123456789'
    expect(asked).toEqual({ method: 'PUT', url: '/files/acme/one', length: '10', host: `127.0.0.1:${port}`, body })
  })

  it('large_file_is_never_in_memory_as_a_whole', async () => {
    const port = await serve((request, response) => void request.resume().on('end', () => response.end()))
    const large = join(folder, 'large')
    writeFileSync(large, '')
    truncateSync(large, 192 * 1024 * 1024)
    const memory = () => process.memoryUsage().arrayBuffers / 1024 / 1024
    const before = memory()
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, memory() - before)), 5)
    await at(port).put('acme/large', large)
    clearInterval(watch)
    expect(most).toBeLessThan(128)
  }, 30_000)

  it('bucket_stands_in_the_host_name_unless_it_is_told_to_stand_in_the_path', async () => {
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('bytes'))
    const location = { ...place('https://s3.example.com'), isPathStyle: false, prefix: 'our/' }
    await s3Storage({ ...location, ...S3_ACCOUNT }).read('acme/one')
    expect(asked.mock.calls.map(([url]) => url)).toEqual(['https://files.s3.example.com/our/acme/one'])
  })

  // s3rver makes its tokens with a cipher that OpenSSL has given up, so that its listings end with their first page.
  it('listing_goes_on_over_pages', async () => {
    const asked: (string | null)[] = []
    const port = await serve((request, response) => {
      const query = new URL(request.url!, 'http://s3').searchParams
      asked.push(query.get('continuation-token'))
      const isLast = asked.length === 2
      const stored = `<LastModified>2026-11-20T10:00:00.000Z</LastModified><Size>${asked.length}</Size>`
      const next = isLast ? '' : '<NextContinuationToken>a+b/c=&amp;d</NextContinuationToken>'
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end(`<?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>files</Name><Prefix>acme/</Prefix>
        <IsTruncated>${!isLast}</IsTruncated>${next}<Contents><Key>acme/${asked.length}</Key>${stored}</Contents>
        </ListBucketResult>`)
    })
    const found: unknown[] = []
    for await (const object of at(port).list('acme/')) found.push(object)
    const modifiedAt = new Date('2026-11-20T10:00:00.000Z')
    expect(found).toEqual([1, 2].map((sizeBytes) => ({ key: `acme/${sizeBytes}`, sizeBytes, modifiedAt })))
    expect(asked).toEqual([null, 'a+b/c=&d'])
  })

  it('redirects_are_not_followed', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end()
    })
    await expect(at(port).read('acme/one')).rejects.toMatchObject({ name: 'StorageError', code: 'TypeError' })
  })

  it('whole_object_in_place_of_a_range_is_a_failure', async () => {
    const port = await serve((_request, response) => void response.end('0123456789'))
    await expect(at(port).read('acme/one', { start: 3, end: 5 })).rejects.toMatchObject({ code: '200 RangeIgnored' })
  })

  it('answer_that_breaks_off_fails_the_reading', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('01234')
      setTimeout(() => response.destroy(), 50)
    })
    const bytes = await at(port).read('acme/one')
    await expect(buffer(bytes!)).rejects.toThrow()
  })

  it('code_is_read_under_any_content_type', async () => {
    const port = await serve((_request, response) => {
      const body = '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>of acme</Message></Error>'
      response.writeHead(503, { 'content-type': 'application/xml; charset=utf-8' }).end(body)
    })
    for (const error of await failures(at(port))) expect(error).toMatchObject({ code: '503 SlowDown' })
  })

  it('server_that_never_answers_is_given_up', async () => {
    let arrived: () => void
    const asked = new Promise<void>((resolve) => (arrived = resolve))
    const port = await serve(() => arrived())
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const read = at(port).read('acme/one')
    const refused = expect(read).rejects.toMatchObject({ name: 'StorageError', code: 'TimeoutError' })
    await asked
    await vi.advanceTimersByTimeAsync(60_000)
    await refused
  })
})
