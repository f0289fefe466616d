import type { H3Event } from 'h3'
import { AppError } from '../errors'
import { discardBody } from './discard-body'

/** JSON bodies are small; uploads have a reader of their own. */
export const MAX_BODY_BYTES = 1_000_000

/**
 * Reads a request's body, never more than the limit.
 *
 * @throws AppError PAYLOAD_TOO_LARGE, from the announced length before a byte is read where there is one;
 *   MALFORMED_JSON when the caller goes away halfway, which is no fault of ours
 */
export async function readLimitedBody(event: H3Event, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  const request = event.node.req
  const { body: whole } = request as { body?: unknown }
  // A page that is being drawn asks without a socket: its body is there already.
  if (typeof whole === 'string') return Buffer.from(whole)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(event, maxBytes)
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) throw tooLarge(event, maxBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('MALFORMED_JSON', 'The body ended before it was whole', null, { cause: error })
  }
  return Buffer.concat(chunks)
}

/**
 * Parses JSON, strictly UTF-8: a client that sends its system's code page is told so, instead of being stored wrong.
 *
 * @returns the value; an empty body is an empty object
 * @throws AppError MALFORMED_JSON
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', undefined, null, { cause })
  }
}

/** The media type without parameters, in lower case; empty when none is given. */
export function mediaType(event: H3Event): string {
  return (event.node.req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
}

function tooLarge(event: H3Event, maxBytes: number): AppError {
  discardBody(event)
  return new AppError('PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes} bytes`, { max_bytes: maxBytes })
}
