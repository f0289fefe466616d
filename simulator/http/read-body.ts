import type { IncomingMessage } from 'node:http'

const LIMIT_BYTES = 1_000_000

/** The whole body of a request. @throws Error beyond 1 MB, which no request of these interfaces needs. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LIMIT_BYTES) throw new Error('The request is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
