import { create } from 'content-disposition'

/** What file systems take, counted in UTF-8. */
const MAX_BYTES = 255
/** Control characters and line breaks, marks that turn the direction of what follows, and what separates folders. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}/\\]/gu

/**
 * A `Content-Disposition` (RFC 6266) that no recipient can misread, whatever a file is called: a name that shows another
 * ending than it has, or that leads into a folder, is not offered to whoever saves it.
 */
export function dispositionOf(type: 'inline' | 'attachment', filename: string): string {
  return create(nameToSaveAs(filename), { type })
}

function nameToSaveAs(filename: string): string {
  const name = filename
    .toWellFormed()
    .replace(UNSAFE, '_')
    .replace(/^[. ]+/, '_')
    .trim()
  const ending = /\.\w{1,10}$/.exec(name)?.[0] ?? ''
  return cut(name.slice(0, name.length - ending.length), MAX_BYTES - ending.length) + ending || 'file'
}

/** The beginning of a text, in whole characters. */
function cut(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes))
  return text.slice(0, read)
}
