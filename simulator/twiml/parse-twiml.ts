import { SaxesParser } from 'saxes'
import { TwimlError } from './twiml-error.ts'

export type TwimlElement = {
  name: string
  attributes: Record<string, string>
  children: TwimlNode[]
}
export type TwimlNode = TwimlElement | string

/**
 * Parses a document strictly: well-formed XML, no document type, valid UTF-8.
 * @throws TwimlError 12100 when it is not well-formed.
 */
export function parseTwiml(bytes: Uint8Array): TwimlElement {
  const text = decode(bytes)
  const parser = new SaxesParser({ position: true })
  const root: TwimlElement = { name: '', attributes: {}, children: [] }
  const open: TwimlElement[] = [root]
  parser.on('error', (error) => {
    throw new TwimlError(12100, `Document parse failure: ${error.message}`)
  })
  parser.on('doctype', () => {
    throw new TwimlError(12100, 'Document parse failure: a document type is not allowed')
  })
  parser.on('opentag', (tag) => {
    const element = { name: tag.name, attributes: tag.attributes as Record<string, string>, children: [] }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  parser.on('text', (chunk) => void open.at(-1)!.children.push(chunk))
  parser.on('cdata', (chunk) => void open.at(-1)!.children.push(chunk))
  parser.write(text).close()
  return root.children.find((child) => typeof child !== 'string')!
}

/** All text below an element, in order. */
export function textOf(element: TwimlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}

/** The element children. */
export function elementsOf(element: TwimlElement): TwimlElement[] {
  return element.children.filter((child) => typeof child !== 'string')
}

/** What is inside an element, written as XML again. */
export function innerXml(element: TwimlElement): string {
  return element.children.map(toXml).join('')
}

function toXml(node: TwimlNode): string {
  if (typeof node === 'string') return escapeXml(node)
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
  const start = `<${node.name}${attributes.join('')}`
  return node.children.length === 0 ? `${start}/>` : `${start}>${innerXml(node)}</${node.name}>`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new TwimlError(12100, 'Document parse failure: invalid UTF-8')
  }
}
