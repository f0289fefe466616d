import { guessSample } from '#shared/template/sample-values'
import { tokenise } from '#shared/template/tokenise'
import { listVariables } from '#shared/template/variables'

/**
 * Values to try a template with: what the person gave before in this browser, else a guess.
 *
 * @param text the template as it stands
 * @param id of the template; null while it is not saved
 */
export function useSampleValues(text: () => string, id: () => number | null) {
  const session = useSessionStore()
  const timeZone = session.current?.tenant.timezone ?? 'UTC'
  const company = session.current?.tenant.brand.name ?? ''
  // Kept from the server's page, so that both draw the same day.
  const day = useState('sample-day', () => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date()))
  const given = ref<Record<string, string>>({})
  const key = () => personalKey(`samples:${id() ?? 'new'}`)

  const used = computed(() => listVariables(tokenise(text()).tokens))
  const samples = computed(() =>
    used.value.map(({ name, ssmlTypes }) => {
      const guess = guessSample(name, ssmlTypes[0], { day: day.value, company })
      const value = Object.hasOwn(given.value, name) ? given.value[name]! : guess
      return { name, ssmlTypes, guess, value }
    }),
  )
  // A template that was new has an id now: its samples go along.
  watch(id, () => writeLocal(key(), given.value))
  onMounted(() => (given.value = readLocal<Record<string, string>>(key()) ?? {}))

  return {
    samples,
    /** As an operation takes them: those that are empty are not given. */
    variables: computed(() =>
      Object.fromEntries(samples.value.filter(({ value }) => value !== '').map(({ name, value }) => [name, value])),
    ),
    set(name: string, value: string): void {
      given.value = { ...given.value, [name]: value }
      writeLocal(key(), given.value)
    },
  }
}
export type Sample = ReturnType<typeof useSampleValues>['samples']['value'][number]
