import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'

export type XmlRoot =
  | { kind: 'xml'; name: string; problem: string | null }
  /** Readable, and no XML. */
  | { kind: 'text' }
  | { kind: 'other' }

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
  parser.on('opentag', ({ name }) => (root ??= name))
  parser.on('error', (error) => (problem ??= error.message.split('\n')[0]!))
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true })
      if (text.includes('\0')) return { kind: 'other' }
      if (isFirst && !/^\s*</.test(text)) return { kind: 'text' }
      isFirst = false
      parser.write(text)
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
