import { previewSms } from '#shared/contracts/sending'
import type { CallData, CallInput } from './use-api'
import { toApiError, type ApiError } from './api-error'

type Body = CallInput<typeof previewSms>['body']
export type SmsPreview = CallData<typeof previewSms>

/** A preview is asked for this long after the last key. */
const PAUSE_MS = 200

/** What an SMS that is being written would say. The last answer stays until the next is there. */
export function useSmsPreview(body: () => Body | null) {
  const api = useApi()
  const preview = shallowRef<SmsPreview | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const latest = useLatest(PAUSE_MS)

  async function ask(given: Body, signal: AbortSignal): Promise<void> {
    try {
      preview.value = await api.call(previewSms, { body: given }, { signal })
      failure.value = null
    } catch (error) {
      if (signal.aborted) return
      failure.value = toApiError(error)
    }
  }

  function later(): void {
    const given = body()
    if (given) return latest.later((signal) => ask(given, signal))
    latest.cancel()
    preview.value = failure.value = null
  }

  onMounted(() => watch(() => JSON.stringify(body()), later, { immediate: true }))

  return { preview, failure, retry: later }
}
