import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'

export type XmlRoot =
  | { kind: 'xml'; name: string; problem: string | null }
  /** Readable, and no XML. */
  | { kind: 'text' }
  | { kind: 'other' }

/** Deeper, or with more attributes on one tag, than any document for telephones; the parser keeps both in memory. */
const MAX_DEPTH = 256
const MAX_ATTRIBUTES = 256
/** Characters. */
const SLICE = 4_096

/**
 * Reads a file as XML, a little at a time. Entities are not resolved: nothing is fetched and nothing grows.
 *
 * @returns its root element and what is wrong with it, or what it is instead
 */
export async function readXmlRoot(path: string): Promise<XmlRoot> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const parser = new SaxesParser()
  let root: string | null = null
  let problem: string | null = null
  let isFirst = true
  let depth = 0
  let attributes = 0
  parser.on('opentagstart', ({ name }) => {
    root ??= name
    attributes = 0
    if (++depth > MAX_DEPTH) problem ??= `more than ${MAX_DEPTH} elements within one another`
  })
  parser.on('attribute', () => {
    if (++attributes > MAX_ATTRIBUTES) problem ??= `more than ${MAX_ATTRIBUTES} attributes on one element`
  })
  parser.on('closetag', () => depth--)
  parser.on('error', (error) => (problem ??= error.message.split('\n')[0]!))
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true })
      if (text.includes('\0')) return { kind: 'other' }
      if (isFirst && !/^\s*</.test(text)) return { kind: 'text' }
      isFirst = false
      // A little at a time within a piece, too: what is wrong ends it before it has grown.
      for (let at = 0; at < text.length && problem === null; at += SLICE) parser.write(text.slice(at, at + SLICE))
      if (problem !== null) break
    }
    decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'other' }
    throw error
  }
  if (problem === null) parser.close()
  return root === null ? { kind: 'text' } : { kind: 'xml', name: root, problem }
}
