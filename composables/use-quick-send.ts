import { sendSms, sendVoice } from '#shared/contracts/sending'
import { tokenise } from '#shared/template/tokenise'
import { listVariables } from '#shared/template/variables'
import type { Template } from '~/components/sms/TemplatePicker.vue'
import { toApiError } from './api-error'
import type { RefusalWords } from './use-refusals'

/** One message or call from the dashboard: read, checked, sent once. */
export function useQuickSend() {
  const { t } = useI18n()
  const api = useApi()
  const readNumber = useReadNumber()
  const words = useRefusals()
  const draft = reactive({ channel: 'sms' as 'sms' | 'call', to: '', templateId: '', text: '', values: {} as Record<string, string> }) // prettier-ignore
  const template = shallowRef<Template | null>(null)
  const errors = ref<Record<string, string>>({})
  const error = shallowRef<RefusalWords | null>(null)
  const sent = shallowRef<{ id: number; isCall: boolean; formatted: string } | null>(null)
  const isBusy = ref(false)
  const attempt = useAttempt()

  const source = computed(() => (draft.templateId ? (template.value?.voice_text ?? '') : draft.channel === 'sms' ? draft.text : '')) // prettier-ignore
  const variables = computed(() => listVariables(tokenise(source.value).tokens).map(({ name }) => name))
  watch(() => draft.channel, () => (draft.templateId = '')) // prettier-ignore
  // What was said about the last try is forgotten as soon as the next is written.
  watch(draft, () => {
    errors.value = {}
    error.value = sent.value = null
  })

  function problems(to: string | null): Record<string, string> {
    const found: Record<string, string> = {}
    if (to === null) found.to = t(draft.to.trim() ? 'dashboard.quick.badNumber' : 'dashboard.quick.noNumber')
    if (draft.channel === 'call' && !draft.templateId) found.template = t('sms.chooseFirst')
    if (draft.channel === 'sms' && !draft.templateId && !draft.text.trim()) found.text = t('sms.writeFirst')
    for (const name of variables.value) if (!draft.values[name]) found[`values.${name}`] = t('dashboard.quick.noValue')
    return found
  }

  async function place(to: string) {
    const values = Object.fromEntries(variables.value.map((name) => [name, draft.values[name]!]))
    const common = { to, variables: values }
    const id = draft.templateId ? Number(draft.templateId) : undefined
    const what = id === undefined ? { message: draft.text } : { voice_message_id: id }
    const { channel } = draft
    return attempt.run<{ id: number }>([channel, common, what], (idempotencyKey) =>
      channel === 'call'
        ? api.call(sendVoice, { body: { ...common, voice_message_id: id! } }, { idempotencyKey })
        : api.call(sendSms, { body: { ...common, ...what } }, { idempotencyKey }),
    )
  }

  return {
    draft,
    template,
    variables,
    errors,
    error,
    sent,
    isBusy,
    async send(): Promise<void> {
      if (isBusy.value) return
      isBusy.value = true
      error.value = sent.value = null
      try {
        const destination = await readNumber(draft.to)
        errors.value = problems(destination.number)
        if (destination.number === null || Object.keys(errors.value).length > 0) return
        const isCall = draft.channel === 'call'
        const { id } = await place(destination.number)
        sent.value = { id, isCall, formatted: destination.formatted }
      } catch (failure) {
        error.value = words(toApiError(failure))
      } finally {
        isBusy.value = false
      }
    },
  }
}
