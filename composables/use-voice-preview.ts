import type { z } from 'zod'
import { previewDraft } from '#shared/contracts/voice-messages'
import type { Preview as PreviewSchema } from '#shared/contracts/voice-messages'
import type { VoiceFields } from './use-voice-editor'

export type VoicePreview = z.output<typeof PreviewSchema>

/** Long enough that a word is typed, short enough to seem at once. */
const WAIT_MS = 300
/** As many as an operation takes. */
const MAX_VARIABLES = 200

/**
 * What a template as it stands in an editor would say, asked again a moment after each change. The first answer comes
 * with the page.
 */
export function useVoicePreview(fields: VoiceFields, variables: () => Record<string, string>) {
  const api = useApi()
  const wordsOf = useFailureWords()
  const input = () => ({
    body: {
      voice_text: fields.voice_text,
      voice_gender: fields.voice_gender,
      voice_rate: fields.voice_rate,
      voice_type: fields.voice_type.trim() || 'message',
      voice_settings: fields.voice_settings,
      variables: Object.fromEntries(Object.entries(variables()).slice(0, MAX_VARIABLES)),
    },
  })
  const initial = structuredClone(toPlain(input()))
  const first = useQuery(previewDraft, () => initial)
  const later = shallowRef<{ preview: VoicePreview; text: string } | null>(null)
  const problem = ref('')
  const isStale = ref(false)
  const latest = useLatest(WAIT_MS)

  async function ask(signal: AbortSignal): Promise<void> {
    const given = toPlain(input())
    try {
      const preview = await api.call(previewDraft, given, { signal })
      if (signal.aborted) return
      later.value = { preview, text: given.body.voice_text }
      problem.value = ''
      isStale.value = false
    } catch (error) {
      if (signal.aborted) return
      problem.value = wordsOf(error)
    }
  }

  watch(
    () => JSON.stringify(input()),
    () => {
      isStale.value = true
      latest.later(ask)
    },
  )

  return {
    preview: computed<VoicePreview | null>(() => later.value?.preview ?? first.data.value),
    /** The text that the preview is of. */
    text: computed(() => later.value?.text ?? initial.body.voice_text),
    problem: computed(() => problem.value || (later.value ? '' : first.error.value ? wordsOf(first.error.value) : '')),
    isStale,
  }
}

const toPlain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value
