import { SaxesParser } from 'saxes'

export interface Element {
  name: string
  attributes: Record<string, string>
  children: (Element | string)[]
}

/**
 * Reads TwiML as strict XML.
 *
 * @returns the root element
 * @throws on anything that isn't well-formed
 */
export function readTwiml(twiml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] }
  const open = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes: { ...attributes } as Record<string, string>, children: [] }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', (text) => {
    if (open.length > 1) open.at(-1)!.children.push(text)
  })
  parser.write(twiml).close()
  return root.children[0] as Element
}

/** Everything written inside an element, tags left out. */
export function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}

/** Every element below (and not with) this one, in document order. */
export function elementsIn(element: Element): Element[] {
  return element.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...elementsIn(child)]))
}
