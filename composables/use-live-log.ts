import type { Pagination } from './use-api'
import type { LiveEvent } from '~/stores/live'

/** Above this the first rows are still in view. */
const AT_TOP_PX = 120

interface Asked<Row> {
  data: Ref<{ items: Row[]; pagination: Pagination } | null>
  refresh: () => Promise<void>
}

/**
 * A page of a log that goes on: its rows, which of them is open, and what came meanwhile. While a row is open or has the
 * focus, or the list is not at its beginning, nothing moves.
 *
 * @param list the log's answer
 * @param event what tells that it went on
 * @param input what it was asked with: another question takes in what waits
 * @param before done before it is asked anew
 */
export function useLiveLog<Row extends { id: number }>(
  list: Asked<Row>,
  event: LiveEvent,
  input: () => { query: { page: number } },
  before: () => void = () => undefined,
) {
  const steady = useSteadyRows(
    () => list.data.value?.items ?? [],
    () =>
      input().query.page > 1 ||
      opened.openId.value !== null ||
      scrollY > AT_TOP_PX ||
      Boolean(document.activeElement?.closest('[data-rows]')),
  )
  const opened = useOpenRow(() => steady.rows.value)

  // By its words: a question that is asked anew in the same ones is the same.
  watch(
    () => JSON.stringify(input()),
    () => steady.release(),
    { flush: 'sync' },
  )
  useLive([event], async () => {
    steady.hold()
    before()
    await list.refresh()
  })

  return {
    ...steady,
    opened,
    openRow: computed(() => steady.rows.value.find(({ id }) => id === opened.openId.value)),
    showWaiting(): void {
      steady.release()
      scrollTo({ top: 0 })
    },
  }
}
