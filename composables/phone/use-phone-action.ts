/** Something that the server does with the running call: once at a time, and what goes wrong is said at the page's edge. */
export function usePhoneAction() {
  const { t } = useI18n()
  const toasts = useToasts()
  const wordsOf = useFailureWords()
  const phone = usePhoneStore()
  const isBusy = ref(false)
  return {
    isBusy,
    /** @returns whether it was done */
    async run(action: () => Promise<void>): Promise<boolean> {
      if (isBusy.value) return false
      isBusy.value = true
      try {
        await action()
        return true
      } catch (error) {
        toasts.failure(t('phone.refused'), wordsOf(error))
        await phone.server.refresh()
        return false
      } finally {
        isBusy.value = false
      }
    },
  }
}
