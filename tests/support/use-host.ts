import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser } from './browser.ts'
import { openPage, SIZES } from './pages.ts'
import { HOST_PAGE_ENTRY } from './paths.ts'
import { freePort, startProcess, type Running } from './process.ts'
import { startWorld, type World } from './world.ts'

/** What `beforeAll` fills in. */
interface At {
  world: World
  browser: Browser
  origin: string
}

/** The demo's host page before a server of its own, and how to work it and read its log. */
export function useHost() {
  const at = {} as At
  let host: Running

  beforeAll(async () => {
    const port = String(await freePort())
    at.origin = `http://localhost:${port}`
    at.world = await startWorld({ env: { HOST_PAGE_PORT: port } })
    host = await startProcess(HOST_PAGE_ENTRY, { HOST_PAGE_PORT: port, PUBLIC_BASE_URL: at.world.url }, /^ready /)
    at.browser = await launchBrowser()
  })
  afterAll(async () => {
    await at.browser?.close()
    await host?.stop()
    await at.world?.stop()
  })

  const pane = (page: Page, name: 'Left' | 'Right'): Locator => page.getByRole('article', { name: `${name} frame` })
  const frameOf = (page: Page, name: 'Left' | 'Right'): FrameLocator => pane(page, name).frameLocator('iframe')
  /** What frames posted, newest first. */
  const lines = (page: Page, type: string, where = 'Left'): Locator =>
    page.locator(`#log p[data-direction=in][data-type="${type}"][data-where=${where}] .data`)
  async function heard(page: Page, type: string, where = 'Left') {
    const line = lines(page, type, where).first()
    await line.waitFor()
    return JSON.parse((await line.textContent())!)
  }

  return {
    at,
    pane,
    frameOf,
    lines,
    heard,
    button: (page: Page, name: string) => pane(page, 'Left').getByRole('button', { name, exact: true }),
    clear: (page: Page) => page.getByRole('button', { name: 'Clear' }).click(),
    /** The host page with its left frame alive. */
    async openHost(context?: BrowserContext) {
      const inside = context ?? (await at.browser.newContext({ viewport: SIZES.wide }))
      const opened = await openPage(inside)
      await opened.page.goto(at.origin)
      await heard(opened.page, 'ready')
      return { ...opened, context: inside, left: frameOf(opened.page, 'Left') }
    },
    /** Sends the left frame to one of the pages that its host offers. */
    async go(page: Page, to: string) {
      await pane(page, 'Left').getByLabel('Page').selectOption(to)
      await pane(page, 'Left').getByRole('button', { name: 'Go', exact: true }).click()
    },
    /** Posts to the left frame as the host page itself. */
    postFrom: (page: Page, message: object) =>
      page.evaluate(
        ([target, posted]) => document.querySelector('iframe')!.contentWindow!.postMessage(posted, target as string),
        [at.world.url, message] as const,
      ),
  }
}
