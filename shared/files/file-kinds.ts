/** What may be uploaded, by content. */
export const FILE_TYPES = ['mp3', 'wav', 'm4a', 'xml'] as const
export type FileType = (typeof FILE_TYPES)[number]

/** How each is sent. What a browser would run is never called by its name: an `xml` is plain text to it. */
export const CONTENT_TYPES: Readonly<Record<FileType, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  xml: 'text/plain; charset=utf-8',
}

/** Twilio plays these as they are (https://www.twilio.com/docs/voice/twiml/play); m4a has to become one of them. */
export const PLAYED_AS_IS: readonly FileType[] = ['mp3', 'wav']

/**
 * Why a call cannot play a file: it is no audio; it is being made playable; nothing here can make it playable; that
 * failed; its content is gone from the storage.
 */
export const PLAYABLE_REASONS = ['not_audio', 'in_preparation', 'no_transcoder', 'not_readable', 'missing'] as const

/** Characters. Names from other systems are long; nothing is cut. */
export const MAX_FILENAME = 1000
