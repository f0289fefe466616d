import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { hydrated, openPage, signIn, SIZES } from './pages.ts'
import { seedHistory } from './seed-history.ts'
import { createTemplate, person, sendSms } from './send.ts'
import { HOUR_MS, whenQuiet } from './time.ts'
import { ACME, startWorld, type World } from './world.ts'

export const SEEDED = 120
export const LOGS = '/admin/acme-corp/logs'
export type Row = { id: number; to_number: string; status: string; outcome: string }

/** What `beforeAll` fills in. */
interface At {
  world: World
  browser: Browser
  cookies: Awaited<ReturnType<BrowserContext['cookies']>>
  template: number
}

/** The logs of a tenant with a history, and how to open, read and filter them. */
export function useLogs() {
  const at = {} as At

  beforeAll(async () => {
    at.world = await startWorld()
    at.world.expectErrors('request_failed')
    at.template = await createTemplate(at.world.api, 'Good morning {name}', { name: 'Morning call' })
    const now = Date.now()
    await seedHistory(
      at.world,
      Array.from({ length: SEEDED }, (_, index) => ({
        created_at: new Date(now - (index + 2) * 2 * HOUR_MS).toISOString(),
        to_number: person(index),
        message_content: `Parcel ${index} is ready`,
        ...(index % 10 === 0 && { status: 'undelivered', error_code: 30003, error_message: 'The phone is off.' }),
        ...(index % 10 === 5 && { network_type: 'call' as const, status: 'completed', voice_message_id: at.template }),
        ...(index % 10 === 7 && { direction: 'inbound' as const, from_number: person(index), to_number: ACME.from }),
      })),
    )
    await at.world.sim.scriptNumber(person(900), { sms: { refuse: 21614 } })
    await sendSms(at.world.api, person(900), 'Refused')
    await whenQuiet(at.world)
    at.browser = await launchBrowser()
    const context = await at.browser.newContext()
    const { page } = await openPage(context)
    await page.goto(`${at.world.url}/admin/acme-corp`)
    await hydrated(page)
    await signIn(at.world, page)
    at.cookies = await context.cookies()
    await context.close()
  })
  afterAll(async () => {
    await at.browser?.close()
    await at.world?.stop()
  })

  /** Runs with a page of its own, and fails on whatever the at.browser complains of. */
  async function onPage(
    path: string,
    run: (page: Page) => Promise<void>,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<void> {
    const context = await at.browser.newContext({ viewport: SIZES.wide, ...options })
    try {
      await context.addCookies(at.cookies)
      const { page, complaints } = await openPage(context)
      await page.goto(at.world.url + path)
      if (options.javaScriptEnabled !== false) await hydrated(page)
      await run(page)
      expect(complaints).toEqual([])
    } finally {
      await context.close()
    }
  }

  const history = async (query = '') => (await at.world.api(`/api/communication/history?per_page=50&${query}`)).body
  const rowLinks = (page: Page) => page.locator('a[id^=row-]')
  const shownIds = (page: Page) =>
    rowLinks(page).evaluateAll((links) => links.map((link) => Number(link.id.slice('row-'.length))))
  const expectRows = async (page: Page, query: string) => {
    const { data } = await history(query)
    expect(data.length).toBeGreaterThan(0)
    await expect.poll(() => shownIds(page)).toEqual(data.map(({ id }: Row) => id))
  }
  const choose = async (page: Page, label: string, option: string) => {
    await page.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  /** Each row says its words twice: once for narrow screens, where the other is not shown. */
  const shown = (page: Page, text: string) => page.getByText(text).filter({ visible: true }).first()

  return { at, onPage, history, rowLinks, shownIds, expectRows, choose, shown }
}
