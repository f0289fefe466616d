import { fileTypeFromFile } from 'file-type'
import { parseFile, type IFormat } from 'music-metadata'
import pLimit from 'p-limit'
import { FILE_TYPES, type FileType } from '#shared/files/file-kinds'
import { AppError } from '../../../errors'
import { findSecondType } from './second-type'
import { readXmlRoot } from './xml-root'

/** What a file is, by what is in it. */
export interface Content {
  fileType: FileType
  durationMs: number | null
  bitrate: number | null
  channels: number | null
  sampleRate: number | null
  /** Calls do not play it as it is. */
  needsRendition: boolean
}

const NO_AUDIO = { durationMs: null, bitrate: null, channels: null, sampleRate: null, needsRendition: false }
/** What calls play of WAV, in 8 or 16 bits and on two channels at most. */
const PLAIN_CODECS = ['PCM', 'ALAW', 'MULAW']
/** Odd files take their time: they must not take everybody's. */
const inTurn = pLimit(2)
/** Roots of XML that browsers run or draw. */
const ACTIVE_ROOTS = ['html', 'svg', 'stylesheet', 'transform']

/**
 * Decides what a file is from its bytes alone; what it is called means nothing.
 *
 * @param allowed the types that are taken here
 * @throws AppError FILE_EMPTY; FILE_TYPE_NOT_ALLOWED with what it is in `detected`; FILE_AMBIGUOUS for what is two
 *   types at once, with both in `types`; FILE_DAMAGED for audio that holds none, or XML that is not well formed
 */
export async function inspectContent(
  file: { path: string; sizeBytes: number },
  allowed: readonly FileType[],
): Promise<Content> {
  if (file.sizeBytes === 0) throw new AppError('FILE_EMPTY')
  return inTurn(() => inspect(file, allowed))
}

async function inspect(file: { path: string; sizeBytes: number }, allowed: readonly FileType[]): Promise<Content> {
  const found = (await fileTypeFromFile(file.path)) ?? null
  const fileType = fileTypeOf(found?.ext)
  if (!fileType || fileType === 'xml') return inspectText(file, found, allowed)
  refuseUnlessAllowed(fileType, allowed)
  const second = await findSecondType(file, fileType)
  if (second) throw ambiguous(fileType, second)
  return { fileType, ...(await inspectAudio(file.path, fileType)) }
}

/** An mp4 that holds sound alone is what others call m4a. */
function fileTypeOf(extension: string | undefined): FileType | null {
  if (extension === 'mp4' || extension === 'm4b') return 'm4a'
  return FILE_TYPES.find((type) => type === extension) ?? null
}

async function inspectAudio(path: string, fileType: FileType): Promise<Omit<Content, 'fileType'>> {
  const metadata = await parseFile(path, { duration: false, skipCovers: true }).catch((cause: unknown) => {
    throw new AppError('FILE_DAMAGED', `The file begins as ${fileType}, and its audio cannot be read`, null, { cause })
  })
  const { format } = metadata
  if (format.hasVideo || (fileType === 'm4a' && format.trackInfo.some(({ video }) => video))) {
    throw notAllowed({ name: 'video', mime: 'video/mp4' })
  }
  if (!format.sampleRate || !format.numberOfChannels) {
    throw new AppError('FILE_DAMAGED', `The file begins as ${fileType}, and there is no audio in it`)
  }
  const { duration, bitrate, numberOfChannels, sampleRate } = format
  return {
    durationMs: duration === undefined ? null : Math.round(duration * 1000),
    bitrate: bitrate === undefined ? null : Math.round(bitrate),
    channels: numberOfChannels,
    sampleRate,
    needsRendition: fileType === 'm4a' || (fileType === 'wav' && !isPlain(format)),
  }
}

function isPlain({ codec = '', numberOfChannels = 0, bitsPerSample = 0 }: IFormat): boolean {
  return PLAIN_CODECS.includes(codec) && numberOfChannels <= 2 && bitsPerSample <= 16
}

async function inspectText(
  file: { path: string },
  found: { ext: string; mime: string } | null,
  allowed: readonly FileType[],
): Promise<Content> {
  if (found && found.ext !== 'xml') throw notAllowed({ name: found.ext, mime: found.mime })
  const root = await readXmlRoot(file.path)
  if (root.kind === 'other') throw notAllowed({ name: 'unknown', mime: 'application/octet-stream' })
  if (root.kind === 'text') throw notAllowed({ name: 'text', mime: 'text/plain' })
  const name = root.name.toLowerCase().replace(/^.*:/, '')
  if (ACTIVE_ROOTS.includes(name)) throw notAllowed({ name, mime: name === 'svg' ? 'image/svg+xml' : 'text/html' })
  refuseUnlessAllowed('xml', allowed)
  if (root.problem) throw new AppError('FILE_DAMAGED', `The file is not well-formed XML: ${root.problem}`)
  return { fileType: 'xml', ...NO_AUDIO }
}

function refuseUnlessAllowed(fileType: FileType, allowed: readonly FileType[]): void {
  if (!allowed.includes(fileType)) throw notAllowed({ name: fileType, mime: '' }, allowed)
}

function notAllowed(found: { name: string; mime: string }, allowed: readonly FileType[] = FILE_TYPES): AppError {
  const what = found.name === 'unknown' ? 'of no type that is known' : found.name
  const message = `The content is ${what}${found.mime && found.name !== 'unknown' ? ` (${found.mime})` : ''}; taken are ${allowed.join(', ')}`
  return new AppError('FILE_TYPE_NOT_ALLOWED', message, { detected: found.name, content_type: found.mime, allowed })
}

function ambiguous(fileType: FileType, second: string): AppError {
  return new AppError(
    'FILE_AMBIGUOUS',
    `The file can be read as ${fileType} and as ${second}; it must be one of them`,
    {
      types: [fileType, second],
    },
  )
}
