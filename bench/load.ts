import autocannon from 'autocannon'

/** Requests that are all equal, or made one by one. */
export interface Workload {
  url: string
  headers?: Record<string, string>
  method?: 'GET' | 'POST'
  /** Headers and body of each single request. */
  each?: () => { headers: Record<string, string>; body: string }
}

const CONNECTIONS = 10

/**
 * Loads a server for a while.
 *
 * @returns requests per second, the mean over the time
 * @throws Error when an answer was not 2xx: refusals are fast, and would look like speed
 */
export async function load(workload: Workload, seconds: number): Promise<number> {
  const { each } = workload
  const result = await autocannon({
    url: workload.url,
    connections: CONNECTIONS,
    duration: seconds,
    headers: workload.headers,
    method: workload.method ?? 'GET',
    requests: each ? [{ setupRequest: (request: object) => ({ ...request, ...each() }) }] : undefined,
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${workload.url}: ${result.non2xx} refusals, ${result.errors} errors`)
  }
  return result.requests.average
}
