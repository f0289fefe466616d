import { isFinal } from '#shared/communication/status'
import type { ServerCall } from './server-call'

type Transfer = NonNullable<ServerCall['transfer']>

/** How far a transfer is, in words: shown beside the call, and said by the phone. */
export function useTransferWords(transfer: () => Transfer | null | undefined) {
  const { t } = useI18n()
  const read = useReadNumber()
  const formatted = ref('')
  watch(
    () => transfer()?.to_number,
    async (number) => (formatted.value = number ? ((await read(number)).formatted ?? number) : ''),
    { immediate: true },
  )
  const whom = computed(() => transfer()?.name ?? (formatted.value || (transfer()?.to_number ?? '')))
  const stage = computed(() => {
    const status = transfer()?.status
    if (status === 'in-progress') return 'answered'
    return status && isFinal(status) ? 'failed' : 'calling'
  })
  const words = computed(() => {
    const kind = transfer()?.kind
    return kind ? t(`phone.transferring.${kind}.${stage.value}`, { name: whom.value }) : ''
  })
  return { whom, stage, words }
}
