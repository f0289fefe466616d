import { toApiError } from './api-error'

/** How a failed call is told to the person: what happened and what to do. A fault of the page itself is thrown on. */
export function useFailureWords(): (error: unknown) => string {
  const { t } = useI18n()
  return (error) => {
    const { status, message } = toApiError(error)
    return status === 0 ? t('common.unreachableText') : message
  }
}
