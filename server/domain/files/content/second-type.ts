import { open, type FileHandle } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import type { FileType } from '#shared/files/file-kinds'

/** Where readers of PDF look for its beginning. */
const PDF_WITHIN = 1024
/** Where browsers and servers that guess look for markup and scripts. */
const MARKUP_WITHIN = 4096
/** A ZIP's end record, and the longest comment after it (PKWARE APPNOTE 4.3.16). */
const ZIP_END = Buffer.from([0x50, 0x4b, 0x05, 0x06])
const ZIP_END_BYTES = 22
const ZIP_COMMENT_BYTES = 65_535

const MARKUP = /<(?:!doctype\s+html|html|head|body|script|iframe|svg|\?php)[\s>/]/i

/**
 * Looks for a second type in what is audio already: a file that others would read as a document, an archive or a page.
 * Such a file is made to be taken for one thing and used as another.
 *
 * @returns the name of the second type; null for a file that is one thing
 */
export async function findSecondType(
  file: { path: string; sizeBytes: number },
  fileType: FileType,
): Promise<string | null> {
  const handle = await open(file.path)
  try {
    const head = await readAt(handle, 0, Math.min(file.sizeBytes, MARKUP_WITHIN))
    if (head.subarray(0, PDF_WITHIN).includes('%PDF-')) return 'pdf'
    if (MARKUP.test(head.toString('latin1'))) return 'html'
    if (await endsAsZip(handle, file.sizeBytes)) return 'zip'
    return fileType === 'wav' ? await typeAfterRiff(handle, head, file.sizeBytes) : null
  } finally {
    await handle.close()
  }
}

/** An archive is found from its end: a record whose comment reaches exactly to the end of the file. */
async function endsAsZip(handle: FileHandle, sizeBytes: number): Promise<boolean> {
  const from = Math.max(0, sizeBytes - ZIP_END_BYTES - ZIP_COMMENT_BYTES)
  const tail = await readAt(handle, from, sizeBytes - from)
  for (let at = tail.lastIndexOf(ZIP_END); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(ZIP_END, at - 1)) {
    if (at + ZIP_END_BYTES > tail.length) continue
    const entries = tail.readUInt16LE(at + 10)
    if (entries > 0 && at + ZIP_END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return true
  }
  return false
}

/** A RIFF file says how long it is: what comes after is somebody else's. */
async function typeAfterRiff(handle: FileHandle, head: Buffer, sizeBytes: number): Promise<string | null> {
  const end = head.length < 8 ? 0 : head.readUInt32LE(4) + 8
  // Recorders that were switched off leave no length, or one larger than the file.
  if (end < 12 || end >= sizeBytes) return null
  const rest = await readAt(handle, end, Math.min(MARKUP_WITHIN, sizeBytes - end))
  if (MARKUP.test(rest.toString('latin1'))) return 'html'
  return (await fileTypeFromBuffer(rest))?.ext ?? null
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
