import { toPlainText } from '#shared/template/plain-sms'
import { tokenise } from '#shared/template/tokenise'
import { listVariables } from '#shared/template/variables'
import type { Recipient } from '#shared/recipients/read-recipients'
import { withoutRecipients } from '#shared/recipients/without-recipients'
import type { Template } from '~/components/sms/TemplatePicker.vue'

/** The longest list at once. */
export const MAX_RECIPIENTS = 500

/** An SMS as it is written. */
export interface SmsDraft {
  mode: 'text' | 'template'
  text: string
  templateId: string
  /** For everybody whom the list gives none. */
  values: Record<string, string>
  /** Recipients as they were typed or pasted. */
  list: string
}

/** What is being written on the SMS page, and to whom. The address may name a template and recipients to begin with. */
export function useSmsDraft() {
  const route = useRoute()
  const asked = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : '')
  const draft = ref<SmsDraft>({
    mode: asked('template') ? 'template' : 'text',
    text: '',
    templateId: asked('template'),
    values: {},
    list: asked('to'),
  })
  const template = shallowRef<Template | null>(null)
  const { list, read } = useRecipients(() => draft.value.list)

  const source = computed(() => (draft.value.mode === 'text' ? draft.value.text : (template.value?.voice_text ?? '')))
  const variables = computed(() => listVariables(tokenise(source.value).tokens).map(({ name }) => name))
  const valid = computed(() => list.value.recipients.filter(({ problem }) => problem === null))

  /** The variables that go out to one recipient; to nobody yet, those for everybody. */
  function valuesFor(recipient: Recipient | undefined): Record<string, string> {
    const own = (name: string) => recipient?.variables[name] || draft.value.values[name] || ''
    return Object.fromEntries(variables.value.map((name) => [name, own(name)]).filter(([, value]) => value !== ''))
  }
  const lackedBy = (recipient: Recipient | undefined) => {
    const values = valuesFor(recipient)
    return variables.value.filter((name) => !(name in values))
  }
  const isGiven = (name: string) =>
    valid.value.length > 0 && valid.value.every((recipient) => Boolean(recipient.variables[name]))

  return {
    draft,
    template,
    list,
    read,
    source,
    variables,
    /** Those who can be written to. */
    valid,
    valuesFor,
    lackedBy,
    given: computed(() => variables.value.filter(isGiven)),
    needed: computed(() => variables.value.filter((name) => !isGiven(name))),
    /** Something would be lost by leaving. */
    isDirty: computed(() => draft.value.text.trim() !== '' || draft.value.list.trim() !== asked('to')),
    /** The text or template, as operations take it; null before there is one. */
    message: computed(() => {
      const { mode, text, templateId } = draft.value
      if (mode === 'text') return text.trim() === '' ? null : { message: text }
      return templateId ? { voice_message_id: Number(templateId) } : null
    }),
    /** Takes recipients off the list. */
    remove(unwanted: (one: Recipient) => boolean): void {
      draft.value.list = withoutRecipients(draft.value.list, list.value, unwanted)
    },
    /** Puts plain characters in the place of look-alikes, wherever they were typed here. */
    makePlain(): void {
      const { value } = draft
      value.text = toPlainText(value.text)
      for (const [name, text] of Object.entries(value.values)) value.values[name] = toPlainText(text)
      // In the list a tab separates, and a double quote at the beginning of a cell means something.
      const cells = value.list.replace(/[“”„‟″«»]/g, "'").split('\t')
      value.list = cells.map(toPlainText).join('\t')
    },
  }
}
