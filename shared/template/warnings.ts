type WarningCode =
  | 'missing_variable'
  | 'forbidden_character'
  | 'unreadable_value'
  | 'unknown_audio_file'
  | 'audio_not_playable'
  | 'audio_in_sms'
  | 'unknown_voice'
  | 'unknown_language'
  | 'language_not_spoken'
  | 'unknown_rate'
  | 'rate_not_supported'
  | 'type_not_supported'
  | 'nothing_to_say'
  | 'template_problem'

/**
 * Something the reader should know about a rendering that went ahead anyway. `start` and `end` are UTF-16 indices
 * into the template when the warning comes from a place in it.
 */
export interface RenderWarning {
  code: WarningCode
  message: string
  start?: number
  end?: number
  variable?: string
}

interface WarningList {
  add(warning: RenderWarning): void
  all(): RenderWarning[]
}

/**
 * A list that takes each remark once: a variable used ten thousand times is reported at its first place.
 *
 * @returns an empty list
 */
export function createWarnings(): WarningList {
  const byRemark = new Map<string, RenderWarning>()
  return {
    add(warning) {
      const remark = `${warning.code} ${warning.message}`
      if (!byRemark.has(remark)) byRemark.set(remark, warning)
    },
    all: () => [...byRemark.values()],
  }
}
