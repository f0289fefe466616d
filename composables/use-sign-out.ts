import { logout } from '#shared/contracts/auth'
import { toApiError } from './api-error'

/** The way out. What kept the person in is said at the edge of the page; a session that has ended already is out. */
export function useSignOut() {
  const { t } = useI18n()
  const api = useApi()
  const session = useSessionStore()
  const toasts = useToasts()
  const wordsOf = useFailureWords()
  const isBusy = ref(false)

  return {
    isBusy,
    async signOut(): Promise<void> {
      if (isBusy.value) return
      isBusy.value = true
      try {
        await api.call(logout, { body: {} }, { signsOut: true })
      } catch (error) {
        if (toApiError(error).status !== 401) return toasts.failure(t('common.signOutFailed'), wordsOf(error))
      } finally {
        isBusy.value = false
      }
      forgetPersonal()
      session.end()
    },
  }
}
