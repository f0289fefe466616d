import type { SmsPreview } from './use-sms-preview'
import type { useSmsDraft } from './use-sms-draft'

type Draft = Pick<ReturnType<typeof useSmsDraft>, 'source' | 'variables' | 'valid' | 'valuesFor'>

const PAUSE_MS = 300

/** Everybody's segments together. With values of their own, people's messages differ in length: each is counted. */
export function useSmsTotal(draft: Draft, preview: Readonly<Ref<SmsPreview | null>>) {
  const session = useSessionStore()
  const counted = ref<number | null>(null)
  const differs = computed(() => draft.variables.value.length > 0 && draft.valid.value.length > 1)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function count(): Promise<void> {
    const { source, valid, valuesFor } = draft
    const { locale, currency, timezone: timeZone } = session.current!.tenant
    const { countSms } = await import('#shared/template/count-sms')
    try {
      const segments = countSms(source.value, valid.value.map(valuesFor), { locale, currency, timeZone })
      counted.value = segments.reduce((total, one) => total + one, 0)
    } catch {
      counted.value = null // too long to be rendered: the preview says so
    }
  }

  onMounted(() =>
    watch(
      () => differs.value && [draft.source.value, draft.valid.value.map(draft.valuesFor)],
      () => {
        clearTimeout(timer)
        counted.value = null
        if (differs.value) timer = setTimeout(() => void count(), PAUSE_MS)
      },
      { immediate: true },
    ),
  )
  onBeforeUnmount(() => clearTimeout(timer))

  return {
    /** null while it is not known. */
    total: computed(() => {
      if (differs.value) return counted.value
      const segments = preview.value?.sms?.segments
      return segments === undefined ? null : segments * Math.max(1, draft.valid.value.length)
    }),
  }
}
