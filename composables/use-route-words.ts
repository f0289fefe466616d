import type { SmsRouting, VoiceRouting, VoiceTarget } from '#shared/telephony/routing'

/** Where calls and texts of a number go, in one line each. */
export function useRouteWords() {
  const { t } = useI18n()
  const wordsOf = (target: VoiceTarget) =>
    target.type === 'forward'
      ? t('numbers.summary.forward', { count: target.to.length }, target.to.length)
      : t(`numbers.summary.${target.type}`)
  return {
    ofCalls(routing: VoiceRouting | null): string {
      if (!routing) return t('numbers.summary.none')
      const open = wordsOf(routing.open)
      return routing.closed ? t('numbers.summary.hours', { open, closed: wordsOf(routing.closed) }) : open
    },
    ofTexts(routing: SmsRouting | null): string {
      const words = [t('numbers.summary.inbox')]
      const keywords = routing?.keywords.length ?? 0
      if (keywords > 0) words.push(t('numbers.summary.keywords', { count: keywords }, keywords))
      if (routing && routing.forward_to.length > 0) words.push(t('numbers.summary.forwarded'))
      return words.join(' · ')
    },
  }
}
