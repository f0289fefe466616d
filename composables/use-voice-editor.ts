import type { z } from 'zod'
import { createVoiceMessage, updateVoiceMessage } from '#shared/contracts/voice-messages'
import type { VoiceMessage as VoiceMessageSchema } from '#shared/contracts/voice-messages'

export type VoiceMessage = z.output<typeof VoiceMessageSchema>

/** What an editor changes of a template. */
export interface VoiceFields {
  name: string
  voice_text: string
  voice_gender: VoiceMessage['voice_gender']
  voice_rate: VoiceMessage['voice_rate']
  voice_type: string
  voice_settings: { voice?: string; language?: string } | null
}

/**
 * A template being edited. Only what was changed is sent, with the time of the version that it was changed in: nobody
 * overwrites what somebody else wrote meanwhile without knowing.
 *
 * @param stored null for one that is not saved yet
 * @param voiceType of a new one
 */
export function useVoiceEditor(stored: VoiceMessage | null, voiceType: string) {
  const saved = shallowRef(stored)
  const baseline = computed(() => (saved.value ? fieldsOf(saved.value) : { ...NEW, voice_type: voiceType }))
  const fields = reactive<VoiceFields>({ ...baseline.value })
  const creation = useForm(createVoiceMessage, { ...baseline.value, voice_age: AGE })
  const update = useForm(updateVoiceMessage, baseline.value, () => ({ id: saved.value!.id }))
  const form = computed(() => (saved.value ? update : creation))
  const changes = computed(() => changesOf(fields, baseline.value))

  for (const name of FIELDS) {
    watch(
      () => fields[name],
      () => {
        const { errors } = form.value
        for (const path of Object.keys(errors)) if (path.split('.')[0] === name) delete errors[path]
      },
    )
  }

  function take(message: VoiceMessage, sent: Partial<VoiceFields>): void {
    saved.value = message
    const stands = fieldsOf(message)
    // What was typed while the answer was on its way is newer than the answer.
    for (const name of FIELDS) if (name in sent && isSame(fields[name], sent[name])) put(fields, name, stands[name])
  }

  return {
    saved,
    fields,
    errors: computed(() => form.value.errors),
    problem: computed(() => (form.value.failure.value?.code === 'CONFLICT' ? '' : form.value.problem.value)),
    isBusy: computed(() => form.value.isBusy.value),
    isChanged: computed(() => Object.keys(changes.value).length > 0),
    /** Somebody else saved another version meanwhile. */
    isConflict: computed(() => form.value.failure.value?.code === 'CONFLICT'),

    /**
     * @param overwrite also what somebody else has saved meanwhile
     * @returns what is stored now; null when it was refused
     */
    async save({ overwrite = false } = {}): Promise<VoiceMessage | null> {
      const current = saved.value
      const sent: Partial<VoiceFields> = structuredClone(current ? changes.value : { ...toRaw(fields) })
      const seen = current && !overwrite ? { updated_at: current.updated_at } : {}
      const body = current ? { ...sent, ...seen } : { ...sent, voice_age: AGE }
      const answer = await form.value.submit({ body })
      if (answer) take(answer, sent)
      return answer
    },

    /** Puts other values into the fields: those that are stored, or a draft. */
    fill(values: VoiceFields): void {
      for (const name of FIELDS) put(fields, name, values[name])
    },
    /** Goes on from another stored version; what was typed is given up. */
    restart(message: VoiceMessage): void {
      saved.value = message
      update.failure.value = null
      this.fill(fieldsOf(message))
    },
  }
}

/** Kept without effect: no voice takes an age. */
const AGE = 25
const NEW: VoiceFields = {
  name: '',
  voice_text: '',
  voice_gender: 'alice',
  voice_rate: 'medium',
  voice_type: 'message',
  voice_settings: null,
}
const FIELDS = Object.keys(NEW) as (keyof VoiceFields)[]

function fieldsOf(message: VoiceMessage): VoiceFields {
  const { name, voice_text, voice_gender, voice_rate, voice_type, voice_settings: settings } = message
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const [voice, language] = [text(settings?.voice), text(settings?.language)]
  const voice_settings = voice || language ? { ...(voice && { voice }), ...(language && { language }) } : null
  return { name, voice_text, voice_gender, voice_rate, voice_type, voice_settings }
}

function changesOf(fields: VoiceFields, baseline: VoiceFields): Partial<VoiceFields> {
  const changed = FIELDS.filter((name) => !isSame(fields[name], baseline[name]))
  return Object.fromEntries(changed.map((name) => [name, toRaw(fields[name])]))
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function put<Name extends keyof VoiceFields>(fields: VoiceFields, name: Name, value: VoiceFields[Name]): void {
  fields[name] = value
}
