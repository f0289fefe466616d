/** What a filter takes: one of these words, or what has this form, or what passes this. */
type Accepted = readonly string[] | RegExp | ((value: string) => boolean)

/**
 * Filters and a page's number that live in the address: they can be shared, and the back button undoes them. What the
 * address holds that is no value of its filter counts as not there.
 *
 * @param accepted by the filter's name in the address
 * @param before done before a filter changes
 */
export function useUrlFilters<Name extends string>(
  accepted: Record<Name, Accepted>,
  before: () => void = () => undefined,
) {
  const route = useRoute()
  const address = useAddressQuery()
  const names = Object.keys(accepted) as Name[]

  function valuesOf(query: Readonly<Record<string, unknown>>): Partial<Record<Name, string>> {
    const given = names.flatMap((name) => {
      const value = query[name]
      return typeof value === 'string' && takes(accepted[name], value) ? [[name, value]] : []
    })
    return Object.fromEntries(given) as Partial<Record<Name, string>>
  }
  const values = computed(() => valuesOf(route.query))
  const pageNumber = computed(() => {
    const { page } = route.query
    return typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1
  })

  /** A query with other filters, from its first page on, and with nothing open. */
  function withFilters(
    query: Readonly<Record<string, unknown>>,
    changes: Partial<Record<Name, string>>,
  ): Record<string, string> {
    const next = { ...valuesOf(query), ...changes } as Record<string, string | undefined>
    return Object.fromEntries(Object.entries(next).filter((entry): entry is [string, string] => Boolean(entry[1])))
  }

  return {
    values,
    isFiltered: computed(() => Object.keys(values.value).length > 0),
    page: computed({
      get: () => pageNumber.value,
      set: (page) => {
        const withPage = (query: object) => ({ ...withFilters({ ...query }, {}), ...(page > 1 && { page }) })
        void address.change('push', withPage).then(() => scrollTo({ top: 0 }))
      },
    }),
    /**
     * Takes other values; the empty text takes a filter away.
     *
     * @param how `replace` for what is being typed: one step back, not one for each letter
     */
    set(changes: Partial<Record<Name, string>>, how: 'push' | 'replace' = 'push'): void {
      before()
      void address.change(how, (query) => withFilters(query, changes))
    },
    clear(): void {
      void address.change('push', () => ({}))
    },
  }
}

function takes(accepted: Accepted, value: string): boolean {
  if (typeof accepted === 'function') return accepted(value)
  return accepted instanceof RegExp ? accepted.test(value) : accepted.includes(value)
}
