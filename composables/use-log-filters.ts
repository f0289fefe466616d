import { PERIOD_FILTERS } from './use-period'

const WORDS = /^(?!\s*$)[\s\S]{1,200}$/
const ERRORS = { q: WORDS, error_type: ['twilio', 'api'], ...PERIOD_FILTERS } as const
const AUDIT = { q: WORDS, actor: WORDS, entity: /^[a-z][a-z0-9_-]{0,49}$/, ...PERIOD_FILTERS } as const

/** What the audit knows of, in the order in which it is asked for most. */
const ENTITIES = ['communication', 'voice_message', 'tenant', 'user', 'api_key', 'opt_out', 'session'] as const

/** The filters of the error log. */
export function useErrorFilters() {
  const { t } = useI18n()
  const period = usePeriod()
  const filters = useUrlFilters(ERRORS, period.renew)
  return {
    ...filters,
    renewPeriod: period.renew,
    query: computed(() => {
      const { q, error_type: type } = filters.values.value
      return { q, error_type: type, ...period.daysOf(filters.values.value) }
    }),
    controls: computed(() => [
      { name: 'q' as const, kind: 'text' as const, label: t('logs.filter.qErrors'), short: t('logs.filter.words') },
      { name: 'period' as const, kind: 'period' as const, label: t('logs.filter.period') },
      {
        name: 'error_type' as const,
        kind: 'select' as const,
        label: t('logs.filter.errorType'),
        options: ERRORS.error_type.map((value) => ({ value, label: t(`logs.errorType.${value}`) })),
      },
    ]),
  }
}

/** The filters of the audit trail. */
export function useAuditFilters() {
  const { t } = useI18n()
  const period = usePeriod()
  const filters = useUrlFilters(AUDIT, period.renew)
  return {
    ...filters,
    renewPeriod: period.renew,
    query: computed(() => {
      const { q, actor, entity } = filters.values.value
      return { q, actor, entity, ...period.daysOf(filters.values.value) }
    }),
    controls: computed(() => [
      { name: 'q' as const, kind: 'text' as const, label: t('logs.filter.qAudit'), short: t('logs.filter.words') },
      { name: 'actor' as const, kind: 'text' as const, label: t('logs.filter.actor'), icon: 'lucide:user' },
      { name: 'period' as const, kind: 'period' as const, label: t('logs.filter.period') },
      {
        name: 'entity' as const,
        kind: 'select' as const,
        label: t('logs.filter.entity'),
        options: ENTITIES.map((value) => ({ value, label: t(`logs.entity.${value}`) })),
      },
    ]),
  }
}
