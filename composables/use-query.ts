import type { Contract } from '#shared/contracts/contract'
import type { CallData, CallInput, CallList } from './use-api'
import { ApiError, toApiError } from './api-error'

/**
 * What a page shows: asked on the server for the first paint, asked again when its input changes and by
 * `refresh`. `data` keeps the last answer while the next is on its way, so that nothing jumps.
 *
 * @param input a getter; null asks nothing
 */
export function useQuery<C extends Contract>(contract: C, input: () => CallInput<C> | null) {
  const api = useApi()
  return ask<CallData<C>, C>(contract, input, (given) => api.call(contract, given))
}

/** The same for a page of a list. */
export function useListQuery<C extends Contract>(contract: C, input: () => CallInput<C> | null) {
  const api = useApi()
  return ask<CallList<C>, C>(contract, input, (given) => api.list(contract, given))
}

/**
 * The same for a list that goes on by cursor: its first pages as one, each asked for where the one before it ends.
 *
 * @param pages how many, from 1
 */
export function useCursorQuery<C extends Contract>(contract: C, input: () => CallInput<C> | null, pages: () => number) {
  const api = useApi()
  async function run(given: CallInput<C>): Promise<CallList<C>> {
    const whole = await api.list(contract, given)
    for (let page = 2; page <= pages() && whole.pagination.next_cursor; page++) {
      const query = { ...(given as { query?: object }).query, cursor: whole.pagination.next_cursor }
      const next = await api.list(contract, { ...given, query })
      whole.items.push(...next.items)
      whole.pagination = next.pagination
    }
    return whole
  }
  return ask<CallList<C>, C>(contract, input, run, pages)
}

/** @param also what the answer depends on besides its input */
function ask<Answer, C extends Contract>(
  contract: C,
  input: () => CallInput<C> | null,
  run: (given: CallInput<C>) => Promise<Answer>,
  also: () => unknown = () => '',
) {
  const session = useSessionStore()
  const key = computed(() => `${session.tenantId} ${contract.id} ${JSON.stringify(input())} ${String(also())}`)
  const last = shallowRef<Answer | null>(null)
  // A component that asks without waiting is a boundary of ids on the server; so it must be in the browser.
  if (getCurrentInstance()) onServerPrefetch(() => undefined)
  const state = useAsyncData<Outcome<Answer>>(
    key,
    async () => {
      const given = input()
      if (given === null) return { answer: null, failure: null }
      try {
        return { answer: await run(given), failure: null }
      } catch (error) {
        const { status, code, message, details, requestId } = toApiError(error)
        return { answer: null, failure: { status, code, message, details, requestId } }
      }
    },
    { deep: false, dedupe: 'defer' },
  )
  watch(
    state.data,
    (outcome) => {
      if (outcome?.answer) last.value = outcome.answer as Answer
    },
    { immediate: true },
  )
  const query = {
    /** The last answer there was; null before the first. */
    data: computed<Answer | null>(() => (state.data.value?.answer as Answer | null | undefined) ?? last.value),
    error: computed<ApiError | null>(() => {
      const failure = state.data.value?.failure
      return failure
        ? new ApiError(failure.status, failure.code, failure.message, failure.details, failure.requestId)
        : null
    }),
    isLoading: computed(() => state.status.value === 'pending'),
    refresh: async () => void (await state.refresh()),
  }
  // With `await` a page waits for its first answer; without, it shows its skeleton.
  return Object.assign(
    Promise.resolve(state).then(() => query),
    query,
  )
}

interface Outcome<Answer> {
  answer: Answer | null
  failure: Pick<ApiError, 'status' | 'code' | 'message' | 'details' | 'requestId'> | null
}
