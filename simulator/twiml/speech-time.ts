import type { TwimlElement, TwimlNode } from './parse-twiml.ts'

/** Characters a second at a normal rate: about 165 English words a minute. */
const CHARACTERS_PER_SECOND = 15
const rates: Record<string, number> = { 'x-slow': 0.5, slow: 0.75, medium: 1, fast: 1.25, 'x-fast': 1.5 }
const breaks: Record<string, number> = { none: 0, 'x-weak': 100, weak: 250, medium: 500, strong: 750, 'x-strong': 1000 }
/** Spelled characters and digits take about as long as three written ones. */
const SPELLED = 3

/** How long an element's words take to say, in milliseconds, with its pauses and rates. */
export function speechMs(element: TwimlElement, rate = 1): number {
  return Math.round(element.children.reduce((total, child) => total + nodeMs(child, rate), 0))
}

function nodeMs(node: TwimlNode, rate: number): number {
  if (typeof node === 'string') return charactersMs(node.replace(/\s+/g, ' ').trim().length, rate)
  const { attributes } = node
  if (node.name === 'break')
    return attributes.time ? timeMs(attributes.time) : (breaks[attributes.strength ?? ''] ?? 500)
  if (node.name === 'sub' && attributes.alias) return charactersMs(attributes.alias.length, rate)
  if (node.name === 'say-as' && /^(characters|spell-out|digits|telephone)$/.test(attributes['interpret-as'] ?? '')) {
    return speechMs(node, rate / SPELLED)
  }
  return speechMs(node, node.name === 'prosody' ? rate * rateOf(attributes.rate) : rate)
}

function charactersMs(count: number, rate: number): number {
  return (count / CHARACTERS_PER_SECOND / rate) * 1000
}

function rateOf(text: string | undefined): number {
  if (text?.endsWith('%')) return Math.max(0.2, Number.parseInt(text, 10) / 100)
  return rates[text ?? ''] ?? 1
}

function timeMs(text: string): number {
  return Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000)
}
