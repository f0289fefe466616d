import type { VoiceFields } from './use-voice-editor'

interface Draft {
  fields: VoiceFields
  at: string
}

const KEEP_AFTER_MS = 400

/**
 * Keeps what is typed and not saved in this browser, for a page that is gone before it could be saved.
 *
 * @param id of the template; null while it is not saved
 */
export function useVoiceDraft(fields: VoiceFields, isChanged: () => boolean, id: () => number | null) {
  const session = useSessionStore()
  const keyOf = (one: number | null) =>
    `trunkline:draft:${session.tenantId}:${session.current?.user.id}:${one ?? 'new'}`
  const key = () => keyOf(id())
  /** What an earlier visit left behind. */
  const found = shallowRef<Draft | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  onMounted(() => {
    const draft = readLocal<Draft>(key())
    if (draft && JSON.stringify(draft.fields) !== JSON.stringify(fields)) found.value = draft
    watch([fields, isChanged], () => {
      clearTimeout(timer)
      if (!isChanged()) return forget()
      timer = setTimeout(() => writeLocal(key(), { fields, at: new Date().toISOString() }), KEEP_AFTER_MS)
    })
  })
  watch(id, (_, before) => writeLocal(keyOf(before), null))
  onBeforeUnmount(() => clearTimeout(timer))

  function forget(): void {
    clearTimeout(timer)
    found.value = null
    writeLocal(key(), null)
  }
  return { found, forget }
}
