import type { ActiveCall } from './active-call'

/** What is wrong with the sound of a call, in plain words, while it is. */
export function useWarningWords(call: () => ActiveCall | null) {
  const { t } = useI18n()
  return computed(() => [
    ...(call()?.isInterrupted ? [t('phone.warning.interrupted')] : []),
    ...(call()?.warnings ?? []).map((warning) => t(`phone.warning.${warning}`)),
  ])
}
