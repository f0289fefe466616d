import { codeOf, FAILURE_KEY, FAILURE_KINDS } from '#shared/communication/failure-kinds'
import { STATUSES } from '#shared/communication/status'
import type { listHistory } from '#shared/contracts/communication'
import type { CallInput } from './use-api'
import { PERIOD_FILTERS } from './use-period'

type HistoryQuery = NonNullable<CallInput<typeof listHistory>['query']>

const ACCEPTED = {
  q: /^(?!\s*$)[\s\S]{1,200}$/,
  number: /^\+?\d{3,15}$/,
  ...PERIOD_FILTERS,
  outcome: ['success', 'failed', 'pending'],
  status: STATUSES,
  failure: FAILURE_KEY,
  network_type: ['call', 'sms'],
  direction: ['outbound', 'inbound'],
  template: /^[1-9]\d{0,14}$/,
} as const

/** The filters of the history: in the address, as the API takes them, and as controls. */
export function useHistoryFilters() {
  const { t } = useI18n()
  const session = useSessionStore()
  const period = usePeriod()
  const filters = useUrlFilters(ACCEPTED, period.renew)
  const choice = (name: keyof typeof ACCEPTED, values: readonly string[], words: string) => ({
    name,
    kind: 'select' as const,
    label: t(`logs.filter.${name}`),
    options: values.map((value) => ({ value, label: t(`logs.${words}.${value}`) })),
  })

  /** Of Twilio's codes the one that is looked for. */
  const failures = computed(() => {
    const chosen = filters.values.value.failure ?? ''
    const code = codeOf(chosen)
    const kinds = FAILURE_KINDS.map((value) => ({ value: value as string, label: t(`failure.${value}.title`) }))
    return code === null ? kinds : [{ value: chosen, label: t('failure.twilio.title', { code }) }, ...kinds]
  })

  return {
    ...filters,
    renewPeriod: period.renew,
    query: computed(() => {
      const { q, number, outcome, status, failure, network_type: kind, direction, template } = filters.values.value
      return {
        q,
        number,
        outcome,
        status,
        failure,
        network_type: kind,
        direction,
        voice_message_id: template,
        ...period.daysOf(filters.values.value),
      } as HistoryQuery
    }),
    controls: computed(() => [
      { name: 'q' as const, kind: 'text' as const, label: t('logs.filter.q'), short: t('logs.filter.words') },
      {
        name: 'number' as const,
        kind: 'text' as const,
        label: t('logs.filter.number'),
        short: t('logs.column.who'),
        icon: 'lucide:hash',
        accepts: ACCEPTED.number,
        refusal: t('logs.filter.numberRefused'),
        clean: (text: string) => text.replace(/[\s().-]/g, ''),
      },
      { name: 'period' as const, kind: 'period' as const, label: t('logs.filter.period') },
      choice('outcome', ACCEPTED.outcome, 'outcome'),
      choice('status', STATUSES, 'status'),
      { name: 'failure' as const, kind: 'select' as const, label: t('logs.filter.failure'), options: failures.value },
      choice('network_type', ACCEPTED.network_type, 'type'),
      choice('direction', ACCEPTED.direction, 'direction'),
      ...(session.can('messages:read')
        ? [{ name: 'template' as const, kind: 'template' as const, label: t('logs.filter.template') }]
        : []),
    ]),
  }
}
