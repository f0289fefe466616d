import type { z } from 'zod'
import type { Contract } from '#shared/contracts/contract'
import { ApiError, refusalOf, toApiError } from './api-error'

/** What an operation takes; parts that its contract does not name are left out. */
export type CallInput<C> =
  C extends Contract<infer P, infer Q, infer B, z.ZodType>
    ? Part<'params', P> & Part<'query', Q> & Part<'body', B>
    : never
type Part<Name extends string, Schema extends z.ZodType> =
  unknown extends z.input<Schema>
    ? { [N in Name]?: undefined }
    : Record<never, never> extends z.input<Schema>
      ? { [N in Name]?: z.input<Schema> }
      : { [N in Name]: z.input<Schema> }

/** The `data` of an operation; of one item where it lists. */
export type CallData<C> = C extends Contract<z.ZodType, z.ZodType, z.ZodType, infer D> ? z.output<D> : never

export interface Pagination {
  page?: number
  per_page: number
  total_items?: number
  total_pages?: number
  has_next: boolean
  next_cursor?: string | null
}

export interface CallList<C> {
  items: CallData<C>[]
  pagination: Pagination
}

interface CallOptions {
  /** Repeats nothing: sent with what costs money or creates, so that a second click is the first one's answer. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** The call is how people sign in: its 401 is an answer, not the end of a session. */
  signsIn?: boolean
  /** The call is how the person of this page leaves: a 401 says that they have. */
  signsOut?: boolean
}

interface SendOptions extends CallOptions {
  /** Told how many of the bytes have left, as they leave. */
  onProgress?: (sentBytes: number) => void
}

interface Answer {
  data: unknown
  pagination?: Pagination
}

/**
 * The only way that pages ask the server: by contract, as the tenant of the page. A session that ended meanwhile is
 * announced, waited for, and the call made again, so that nothing typed is lost; whoever signs out instead ends the wait.
 *
 * @throws ApiError for every refusal, and for a server that cannot be reached (status 0)
 */
export function useApi() {
  const nuxtApp = useNuxtApp()
  const session = useSessionStore()
  const fetcher = import.meta.server ? useRequestFetch() : $fetch

  /** Makes a call, again after each renewal of the session that it needs. */
  async function making(
    contract: Contract,
    options: CallOptions,
    run: (headers: Record<string, string>) => Promise<Answer>,
  ): Promise<Answer> {
    // A page that is being drawn was asked for by a link, perhaps on a site of somebody else: it only reads.
    if (import.meta.server && !isReading(contract)) throw new Error(`${contract.id} while a page is drawn`)
    for (;;) {
      const askedIn = session.current?.id
      const headers: Record<string, string> = session.headers(options.signsIn)
      // While the server draws a page the page itself asks, wherever the person came to it from.
      if (import.meta.server) headers['sec-fetch-site'] = 'same-origin'
      if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
      try {
        return await run(headers)
      } catch (error) {
        const failure = toApiError(error)
        const { reason, stage } = (failure.details ?? {}) as { reason?: unknown; stage?: unknown }
        if (failure.status === 403 && stage === 'enrolment') session.holdUp()
        const isAnswer = options.signsIn || options.signsOut || failure.status !== 401
        if (isAnswer || import.meta.server || !session.current) throw failure
        // Refused for a session that was renewed while the answer was on its way: the new one has not been asked.
        if (!session.isExpired && session.current.id !== askedIn) continue
        if (!(await session.expire(reason))) throw failure
      }
    }
  }

  const send = (contract: Contract, input: AnyInput, options: CallOptions): Promise<Answer> =>
    making(contract, options, async (headers) => {
      const { method } = contract
      const { query, body } = input
      const asked = { method, query, body, headers, signal: options.signal, retry: 0 }
      return (await fetcher(pathOf(contract, input.params), asked as object)) as Answer
    })

  return {
    /** Asks for one thing. */
    async call<C extends Contract>(contract: C, input: CallInput<C>, options: CallOptions = {}): Promise<CallData<C>> {
      const { data } = await send(contract, input as AnyInput, options)
      if (import.meta.client) void nuxtApp.callHook('api:answered', contract.id, data)
      return data as CallData<C>
    },
    /** Asks for a page of things. */
    async list<C extends Contract>(contract: C, input: CallInput<C>, options: CallOptions = {}): Promise<CallList<C>> {
      const { data, pagination } = await send(contract, input as AnyInput, options)
      return { items: data as CallData<C>[], pagination: pagination! }
    },
    /** Asks for what is no JSON, such as sound, whole. */
    async bytes<C extends Contract>(contract: C, input: CallInput<C>): Promise<Blob> {
      const { params, query } = input as AnyInput
      const { data } = await making(contract, {}, async (headers) => {
        const asked = { query, headers, responseType: 'blob', retry: 0 }
        return { data: await fetcher(pathOf(contract, params), asked as object) }
      })
      return data as Blob
    },
    /** Sends a file, or a form with one, as it is. */
    async sendBytes<C extends Contract>(
      contract: C,
      input: CallInput<C>,
      bytes: Blob | FormData,
      options: SendOptions = {},
    ): Promise<CallData<C>> {
      const sent = await making(contract, options, (headers) =>
        sendByRequest(contract, input as AnyInput, bytes, headers, options),
      )
      return sent.data as CallData<C>
    },
  }
}

interface AnyInput {
  params?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
}

/** What `fetch` does, which tells nothing of the bytes that have left (https://fetch.spec.whatwg.org: no upload progress). */
function sendByRequest(
  contract: Contract,
  { params, query }: AnyInput,
  bytes: Blob | FormData,
  headers: Record<string, string>,
  { signal, onProgress }: SendOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const unreachable = () => reject(new ApiError(0, 'UNREACHABLE', 'The server cannot be reached'))
    const abort = () => request.abort()
    const asked = new URLSearchParams(query as Record<string, string>).toString()
    request.open(contract.method, `${pathOf(contract, params)}${asked && `?${asked}`}`)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    if (bytes instanceof Blob) request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded)
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status < 300) resolve(body as Answer)
      else reject(refusalOf(request.status, body, (name) => request.getResponseHeader(name)))
    }
    request.onerror = request.onabort = unreachable
    request.onloadend = () => signal?.removeEventListener('abort', abort)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) unreachable()
    else request.send(bytes)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isReading = ({ method, access }: Contract): boolean =>
  method === 'GET' || (typeof access === 'object' && access.tenant.endsWith(':read'))

/** The address of an operation, its parameters filled in. */
export function pathOf(contract: Pick<Contract, 'path'>, params: Record<string, string | number> = {}): string {
  return contract.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
}
