import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { hydrated, openPage, signIn } from '../support/pages.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('what comes alive late', () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
  })
  beforeEach(async () => {
    context = await browser.newContext({ hasTouch: true })
    ;({ page, complaints } = await openPage(context))
    await signIn(world, page)
    complaints.length = 0 // of the session that was not there yet
    // Never idle, as a frame of another site can be; the timeout is left out too.
    await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }))
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('opens_a_list_by_the_first_click', async () => {
    await open('/logs')
    await page.getByRole('combobox', { name: 'Time' }).click()
    await page.getByRole('option', { name: 'Last 7 days' }).click()
    await page.waitForURL(/period=7d/)
  })

  it('opens_a_list_by_the_first_key', async () => {
    await open('/logs')
    await page.getByRole('combobox', { name: 'Time' }).press('Enter')
    await page.getByRole('listbox').waitFor()
  })

  it('opens_a_list_by_the_first_tap', async () => {
    await open('/logs')
    await page.getByRole('combobox', { name: 'Time' }).tap()
    await page.getByRole('listbox').waitFor()
  })

  it('opens_a_menu_by_the_first_click_and_does_nothing_else', async () => {
    await open('/voice')
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click()
    await page.getByRole('menu').waitFor()
    expect(new URL(page.url()).pathname).toBe('/admin/acme-corp/voice')
  })

  async function open(path: string): Promise<void> {
    await page.goto(`${world.url}/admin/acme-corp${path}`)
    await hydrated(page)
  }
})
