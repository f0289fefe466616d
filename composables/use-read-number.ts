import type { ReadNumber } from '#shared/recipients/read-number'

/** Reads a number as people of the tenant's country write it; the world's numbering plans come with the first. */
export function useReadNumber(): (text: string) => Promise<ReadNumber> {
  const session = useSessionStore()
  return async (text) => {
    const { countryOf, readNumber } = await import('#shared/recipients/read-number')
    return readNumber(text, countryOf(session.current?.tenant.from_number ?? null))
  }
}
