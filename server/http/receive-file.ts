import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import type { H3Event } from 'h3'
import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError, invalid } from '../errors'
import { SpoolOverflow, type Spool, type SpooledFile } from '../providers/spool'
import { discardBody } from './discard-body'
import { mediaType } from './read-body'

/** What a form takes besides its file: the parts' own headers, and the fields. */
const FORM_OVERHEAD_BYTES = 64 * 1024
const FIELD_LIMITS = { fields: 20, fieldNameSize: 100, fieldSize: 4_096, headerPairs: 100, headerSize: 8_192 }

export interface ReceivedFile extends SpooledFile {
  /** As its sender called it: any text. */
  filename: string
}

/** How many bytes a request says it has; null when it does not. */
export function announcedBytes(event: H3Event): number | null {
  const { 'content-length': length } = event.node.req.headers
  return length === undefined ? null : Number(length)
}

/**
 * Reads `multipart/form-data` (RFC 7578): its one part `file` into the spool while it comes, and its fields.
 *
 * @throws AppError UNSUPPORTED_MEDIA_TYPE; PAYLOAD_TOO_LARGE, before a byte is read where the length is announced;
 *   VALIDATION_ERROR without a file, with two, or with fields too long; MALFORMED_JSON when it breaks off
 */
export async function receiveForm(
  event: H3Event,
  spool: Spool,
  maxBytes: number,
): Promise<{ file: ReceivedFile; fields: Record<string, string> }> {
  const request = event.node.req
  refuseType(mediaType(event), 'multipart/form-data')
  refuseLength(event, maxBytes, FORM_OVERHEAD_BYTES)
  const form = openForm(request.headers as BusboyHeaders)
  const fields = new Map<string, string>()
  const streams: Readable[] = []
  const files: Promise<ReceivedFile>[] = []
  const refuse = (error: Error) => form.destroy(error)

  form.on('field', (name, value, isNameCut, isValueCut) => {
    if (isNameCut || isValueCut) return refuse(invalid(name, 'is too long'))
    if (fields.has(name)) return refuse(invalid(name, 'is there more than once'))
    fields.set(name, value)
  })
  form.on('file', (name, stream, filename) => {
    if (name !== 'file') return refuse(invalid(name, 'is not a known field'))
    if (files.length > 0) return refuse(invalid('file', 'is there more than once: one file for each request'))
    const file = spool.write(stream, maxBytes).then((spooled) => ({ ...spooled, filename: filename ?? '' }))
    file.catch(refuse)
    files.push(file)
    streams.push(stream)
  })
  form.on('fieldsLimit', () => refuse(invalid('', `has more than ${FIELD_LIMITS.fields} fields`)))
  try {
    await pipeline(bodyOf(request), form)
    if (!files[0]) throw invalid('file', 'is missing: the file comes in a part of this name')
    return { file: await files[0], fields: Object.fromEntries(fields) }
  } catch (error) {
    for (const stream of streams) stream.destroy(new BrokenOff())
    for (const written of await Promise.allSettled(files)) {
      if (written.status === 'fulfilled') await spool.discard(written.value.path)
    }
    throw refusalOf(event, error)
  }
}

/**
 * Reads a body as it is into the spool.
 *
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, MALFORMED_JSON when it breaks off
 */
export async function receiveBytes(event: H3Event, spool: Spool, maxBytes: number): Promise<SpooledFile> {
  refuseType(mediaType(event), 'application/octet-stream')
  refuseLength(event, maxBytes)
  try {
    return await spool.write(bodyOf(event.node.req), maxBytes)
  } catch (error) {
    throw refusalOf(event, error)
  }
}

/** What comes, to be read and given up without giving up the connection: the refusal still has to go out on it. */
function bodyOf(request: IncomingMessage): Readable {
  const body = new PassThrough()
  const brokenOff = () => {
    if (!request.complete) body.destroy(new BrokenOff())
  }
  if (request.destroyed) brokenOff()
  request.once('close', brokenOff)
  request.pipe(body)
  body.once('close', () => request.unpipe(body))
  return body
}

function openForm(headers: BusboyHeaders): BusboyInstance {
  try {
    // The whole of a name is kept, folders and all: it is text here, never a path.
    return new Busboy({ headers, preservePath: true, limits: { ...FIELD_LIMITS, files: 2 } })
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', 'The body is no form: its boundary is missing', null, { cause })
  }
}

function refuseType(given: string, wanted: string): void {
  if (given === wanted) return
  const said = given === '' ? 'which it does not say' : `not ${given}`
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', `The body must be ${wanted}, ${said}`, { content_type: given })
}

function refusalOf(event: H3Event, error: unknown): unknown {
  discardBody(event)
  if (error instanceof AppError) return error
  if (error instanceof SpoolOverflow) return tooLarge(error.maxBytes)
  if (!isCallersFault(error)) return error
  return new AppError('MALFORMED_JSON', 'The body ended before it was whole', null, { cause: error })
}

class BrokenOff extends Error {
  constructor() {
    super('The body broke off')
  }
}

/** The form's parser throws plain errors; anything else with a code or a class of its own is a fault of ours. */
function isCallersFault(error: unknown): boolean {
  if (error instanceof BrokenOff) return true
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined) return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET'
  return error instanceof Error && error.constructor === Error
}

function refuseLength(event: H3Event, maxBytes: number, overheadBytes = 0): void {
  if ((announcedBytes(event) ?? 0) <= maxBytes + overheadBytes) return
  discardBody(event)
  throw tooLarge(maxBytes)
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${maxBytes} bytes`, { max_bytes: maxBytes })
}
