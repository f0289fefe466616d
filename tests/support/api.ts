import { connecting } from './connecting.ts'

/** One answer, read whole. */
export interface Answer<Body = any> {
  status: number
  headers: Headers
  body: Body
  text: string
}

export interface Request {
  method?: string
  /** An object goes as JSON, a string or bytes as they are. */
  body?: unknown
  /** null sends none. */
  key?: string | null
  headers?: Record<string, string>
}

export type Api = <Body = any>(path: string, request?: Request) => Promise<Answer<Body>>

/** Calls the server as a program of a customer does: plain HTTP, nothing of ours in between. */
export function createApi(baseUrl: string, defaultKey: string): Api {
  return async (path, { method, body, key = defaultKey, headers = {} } = {}) => {
    const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
    const response = await connecting(baseUrl + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      body: isJson ? JSON.stringify(body) : (body as string | undefined),
      headers: {
        ...(key !== null && { 'x-api-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const text = await response.text()
    const isJsonAnswer = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, headers: response.headers, text, body: isJsonAnswer ? JSON.parse(text) : text }
  }
}
