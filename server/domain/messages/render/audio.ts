import type { AudioSegment } from '#shared/template/segments.ts'
import type { RenderWarning } from '#shared/template/warnings.ts'

/** What is known of an audio file that a template names. */
export type AudioFile =
  /** Where it is fetched, and its length where that is known. */
  | { url: string; seconds?: number }
  /** It is there, and a call cannot play it: why, as the end of a sentence about it. */
  | { notPlayable: string }

/** Finds an audio file by the name that `{MP3~name}` uses; undefined when there is none. */
export type FindAudio = (file: string) => AudioFile | undefined

/** Why a call goes on without an audio file. */
export function leftOut({ file, start, end }: AudioSegment, found: { notPlayable: string } | undefined): RenderWarning {
  if (!found) {
    return { code: 'unknown_audio_file', message: `There is no audio file ${file}: it was left out.`, start, end }
  }
  return { code: 'audio_not_playable', message: `${file} ${found.notPlayable}: it was left out.`, start, end }
}
