import { duplicateVoiceMessage, removeVoiceMessage, restoreVoiceMessage } from '#shared/contracts/voice-messages'

interface Named {
  id: number
  name: string
}

/** What can be done with a template from wherever it is shown. Refusals are said at the edge of the page. */
export function useVoiceActions() {
  const { t } = useI18n()
  const api = useApi()
  const toasts = useToasts()
  const wordsOf = useFailureWords()
  const nuxt = useNuxtApp()
  const { base } = useNavigation()
  const isBusy = ref(false)

  async function once<Answer>(run: () => Promise<Answer>): Promise<Answer | null> {
    if (isBusy.value) return null
    isBusy.value = true
    try {
      return await run()
    } catch (error) {
      toasts.failure(t('common.failed'), wordsOf(error))
      return null
    } finally {
      isBusy.value = false
    }
  }

  async function restore({ id, name }: Named): Promise<void> {
    await api.call(restoreVoiceMessage, { params: { id }, body: {} })
    toasts.success(t('voice.restored', { name }))
    await nuxt.runWithContext(() => refreshNuxtData())
  }

  return {
    isBusy,
    /** @returns whether it is gone; it can be had back from the message at the edge */
    async remove(message: Named): Promise<boolean> {
      const gone = await once(() => api.call(removeVoiceMessage, { params: { id: message.id } }))
      if (!gone) return false
      const action = { label: t('common.undo'), run: () => once(() => restore(message)).then(() => undefined) }
      toasts.success(t('voice.deleted', { name: message.name }), { action })
      return true
    },
    /** Opens the copy. */
    async duplicate({ id }: Named): Promise<void> {
      const idempotencyKey = crypto.randomUUID()
      const copy = await once(() => api.call(duplicateVoiceMessage, { params: { id }, body: {} }, { idempotencyKey }))
      if (!copy) return
      toasts.success(t('voice.duplicated', { name: copy.name }))
      await nuxt.runWithContext(() => navigateTo(`${base.value}/voice/${copy.id}`))
    },
  }
}
