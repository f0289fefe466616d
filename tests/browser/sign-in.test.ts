import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, openPage, signIn, SIZES } from '../support/pages.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('sign-in', () => {
  let world: World
  let browser: Browser

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it.each(Object.entries(SIZES))('page_is_accessible_%s', async (_, viewport) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport, colorScheme })
      const { page, complaints } = await openPage(context)
      await page.goto(`${world.url}/`)
      await hydrated(page)
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      expect(complaints).toEqual([])
      await context.close()
    }
  })

  it('operator_signs_in_by_keyboard_and_stays_signed_in_after_a_reload', async () => {
    const context = await browser.newContext({ viewport: SIZES.wide })
    const { page, complaints } = await openPage(context)
    await page.goto(`${world.url}/`)
    await hydrated(page)
    await page.getByLabel('Tenant').focus()
    await page.keyboard.type('acme-corp')
    await page.keyboard.press('Tab')
    await page.keyboard.type('admin')
    await page.keyboard.press('Tab')
    await page.keyboard.type('demo-password')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    expect(page.url()).toBe(`${world.url}/admin/acme-corp`)
    await page.reload()
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('an_address_that_leads_nowhere_says_so_legibly_and_leads_back', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: SIZES.narrow, colorScheme })
      const { page, complaints } = await openPage(context)
      await page.goto(`${world.url}/no-such-page`)
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
      await expectAccessible(page)
      const font = await page.locator('body').evaluate((body) => getComputedStyle(body).fontFamily)
      expect(font).toContain('system-ui')
      expect(complaints.filter((one) => !one.includes('404'))).toEqual([])
      await page.getByRole('link', { name: 'Start again' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await context.close()
    }
  })

  it('signing_in_at_a_page_s_own_address_opens_that_page', async () => {
    const context = await browser.newContext({ viewport: SIZES.wide })
    const { page } = await openPage(context)
    await signIn(world, page)
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
    await context.close()
  })
})
