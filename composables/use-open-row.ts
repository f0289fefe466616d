import type { AddressQuery } from './use-address-query'

/** The id of a row's link, by which the focus finds it. */
export const rowLinkId = (id: number): string => `row-${id}`

const STEPS: Record<string, 1 | -1> = { j: 1, J: 1, ArrowDown: 1, k: -1, K: -1, ArrowUp: -1 }

/**
 * Which row of a list is open beside it. It lives in the address as `open`: it can be shared, and the back button closes
 * it. J, K and the arrows go through the rows, whether one is open or only has the focus.
 */
export function useOpenRow(rows: () => readonly { id: number }[]) {
  const route = useRoute()
  const router = useRouter()
  const address = useAddressQuery()

  const openId = computed(() => {
    const { open } = route.query
    return typeof open === 'string' && /^[1-9]\d{0,14}$/.test(open) ? Number(open) : null
  })
  const open =
    (id: number | null) =>
    ({ open: _, ...query }: AddressQuery): AddressQuery =>
      id === null ? query : { ...query, open: String(id) }
  const withOpen = (id: number | null) => ({ query: open(id)(route.query) })
  const neighbour = (id: number, step: 1 | -1) => {
    const at = rows().findIndex((row) => row.id === id)
    return at < 0 ? undefined : rows()[at + step]?.id
  }

  function close(): void {
    const closed = router.resolve(withOpen(null)).fullPath
    // Where opening was the last step, closing takes it back: no trail of openings and closings is left.
    if ((history.state as { back?: string } | null)?.back === closed) router.back()
    else void address.change('replace', open(null))
  }

  function step(by: 1 | -1): void {
    const next = openId.value === null ? undefined : neighbour(openId.value, by)
    if (next !== undefined) void address.change('replace', open(next))
  }

  function onKey(event: KeyboardEvent): void {
    const by = STEPS[event.key]
    const target = event.target as HTMLElement
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (target.closest('input, textarea, select, [role="menu"], [role="listbox"], [data-own-keys]')) return
    // A question above the panel has the keys.
    if (document.querySelectorAll('[role="dialog"]').length > 1) return
    if (openId.value !== null) {
      step(by)
      event.preventDefault()
      return
    }
    const [, id] = /^row-(\d+)$/.exec(target.id) ?? []
    const next = id === undefined ? undefined : neighbour(Number(id), by)
    if (next === undefined) return
    focusRow(next)
    event.preventDefault()
  }

  // A dialog that closes gives the focus back to what had it before; the row that was open last is the better place.
  watch(openId, (id, before) => {
    if (id === null && before !== null) setTimeout(() => focusRow(before))
  }, { flush: 'post' }) // prettier-ignore
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))

  return {
    openId,
    /** Where a row's link leads. */
    linkTo: (id: number) => withOpen(id),
    open: (id: number): void => void address.change('push', open(id)),
    close,
    step,
    hasNext: computed(() => openId.value !== null && neighbour(openId.value, 1) !== undefined),
    hasPrevious: computed(() => openId.value !== null && neighbour(openId.value, -1) !== undefined),
  }
}

function focusRow(id: number): void {
  const link = document.getElementById(rowLinkId(id))
  link?.focus()
  link?.scrollIntoView({ block: 'nearest' })
}
