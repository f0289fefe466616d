import type { ServerResponse } from 'node:http'

/** Answers with a media file, or with the one range of it that is asked for (RFC 9110, section 14). */
export function sendMedia(
  response: ServerResponse,
  { bytes, contentType }: { bytes: Buffer; contentType: string },
  range: string | undefined,
): void {
  const headers = { 'content-type': contentType, 'accept-ranges': 'bytes' }
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (from === undefined || to === undefined || from + to === '') {
    response.writeHead(200, { ...headers, 'content-length': bytes.length })
    return void response.end(bytes)
  }
  const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1)
  if (start > end) return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
  const part = bytes.subarray(start, end + 1)
  const contentRange = `bytes ${start}-${end}/${bytes.length}`
  response.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': contentRange })
  response.end(part)
}
