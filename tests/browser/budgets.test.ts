import type { Browser, Cookie } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGES } from '../../tools/pages-list.ts'
import { aMonth, seedTemplates } from '../support/a-month.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { measure, watchPages } from '../support/measure.ts'
import { openPage, signIn, SIZES } from '../support/pages.ts'
import { seedHistory } from '../support/seed-history.ts'
import { startWorld, type World } from '../support/world.ts'

const HISTORY_ROWS = 10_000
const TEMPLATES = 500
/** Compressed script before a page can be used. */
const MAX_SCRIPT_BYTES = 130_000
const MAX_LAYOUT_SHIFT = 0.05

describe.skipIf(noBrowser && !process.env.CI)('a busy tenant', () => {
  let world: World
  let browser: Browser
  let cookies: Cookie[]

  beforeAll(async () => {
    world = await startWorld()
    await seedHistory(world, aMonth(HISTORY_ROWS, new Date()))
    seedTemplates(world, TEMPLATES)
    browser = await launchBrowser()
    const context = await browser.newContext()
    await signIn(world, await context.newPage())
    cookies = await context.cookies()
    await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it.each(PAGES.filter(({ isRefusal }) => !isRefusal).map((page) => [page.name, page] as const))(
    'finds %s light, steady and without complaint',
    async (_, { path, isPublic }) => {
      for (const viewport of [SIZES.wide, SIZES.narrow]) {
        const context = await browser.newContext({ viewport })
        if (!isPublic) await context.addCookies(cookies)
        await watchPages(context)
        const { page, complaints } = await openPage(context)
        const measured = await measure(page, `${world.url}${isPublic ? path : `/admin/acme-corp${path}`}`)
        // Chromium takes brotli from this machine over plain HTTP too; what is tiny is sent as it is.
        expect(measured.encodings).toContain('br')
        expect.soft(measured.scriptBytes).toBeGreaterThan(50_000)
        expect.soft(measured.scriptBytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES)
        expect.soft(measured.layoutShift).toBeLessThanOrEqual(MAX_LAYOUT_SHIFT)
        expect.soft(complaints).toEqual([])
        await context.close()
      }
    },
  )
})
