import type { z } from 'zod'
import { updateProfile, type TenantProfile } from '#shared/contracts/tenant'

export type Profile = z.output<typeof TenantProfile>
type Changes = z.input<NonNullable<typeof updateProfile.body>>

/**
 * One section of the settings: begins as the profile says, sends only what was changed, and then shows what the server
 * made of it. Somebody else's change arrives while nothing is typed here.
 *
 * @param read what of the profile the section shows
 */
export function useProfileSection<Draft extends Changes>(profile: () => Profile, read: (profile: Profile) => Draft) {
  const { t } = useI18n()
  const toasts = useToasts()
  const session = useSessionStore()
  const refreshSession = useSessionRefresh()
  const saved = shallowRef<Changes>(read(profile()))
  const form = useForm(updateProfile, read(profile()) as Changes)
  const isDirty = computed(() => !isSame(saved.value, form.values))

  function reset(to: Changes = saved.value): void {
    saved.value = to
    Object.assign(form.values, structuredClone(toRaw(to)))
  }
  watch(profile, (next) => isDirty.value || reset(read(next)))

  return {
    values: form.values as Draft,
    errors: form.errors,
    problem: form.problem,
    isBusy: form.isBusy,
    isDirty,
    canWrite: session.can('settings:write'),
    discard: () => reset(),
    /** @returns whether it is saved */
    async save(): Promise<boolean> {
      if (!isDirty.value) return false
      const answer = await form.submit({ body: changesOf(saved.value, form.values) })
      if (!answer) return false
      reset(read(answer as Profile))
      await refreshSession()
      toasts.success(t('settings.saved'))
      return true
    },
  }
}

export type ProfileSection = Omit<ReturnType<typeof useProfileSection>, 'values'>

/** What differs, down to the single setting: a setting of several values goes as a whole. */
function changesOf(before: Changes, after: Changes): Changes {
  const { settings: oldSettings, ...oldRest } = before
  const { settings, ...rest } = after
  const changed = differing(oldSettings ?? {}, settings ?? {})
  return { ...differing(oldRest, rest), ...(Object.keys(changed).length > 0 && { settings: changed }) }
}

function differing<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const entries = Object.entries(after).filter(([key, value]) => !isSame(before[key as keyof Fields], value))
  return Object.fromEntries(entries) as Partial<Fields>
}

/** NaN is what a number field holds while something else is typed: it is a change, and no `null`. */
const isSame = (one: unknown, other: unknown) => written(one) === written(other)
const written = (value: unknown) => JSON.stringify(value, (_, inner) => (Number.isNaN(inner) ? 'not a number' : inner))
