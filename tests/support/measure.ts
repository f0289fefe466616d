import type { BrowserContext, Page } from 'playwright-core'

/** What it took a browser with an empty cache to show a page. */
export interface Measured {
  /** Compressed bytes of the scripts that were asked for before the page was alive, as they were transferred. */
  scriptBytes: number
  /** How those were compressed: what browser and server agreed on. */
  encodings: string[]
  /** Until nothing more came. */
  requests: number
  /** All shifts together, which is stricter than the usual worst five seconds. */
  layoutShift: number
  largestPaintMs: number
}

interface Watched {
  aliveAt: number | null
  layoutShift: number
  largestPaintMs: number
  isQuiet: Promise<void>
}

/** Frames in a row in which nothing was loaded or moved: about half a second of nothing. */
const QUIET_FRAMES = 30

/** Makes every page of this context watch itself, from its first moment. */
export async function watchPages(context: BrowserContext): Promise<void> {
  await context.addInitScript((quietFrames) => {
    const watched: Watched = { aliveAt: null, layoutShift: 0, largestPaintMs: 0, isQuiet: Promise.resolve() }
    Object.assign(window, { watched })
    let calm = 0
    let loaded = 0
    const observe = (type: string, note: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true })
    observe('largest-contentful-paint', ({ startTime }) => (watched.largestPaintMs = startTime))
    observe('layout-shift', (entry) => {
      calm = 0
      watched.layoutShift += (entry as PerformanceEntry & { value: number }).value
    })
    watched.isQuiet = new Promise((resolve) => {
      requestAnimationFrame(function look() {
        const root = document.querySelector('#__nuxt') as { __vue_app__?: { $nuxt?: { isHydrating?: boolean } } } | null
        if (root?.__vue_app__?.$nuxt?.isHydrating === false) watched.aliveAt ??= performance.now()
        const resources = performance.getEntriesByType('resource').length
        calm = resources === loaded && watched.aliveAt !== null ? calm + 1 : 0
        loaded = resources
        if (calm < quietFrames) requestAnimationFrame(look)
        else resolve()
      })
    })
  }, QUIET_FRAMES)
}

/** Opens an address in a context that watches its pages, and waits until nothing more happens. */
export async function measure(page: Page, address: string): Promise<Measured> {
  const encodings = new Set<string>()
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) encodings.add(response.headers()['content-encoding'] ?? 'none')
  })
  await page.goto(address)
  const measured = await page.evaluate(async () => {
    const { watched } = window as unknown as { watched: Watched }
    await watched.isQuiet
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const scripts = resources.filter(({ name, startTime }) => name.endsWith('.js') && startTime <= watched.aliveAt!)
    return {
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      requests: resources.length + 1,
      layoutShift: watched.layoutShift,
      largestPaintMs: watched.largestPaintMs,
    }
  })
  return { ...measured, encodings: [...encodings] }
}
