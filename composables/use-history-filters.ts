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

  return {
    ...filters,
    renewPeriod: period.renew,
    query: computed(() => {
      const { q, number, outcome, status, network_type: kind, direction, template } = filters.values.value
      return {
        q,
        number,
        outcome,
        status,
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
      choice('network_type', ACCEPTED.network_type, 'type'),
      choice('direction', ACCEPTED.direction, 'direction'),
      ...(session.can('messages:read')
        ? [{ name: 'template' as const, kind: 'template' as const, label: t('logs.filter.template') }]
        : []),
    ]),
  }
}
