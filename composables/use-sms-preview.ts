import { previewSms } from '#shared/contracts/communication'
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
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | null = null

  async function ask(given: Body): Promise<void> {
    const mine = (asking = new AbortController())
    try {
      preview.value = await api.call(previewSms, { body: given }, { signal: mine.signal })
      failure.value = null
    } catch (error) {
      if (mine.signal.aborted) return
      failure.value = toApiError(error)
    }
  }

  function later(): void {
    clearTimeout(timer)
    asking?.abort()
    const given = body()
    if (given) timer = setTimeout(() => void ask(given), PAUSE_MS)
    else preview.value = failure.value = null
  }

  onMounted(() => watch(() => JSON.stringify(body()), later, { immediate: true }))
  onBeforeUnmount(() => {
    clearTimeout(timer)
    asking?.abort()
  })

  return { preview, failure, retry: later }
}
