import type { ApiError } from './api-error'

/** Why something was not sent, for whoever wanted to send it. */
export interface RefusalWords {
  text: string
  /** Twilio's page about its code. */
  url: string | null
  /** The ledger's row, where the refusal left one. */
  communicationId: number | null
}

interface Evidence {
  rule?: string
  field?: string
  country?: string | null
  max_calls_per_day?: number
  spend_limit_per_day?: number
  quiet_hours?: { from: string; to: string }
  more_info?: unknown
  communication_id?: number
}

/** Refusals of a send in plain words: what happened, why, what to do next. */
export function useRefusals() {
  const { t } = useI18n()
  const format = useFormat()
  const session = useSessionStore()
  const countryName = (code: string) =>
    new Intl.DisplayNames(session.current?.tenant.locale ?? 'en-US', { type: 'region' }).of(code) ?? code

  function textOf(error: ApiError, evidence: Evidence): string {
    switch (error.code) {
      case 'UNREACHABLE':
        return t('sms.refusal.unreachable')
      case 'OPTED_OUT':
        return t('sms.refusal.optedOut')
      case 'COUNTRY_NOT_ALLOWED':
        return evidence.country
          ? t('sms.refusal.country', { country: countryName(evidence.country) })
          : t('sms.refusal.noCountry')
      case 'DAILY_LIMIT_REACHED':
        return evidence.rule === 'calls_per_day'
          ? t('sms.refusal.calls', { limit: format.number(evidence.max_calls_per_day ?? 0) })
          : t('sms.refusal.spend', { limit: format.money(evidence.spend_limit_per_day ?? 0) })
      case 'QUIET_HOURS':
        return t('sms.refusal.quiet', { from: evidence.quiet_hours?.from ?? '', to: evidence.quiet_hours?.to ?? '' })
      case 'NOT_CONFIGURED':
        return t('sms.refusal.notConfigured')
      case 'VALIDATION_ERROR':
        return evidence.rule === 'number' || evidence.field === 'to' ? t('sms.refusal.number') : error.message
      case 'PERMISSION_DENIED':
        return t('sms.refusal.permission')
      case 'SERVER_ERROR':
        return t('sms.refusal.server')
      default:
        return error.message
    }
  }

  return (error: ApiError): RefusalWords => {
    const evidence = (error.details ?? {}) as Evidence
    const { more_info: url } = evidence
    return {
      text: textOf(error, evidence),
      url: typeof url === 'string' && url.startsWith('https://www.twilio.com/') ? url : null,
      communicationId: evidence.communication_id ?? null,
    }
  }
}
