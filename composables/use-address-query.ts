type How = 'push' | 'replace'
type Router = ReturnType<typeof useRouter>
export type AddressQuery = Readonly<Record<string, string | number | null | undefined | (string | null)[]>>

/** The change that each router is making of its address's query. */
const underWay = new WeakMap<Router, { how: How; query: AddressQuery }>()

/**
 * What a page keeps in its address. A change that comes while another is on its way builds on that one: made from the
 * address as it still is, it would undo it.
 */
export function useAddressQuery() {
  const route = useRoute()
  const router = useRouter()

  /**
   * @param how `replace` for what is no step to go back from
   * @param next the new query from the one there is, or is going to be
   */
  async function change(how: How, next: (query: AddressQuery) => AddressQuery): Promise<void> {
    const before = underWay.get(router)
    const step = {
      how: before?.how === 'push' ? before.how : how,
      query: next(before?.query ?? router.currentRoute.value.query),
    }
    underWay.set(router, step)
    try {
      await router[step.how]({ query: step.query })
    } finally {
      if (underWay.get(router) === step) underWay.delete(router)
    }
  }

  /**
   * One value of the address, which replaces itself as it changes.
   *
   * @param usual left out of the address
   * @param resets which others go back to what is usual with each change
   */
  function field<Usual extends string | number>(name: string, usual: Usual, resets: readonly string[] = []) {
    type Value = Usual extends number ? number : string
    const without = Object.fromEntries(resets.map((other) => [other, undefined]))
    return computed<Value>({
      get: () => {
        const given = route.query[name]
        if (typeof given !== 'string') return usual as unknown as Value
        return (typeof usual === 'number' ? Math.max(1, Math.floor(Number(given)) || 1) : given) as Value
      },
      set: (value) => {
        const written = String(value) === String(usual) ? undefined : String(value)
        void change('replace', (query) => ({ ...query, ...without, [name]: written }))
      },
    })
  }

  return { change, field }
}
