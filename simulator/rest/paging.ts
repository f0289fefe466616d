import { RestError } from './rest-error.ts'

const STANDARD_PAGE_SIZE = 50
const LARGEST_PAGE_SIZE = 1000

/**
 * One page of a list, newest first, with Twilio's links. A page token names the last resource of the page before,
 * so that resources which appear meanwhile neither repeat nor hide others.
 * @param key the collection's name in the answer, for example `messages`.
 */
export function pageOf<T extends { sid: string }>(options: {
  items: T[]
  query: URLSearchParams
  uri: string
  key: string
  present: (item: T) => unknown
}): Record<string, unknown> {
  const { items, query, uri, key, present } = options
  const pageSize = Math.min(wholeNumber(query, 'PageSize', STANDARD_PAGE_SIZE), LARGEST_PAGE_SIZE) || 1
  const page = wholeNumber(query, 'Page', 0)
  const token = query.get('PageToken')
  const after = token ? items.findIndex((item) => item.sid === token.replace(/^PA/, '')) : -1
  if (token && after < 0) throw new RestError(20001, 'Invalid PageToken')
  const start = token ? after + 1 : page * pageSize
  const slice = items.slice(start, start + pageSize)
  const link = (number: number, last?: T) => {
    const linked = new URLSearchParams(query)
    linked.set('PageSize', String(pageSize))
    linked.set('Page', String(number))
    linked.delete('PageToken')
    if (last) linked.set('PageToken', `PA${last.sid}`)
    return `${uri}?${linked}`
  }
  return {
    [key]: slice.map(present),
    first_page_uri: link(0),
    next_page_uri: start + pageSize < items.length ? link(page + 1, slice.at(-1)) : null,
    previous_page_uri: page > 0 ? link(page - 1, items[start - pageSize - 1]) : null,
    uri: link(page, token ? items[after] : undefined),
    page,
    page_size: pageSize,
    start: page * pageSize,
    end: page * pageSize + Math.max(0, slice.length - 1),
  }
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new RestError(20001, `Invalid ${name}`)
  return Number(text)
}
