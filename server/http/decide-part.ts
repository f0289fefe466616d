import type { IncomingHttpHeaders } from 'node:http'
import type { ByteRange } from '../providers/storage/storage'

/** What is asked for, as it is now. */
export interface Represented {
  sizeBytes: number
  /** A strong one, without its quotes. */
  etag: string
  modifiedAt: Date
}

/** How a GET or HEAD is answered: whole, in part, or not at all because of what its sender has or wants. */
export type Part = { status: 200 | 304 | 412 | 416 } | { status: 206; range: ByteRange }

/**
 * Decides by the conditions and the range of a request, in the order of RFC 9110, section 13.2.2. What cannot be read
 * counts as absent, as the RFC has it; of several ranges at once the whole is sent, which section 14.2 allows.
 */
export function decidePart(it: Represented, method: string, headers: IncomingHttpHeaders): Part {
  if (headers['if-match'] !== undefined) {
    if (!lists(headers['if-match'], it.etag, 'strong')) return { status: 412 }
  } else if (isAfter(it.modifiedAt, headers['if-unmodified-since'])) return { status: 412 }

  if (headers['if-none-match'] !== undefined) {
    if (lists(headers['if-none-match'], it.etag, 'weak')) return { status: 304 }
  } else if (isAfter(it.modifiedAt, headers['if-modified-since']) === false) return { status: 304 }

  const isAsked = method === 'GET' && headers.range !== undefined && holds(it, headers['if-range'])
  return isAsked ? partOf(headers.range!, it.sizeBytes) : { status: 200 }
}

/** One range of RFC 9110, section 14.1.2: `bytes=a-b`, `bytes=a-`, or the last n as `bytes=-n`. */
function partOf(range: string, sizeBytes: number): Part {
  const [, first, last] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range) ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return { status: 200 }
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes)
    return length === 0 ? { status: 416 } : { status: 206, range: { start: sizeBytes - length, end: sizeBytes - 1 } }
  }
  const start = Number(first)
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (last !== '' && Number(last) < start) return { status: 200 }
  return start >= sizeBytes ? { status: 416 } : { status: 206, range: { start, end } }
}

/** Whether what its sender has a part of is what is here (section 13.1.5): a strong tag, or the very date. */
function holds(it: Represented, ifRange: string | string[] | undefined): boolean {
  if (ifRange === undefined) return true
  const validator = String(ifRange).trim()
  return validator === `"${it.etag}"` || validator === it.modifiedAt.toUTCString()
}

/** Whether a list of entity tags has this one (section 8.8.3.2): a weak one is never strongly the same. */
function lists(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true
  const tags: readonly string[] = header.match(/(?:W\/)?"[^"]*"/g) ?? []
  return tags.includes(`"${etag}"`) || (comparison === 'weak' && tags.includes(`W/"${etag}"`))
}

/** Counted in seconds, as the header is; null without a date in it. */
function isAfter(modifiedAt: Date, header: string | undefined): boolean | null {
  const since = Date.parse(header ?? '')
  return Number.isNaN(since) ? null : Math.floor(modifiedAt.getTime() / 1000) > Math.floor(since / 1000)
}
