import type { listFiles } from '#shared/contracts/files'
import type { CallData } from './use-api'

export type StoredFile = CallData<typeof listFiles>

/** What can stand between `{MP3~` and `}`: `shared/template/tokenise.ts`. */
const CALLABLE = /^[^\p{Cc}\p{Cs}{}]{1,255}$/u

/** What is known of a file, in words. */
export function useFileWords() {
  const { t } = useI18n()
  const format = useFormat()
  return {
    /** `1:03`; what is shorter than a second is one. */
    length: (seconds: number) => format.duration(Math.max(1, Math.round(seconds))),
    /** A place within a sound: `0:12` */
    place: (seconds: number) => format.duration(Math.floor(seconds)),
    kind: (type: StoredFile['file_type']) => type.toUpperCase(),
    /** Why a call cannot play it, short and in full; null where it can. */
    hindrance: ({ not_playable: reason }: StoredFile) =>
      reason && { short: t(`files.notPlayable.${reason}.short`), long: t(`files.notPlayable.${reason}.long`), reason },
    /** How a template plays it; null where none can. */
    token: ({ name, file_type: type }: StoredFile) => (type !== 'xml' && CALLABLE.test(name) ? `{MP3~${name}}` : null),
    tags: ({ tag_list: tags }: StoredFile) =>
      tags
        ?.split(',')
        .map((tag) => tag.trim())
        .filter(Boolean) ?? [],
  }
}
