import type { RecipientList } from '#shared/recipients/read-recipients'

const EMPTY: RecipientList = { recipients: [], variables: [], ignoredColumns: [], isTable: false }
/** A list is read again this long after the last key. */
const PAUSE_MS = 150

/** Reads a typed or pasted list as numbers of the caller's country; the world's numbering plans come with the first. */
export function useRecipients(text: () => string) {
  const session = useSessionStore()
  const list = shallowRef<RecipientList>(EMPTY)
  let timer: ReturnType<typeof setTimeout> | undefined

  /** The list as it stands now, without waiting for a pause. */
  async function read(): Promise<RecipientList> {
    clearTimeout(timer)
    const given = text()
    if (given.trim() === '') return (list.value = EMPTY)
    const { countryOf } = await import('#shared/recipients/read-number')
    const { readRecipients } = await import('#shared/recipients/read-recipients')
    const found = readRecipients(given, countryOf(session.current?.tenant.from_number ?? null))
    return given === text() ? (list.value = found) : found
  }

  onMounted(() => {
    watch(
      text,
      () => {
        clearTimeout(timer)
        timer = setTimeout(() => void read(), PAUSE_MS)
      },
      { immediate: true },
    )
  })
  onBeforeUnmount(() => clearTimeout(timer))

  return { list, read }
}
