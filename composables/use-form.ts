import type { z } from 'zod'
import type { Contract } from '#shared/contracts/contract'
import type { CallData, CallInput } from './use-api'
import { toApiError, type ApiError } from './api-error'
import { issueWords, sentence } from './issue-words'

type BodyOf<C> = C extends Contract<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.input<B> : never
type Params = Record<string, string | number>
interface Submit {
  signsIn?: boolean
  body?: object
}

/**
 * A form over an operation's body: checked by the contract's own schema before it is sent, and by the server after.
 * Values stay as they are whatever happens. What creates or costs money goes out under one key until it is answered,
 * so that a second try after a lost answer does it once.
 *
 * @param initial the body's fields as the form begins
 * @param params of the operation's path
 */
export function useForm<C extends Contract>(contract: C, initial: BodyOf<C>, params?: () => Params) {
  const { t } = useI18n()
  const wordsOf = useFailureWords()
  const api = useApi()
  const values = reactive(structuredClone(initial) as object) as BodyOf<C>
  const errors = reactive<Record<string, string>>({})
  const failure = shallowRef<ApiError | null>(null)
  const isBusy = ref(false)
  const attempt = useAttempt()

  // What is wrong with a field is forgotten as soon as somebody mends it; a field that is emptied is not mended.
  for (const field of leavesOf(initial)) {
    watch(
      () => field.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null)?.[key], values),
      (value) => {
        if (value === '') return
        for (const path of Object.keys(errors)) if (path === field || path.startsWith(`${field}.`)) delete errors[path]
      },
      { deep: true },
    )
  }

  // Whoever begins to fill in a form will send it: its schemas come meanwhile.
  onMounted(() => onNuxtReady(() => void wholeContract(contract)))

  function setErrors(next: Record<string, string>): void {
    for (const path of Object.keys(errors)) delete errors[path]
    for (const [path, remark] of Object.entries(next)) errors[path] = sentence(remark)
  }

  /** Says in `errors` what is wrong, the first remark of each field. */
  async function check(given: unknown = values): Promise<boolean> {
    const { body, readOnly = [] } = await wholeContract(contract)
    const own = Object.entries(given as object).filter(([field]) => !readOnly.includes(field))
    const parsed = body!.safeParse(Object.fromEntries(own))
    const issues = parsed.success ? [] : parsed.error.issues
    setErrors(Object.fromEntries(issues.map((issue) => [issue.path.join('.'), issueWords(issue, t)]).reverse()))
    return parsed.success
  }

  return {
    values,
    errors,
    failure,
    isBusy,
    check,
    /** A failure that belongs to no field that is shown. */
    problem: computed(() => {
      if (!failure.value) return ''
      const isShown = Object.keys(failure.value.fields).some((field) => field.split('.')[0]! in (initial as object))
      return isShown ? '' : wordsOf(failure.value)
    }),

    /**
     * @param options `body` is sent instead of all values: the changed ones, say. It may hold read-only fields as they
     *   were read, where the operation takes them back
     * @returns the answer; null when it was refused, said in `errors` and `failure`
     */
    async submit({ body = toRaw(values) as object, ...options }: Submit = {}): Promise<CallData<C> | null> {
      failure.value = null
      if (isBusy.value) return null
      isBusy.value = true
      try {
        if (!(await check(body))) return null
        const input = { params: params?.(), body } as unknown as CallInput<C>
        return await attempt.run(body, (key) =>
          api.call(contract, input, { ...options, idempotencyKey: contract.idempotency ? key : undefined }),
        )
      } catch (error) {
        const refusal = toApiError(error)
        failure.value = refusal
        setErrors(refusal.fields)
        return null
      } finally {
        isBusy.value = false
      }
    },
  }
}

/** `{ name, brand: { colour } }` → `name`, `brand.colour`. */
function leavesOf(values: unknown, before = ''): string[] {
  return Object.entries(values as object).flatMap(([key, value]) => {
    const path = before + key
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isGroup && Object.keys(value).length > 0 ? leavesOf(value, `${path}.`) : [path]
  })
}
