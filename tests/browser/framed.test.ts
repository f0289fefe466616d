import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterPassword } from '../../tools/page-steps.ts'
import { PAGES } from '../../tools/pages-list.ts'
import { aMonth } from '../support/a-month.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { startHostPage, type HostPage } from '../support/host-page.ts'
import { expectAccessible, hydrated, openPage, SIZES } from '../support/pages.ts'
import { seedHistory } from '../support/seed-history.ts'
import { seedPeople } from '../support/seed-people.ts'
import { person, placeCall } from '../support/send.ts'
import { PASSWORD } from '../support/sign-in.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const ROWS = 60

describe.skipIf(noBrowser && !process.env.CI)('every page in a frame of another site', () => {
  let world: World
  let host: HostPage
  let browser: Browser

  beforeAll(async () => {
    host = await startHostPage()
    world = await startWorld({ env: { HOST_PAGE_PORT: new URL(host.origin).port } })
    await seedHistory(world, aMonth(ROWS, new Date()))
    await seedPeople(world)
    await placeCall(world.api, person(3), 2)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    host?.close()
    await world?.stop()
  })

  async function show(page: Page, path: string): Promise<Frame> {
    const address = `${world.url}/admin/${ACME.id}${path}`
    await page.goto(`${host.origin}/?frame=${encodeURIComponent(address)}`)
    const inside = page.mainFrame().childFrames()[0]!
    await inside.waitForURL(address)
    await hydrated(inside)
    return inside
  }

  async function signInWithin(page: Page): Promise<void> {
    await enterPassword(await show(page, ''), 'admin', PASSWORD)
    await page.frameLocator('iframe').locator('#navigation').waitFor({ state: 'attached' })
  }

  for (const [size, colorScheme] of [
    ['narrow', 'light'],
    ['medium', 'dark'],
    ['wide', 'light'],
  ] as const) {
    describe(`${size}, ${colorScheme}`, () => {
      let context: BrowserContext
      let page: Page
      let complaints: string[]

      beforeAll(async () => {
        context = await browser.newContext({ viewport: SIZES[size], colorScheme })
        ;({ page, complaints } = await openPage(context))
        await signInWithin(page)
        complaints.length = 0 // that nobody was signed in yet
      })
      afterAll(() => context?.close())

      it.each(PAGES.filter((one) => !one.isPublic && !one.isRefusal).map((one) => [one.name, one] as const))(
        '%s_is_accessible_with_all_that_it_opens',
        async (_, { path, opened = {} }) => {
          await show(page, path)
          await expectAccessible(page)
          for (const open of Object.values(opened)) {
            await open(await show(page, path), page)
            await expectAccessible(page)
          }
          expect(complaints.splice(0)).toEqual([])
        },
      )
    })
  }
})
