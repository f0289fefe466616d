import {
  testTwilioCredentials,
  updateTwilioCredentials,
  type CredentialCheck,
  type getTwilioCredentials,
} from '#shared/contracts/twilio-credentials'
import type { z } from 'zod'
import type { CallData } from './use-api'
import { toApiError } from './api-error'

export type TwilioAccount = CallData<typeof getTwilioCredentials>
export type Check = z.output<typeof CredentialCheck>

/** Secrets are typed anew or stay: they are never shown again. */
const SECRETS = ['auth_token', 'secondary_auth_token', 'api_key_secret'] as const
const PLAIN = ['account_sid', 'api_key_sid', 'from_number', 'messaging_service_sid'] as const
type Secret = (typeof SECRETS)[number]
type Draft = Record<(typeof SECRETS)[number] | (typeof PLAIN)[number], string>

/** The Twilio account as it is kept, what is typed over it, and what Twilio says to that. */
export function useTwilioAccount(account: () => TwilioAccount) {
  const { t } = useI18n()
  const api = useApi()
  const form = useForm(updateTwilioCredentials, draftOf(account()))
  const draft = form.values as unknown as Draft
  const checks = shallowRef<Check[]>([])
  const testProblem = shallowRef<ReturnType<typeof toApiError> | null>(null)
  const isTesting = ref(false)
  /** Secrets to be forgotten. */
  const cleared = reactive(new Set<Secret>())
  const changed = computed(() => changesOf(account(), draft, cleared))

  // What was tested is not what stands there any more.
  watch(draft, () => (checks.value = []))
  // What was typed over the account before stays; what only repeats it goes with it.
  watch(account, (next, before) => Object.keys(changesOf(before, draft, cleared)).length > 0 || reset(next))

  function reset(to: TwilioAccount = account()): void {
    Object.assign(draft, draftOf(to))
    cleared.clear()
    testProblem.value = null
    for (const path of Object.keys(form.errors)) delete form.errors[path]
  }

  /** Everything else belongs to the account: without it there is nothing to keep. Said in `errors`. */
  function hasAccount(): boolean {
    if (changed.value.account_sid !== null) return true
    form.errors.account_sid = t('twilio.account.sidNeeded')
    return false
  }

  return {
    draft,
    checks,
    isTesting,
    testProblem,
    errors: form.errors,
    problem: form.problem,
    isBusy: form.isBusy,
    isDirty: computed(() => Object.keys(changed.value).length > 0),
    reset,
    cleared,

    async test(): Promise<void> {
      const asked = changed.value
      if (isTesting.value || !hasAccount() || !(await form.check(asked))) return
      isTesting.value = true
      testProblem.value = null
      try {
        const answer = await api.call(testTwilioCredentials, { body: asked })
        // What was typed meanwhile has not been tested.
        if (JSON.stringify(asked) === JSON.stringify(changed.value)) checks.value = answer.checks
      } catch (error) {
        testProblem.value = toApiError(error)
      } finally {
        isTesting.value = false
      }
    },

    /** @returns whether Twilio took it and it is kept */
    async save(): Promise<boolean> {
      checks.value = []
      testProblem.value = null
      if (!hasAccount()) return false
      const answer = await form.submit({ body: changed.value })
      // A refusal says in its details what was asked and what Twilio said.
      const { checks: said } = (form.failure.value?.details ?? {}) as { checks?: unknown }
      if (Array.isArray(said)) checks.value = said as Check[]
      if (!answer) return false
      reset(answer)
      return true
    },
  }
}

function draftOf(account: TwilioAccount): Draft {
  const plain = Object.fromEntries(PLAIN.map((field) => [field, account[field] ?? '']))
  return { ...plain, ...Object.fromEntries(SECRETS.map((field) => [field, ''])) } as Draft
}

/** What was typed; a field that was emptied is cleared, and a secret goes with the key that it belongs to. */
function changesOf(account: TwilioAccount, draft: Draft, cleared: ReadonlySet<Secret>): Record<string, string | null> {
  const changes: Record<string, string | null> = {}
  for (const field of PLAIN) {
    const text = draft[field].trim()
    if (text !== (account[field] ?? '')) changes[field] = text === '' ? null : text
  }
  for (const field of cleared) changes[field] = null
  for (const field of SECRETS) if (draft[field] !== '') changes[field] = draft[field].trim()
  if (changes.api_key_sid === null) changes.api_key_secret = null
  return changes
}
