import type { SpeechNode } from './say-as.ts'

/** Escapes text for XML, the way the SDK's builder does it. */
function escapeXml(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? character)
}

/** One node as markup. Attribute values are from fixed lists and need no escaping. */
export function speechMarkup(node: SpeechNode): string {
  if (node.kind === 'text') return escapeXml(node.text)
  const format = node.format ? ` format="${node.format}"` : ''
  return `<say-as interpret-as="${node.interpretAs}"${format}>${escapeXml(node.text)}</say-as>`
}

/** The markup around a run at a rate; empty without one. */
export function rateMarkup(rate: string | undefined): { open: string; close: string } {
  return rate ? { open: `<prosody rate="${rate}">`, close: '</prosody>' } : { open: '', close: '' }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
