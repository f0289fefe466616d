import http from 'node:http'
import https from 'node:https'

export type Exchange = {
  status: number | null
  /** `connect-timeout`, `read-timeout`, `total-timeout`, `too-large`, or the system's code such as `ECONNREFUSED`. */
  error: string | null
  headers: http.IncomingHttpHeaders
  body: Buffer
  ms: number
}

export type ExchangeRequest = {
  url: string
  method: string
  headers: Record<string, string>
  body: string | null
  connectTimeoutMs: number
  readTimeoutMs: number
  totalTimeoutMs: number
  maxBytes: number
}

/** Connections are kept: thousands of callbacks with one connection each would run out of ports. */
const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 256 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 256 }),
}

/** One HTTP exchange with separate limits for connecting, waiting and the whole. Never throws. Limits in real milliseconds. */
export async function exchange(request: ExchangeRequest): Promise<Exchange> {
  const startedAt = performance.now()
  const result = await attempt(request)
  return { ...result, ms: Math.round(performance.now() - startedAt) }
}

function attempt(request: ExchangeRequest): Promise<Omit<Exchange, 'ms'>> {
  return new Promise((resolve) => {
    const url = new URL(request.url)
    const secure = url.protocol === 'https:'
    const outgoing = (secure ? https : http).request(url, {
      method: request.method,
      headers: request.headers,
      agent: agents[secure ? 'https:' : 'http:'],
    })
    const timers: NodeJS.Timeout[] = []
    let finished = false
    const finish = (result: Omit<Exchange, 'ms'>) => {
      if (finished) return
      finished = true
      for (const timer of timers) clearTimeout(timer)
      resolve(result)
    }
    const fail = (error: string) => {
      finish({ status: null, error, headers: {}, body: Buffer.alloc(0) })
      outgoing.destroy()
    }
    const limit = (ms: number, error: string) => {
      const timer = setTimeout(() => fail(error), ms)
      timers.push(timer)
      return timer
    }

    outgoing.on('socket', (socket) => {
      limit(request.totalTimeoutMs, 'total-timeout')
      if (!socket.connecting) return void limit(request.readTimeoutMs, 'read-timeout')
      const connecting = limit(request.connectTimeoutMs, 'connect-timeout')
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(connecting)
        limit(request.readTimeoutMs, 'read-timeout')
      })
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection that the other side closed meanwhile says nothing about the other side: ask on a new one.
      if (!finished && outgoing.reusedSocket && error.code === 'ECONNRESET') {
        finished = true
        for (const timer of timers) clearTimeout(timer)
        return void attempt(request).then(resolve)
      }
      fail(error.code ?? error.message)
    })
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > request.maxBytes) return fail('too-large')
        chunks.push(chunk)
      })
      response.on('error', () => fail('ECONNRESET'))
      response.on('end', () =>
        finish({
          status: response.statusCode ?? null,
          error: null,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
    outgoing.end(request.body ?? undefined)
  })
}
