import { getUnread } from '#shared/contracts/threads'

/** What came in and nobody has looked at: counted beside the pages where it lies. */
export const useUnreadStore = defineStore('unread', () => {
  const api = useApi()
  const texts = ref(0)
  const missedCalls = ref(0)
  /** Both have been asked for. */
  const isKnown = ref(false)

  return {
    texts,
    missedCalls,
    isKnown,
    /** Asks anew. A count is worth no complaint: what cannot be asked stays as it was. */
    async refresh(): Promise<void> {
      try {
        const now = await api.call(getUnread, {})
        texts.value = now.texts
        missedCalls.value = now.missed_calls
        isKnown.value = true
      } catch {
        return
      }
    },
  }
})
