/**
 * Rows of a live list that stay where they are while somebody reads them: what is new is counted and waits, what changed
 * changes in place.
 *
 * @param fresh the list's last answer, newest first
 * @param isReading whether rows must not move now
 */
export function useSteadyRows<Row extends { id: number }>(fresh: () => readonly Row[], isReading: () => boolean) {
  const held = shallowRef<readonly Row[] | null>(null)
  /** What is known of rows that the last answer no longer holds. */
  const told = reactive(new Map<number, Partial<Row>>()) as Map<number, Partial<Row>>

  const rows = computed<readonly Row[]>(() => {
    if (!held.value) return fresh()
    const byId = new Map(fresh().map((row) => [row.id, row]))
    return held.value.map((row) => byId.get(row.id) ?? { ...row, ...told.get(row.id) })
  })
  const newest = computed(() => Math.max(0, ...(held.value ?? []).map(({ id }) => id)))

  const waiting = computed(() => (held.value ? fresh().filter(({ id }) => id > newest.value).length : 0))

  function release(): void {
    held.value = null
    told.clear()
  }

  return {
    rows,
    /** How many wait: once one does, only `release` lets it in. */
    waiting,
    /** Before a live list is asked anew: from here on its rows stay, if they are being read. */
    hold(): void {
      if (isReading() || waiting.value > 0) held.value = rows.value
      else release()
    },
    /** Takes in what waits. */
    release,
    /** Tells of a row without asking for it. */
    tell(id: number, changes: Partial<Row>): void {
      if (rows.value.some((row) => row.id === id)) told.set(id, changes)
    },
  }
}
