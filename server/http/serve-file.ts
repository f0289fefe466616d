import type { H3Event } from 'h3'
import type { App } from '../context/app'
import type { ServedFile } from '../domain/files/served-file'
import { notFound } from '../errors'
import { decidePart } from './decide-part'
import { dispositionOf } from './disposition'
import type { StreamAnswer } from './request-scope'
import { writeChunks } from './write-chunks'

/** Whoever has taken nothing for so long does not come back: what is being read for them is let go. */
const STALLED_MS = 60_000

/**
 * Answers a GET or HEAD with stored bytes, whole or in part (RFC 9110, sections 13 and 14).
 *
 * @throws AppError NOT_FOUND when the storage does not have them
 */
export async function serveFile(
  app: Pick<App, 'storage' | 'logger'>,
  event: H3Event,
  file: ServedFile,
): Promise<StreamAnswer> {
  const { method = 'GET', headers } = event.node.req
  const part = decidePart(file, method, headers)
  const common = {
    etag: `"${file.etag}"`,
    'last-modified': file.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': file.cacheControl,
  }
  if (part.status === 304) return withoutBody(304, common)
  if (part.status === 412) return withoutBody(412, { ...common, 'content-length': '0' })
  if (part.status === 416) {
    return withoutBody(416, { ...common, 'content-length': '0', 'content-range': `bytes */${file.sizeBytes}` })
  }
  const range = part.status === 206 ? part.range : undefined
  const length = range ? range.end - range.start + 1 : file.sizeBytes
  const stream = method === 'HEAD' ? await nothing(app, file) : await reader(app, file, range)
  return {
    status: part.status,
    contentType: file.contentType,
    headers: {
      ...common,
      'content-length': String(length),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${file.sizeBytes}` }),
      ...(file.disposition && {
        'content-disposition': dispositionOf(file.disposition.type, file.disposition.filename),
      }),
      // Opened by itself, whatever a browser takes it for, it runs nothing.
      'content-security-policy': "default-src 'none'; sandbox",
    },
    stream,
  }
}

async function nothing(app: Pick<App, 'storage' | 'logger'>, file: ServedFile): Promise<StreamAnswer['stream']> {
  if (!(await app.storage.stat(file.key))) throw missing(app, file)
  return async (response) => void response.end()
}

/** Begins to read, so that what fails at once fails before anything is said. */
async function reader(
  app: Pick<App, 'storage' | 'logger'>,
  file: ServedFile,
  range: { start: number; end: number } | undefined,
): Promise<StreamAnswer['stream']> {
  const bytes = await app.storage.read(file.key, range)
  if (!bytes) throw missing(app, file)
  return async (response) => {
    response.setTimeout(STALLED_MS)
    response.strictContentLength = true // too few bytes or too many break the connection
    await writeChunks(response, bytes)
  }
}

function missing(app: Pick<App, 'logger'>, { key }: ServedFile): Error {
  app.logger.error({ key }, 'stored_file_missing')
  return notFound()
}

function withoutBody(status: number, headers: Record<string, string>): StreamAnswer {
  return { status, headers, stream: async (response) => void response.end() }
}
