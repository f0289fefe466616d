import type { BrowserContext, Response as PageResponse } from 'playwright-core'
import { watchSecrets, type SecretsWatch } from './watch.ts'

/** What is worth reading: a sound is not, and an event stream never ends. */
const TEXT = /^(application\/(.+\+)?json|text\/(?!event-stream))/

/** The worlds of this test file. */
const watches: SecretsWatch[] = []
const reading = new Set<Promise<void>>()

/** Watches what programs and pages ask of a server, from now on. */
export function watchTraffic(origin: string): SecretsWatch {
  if (watches.length === 0) watchFetch()
  const watch = watchSecrets(origin)
  watches.push(watch)
  return watch
}

/** Resolves when what was answered so far has been read. */
export async function trafficIsRead(): Promise<void> {
  await Promise.all(reading)
}

/** Watches what a browser's pages ask, documents included. */
export function watchContext(context: BrowserContext): void {
  context.on('response', (response) => read(readPageAnswer(response)))
}

function watchFetch(): void {
  const ask = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const request = { url: input instanceof Request ? input.url : String(input), method: init?.method ?? 'GET' }
    const watch = watchOf(request.url)
    watch?.noteRequest(new Headers(init?.headers), init?.body)
    const response = await ask(input, init)
    if (watch && TEXT.test(response.headers.get('content-type') ?? '')) {
      const copy = response.clone()
      read(
        copy.text().then((text) => {
          watch.noteAnswer(operationOf(request), text, false, response.headers.getSetCookie())
        }),
      )
    }
    return response
  }
}

async function readPageAnswer(response: PageResponse): Promise<void> {
  const request = response.request()
  const watch = watchOf(response.url())
  if (!watch) return
  watch.noteRequest(new Headers(), request.postData())
  if (!TEXT.test(response.headers()['content-type'] ?? '')) return
  const [text, headers] = await Promise.all([response.text(), response.headersArray()])
  const cookies = headers.filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => value)
  watch.noteAnswer(operationOf({ url: response.url(), method: request.method() }), text, true, cookies)
}

/** An answer that nobody waited for may be gone: a page was left, a connection cut on purpose. */
function read(answer: Promise<void>): void {
  const settled = answer.catch(() => {}).finally(() => reading.delete(settled))
  reading.add(settled)
}

const watchOf = (url: string): SecretsWatch | undefined => watches.find((watch) => watch.isOf(url))

const operationOf = ({ method, url }: { method: string; url: string }): string =>
  `${method.toUpperCase()} ${new URL(url).pathname}`
