import { createTicket } from '#shared/contracts/auth'

/**
 * Downloads what an address answers. The browser writes it to the disk as it comes, and asks without our headers: a
 * ticket says who asks.
 *
 * @param path below /api
 * @param query what is undefined is left out
 * @throws ApiError where there was no ticket to be had
 */
export function useDownload(): (path: string, query?: Record<string, unknown>) => Promise<void> {
  const api = useApi()
  return async (path, query = {}) => {
    const { ticket } = await api.call(createTicket, { body: { path } })
    const given = Object.entries({ ...query, ticket }).filter(([, value]) => value !== undefined)
    const asked = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
    const link = Object.assign(document.createElement('a'), { href: `${path}?${asked}`, download: '' })
    document.body.append(link)
    link.click()
    link.remove()
  }
}
