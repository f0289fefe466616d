import type { Browser, BrowserContext, Frame, Page, ViewportSize } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterPassword } from '../../tools/page-steps.ts'
import { PAGES } from '../../tools/pages-list.ts'
import { aMonth } from '../support/a-month.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { startHostPage, type HostPage } from '../support/host-page.ts'
import { tabTo } from '../support/operator.ts'
import { expectAccessible, expectAccessibleInBothColours, hydrated, openPage, SIZES } from '../support/pages.ts'
import { seedHistory } from '../support/seed-history.ts'
import { seedPeople } from '../support/seed-people.ts'
import { person, placeCall } from '../support/send.ts'
import { PASSWORD } from '../support/sign-in.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const ROWS = 60
const OWN_PAGES = PAGES.filter((one) => !one.isPublic && !one.isRefusal).map((one) => [one.name, one] as const)

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

  async function showOwn(page: Page, path: string): Promise<Frame> {
    const inside = await show(page, path)
    await inside.locator('#navigation').waitFor({ state: 'attached' })
    return inside
  }

  async function signInWithin(context: BrowserContext): Promise<void> {
    const page = await context.newPage()
    await enterPassword(await show(page, ''), 'admin', PASSWORD)
    await page.frameLocator('iframe').locator('#navigation').waitFor({ state: 'attached' })
    await page.close()
  }

  /** A browser of this size whose frames the operator is signed in to, for each group of tests. */
  function useFrames(viewport: ViewportSize) {
    const at = {} as { context: BrowserContext; page: Page; complaints: string[] }
    beforeAll(async () => {
      const context = await browser.newContext({ viewport })
      await signInWithin(context)
      Object.assign(at, { context, ...(await openPage(context)) })
    })
    afterAll(() => at.context?.close())
    return at
  }

  describe.each(Object.entries(SIZES))('%s', (_, viewport) => {
    const at = useFrames(viewport)

    it.each(OWN_PAGES)('%s_is_accessible', async (_, { path }) => {
      await showOwn(at.page, path)
      await expectAccessibleInBothColours(at.page)
      expect(at.complaints.splice(0)).toEqual([])
    })
  })

  describe('in the least room there is', () => {
    const at = useFrames(SIZES.narrow)

    it.each(OWN_PAGES.filter(([, { opened }]) => opened))(
      '%s_is_accessible_with_all_that_it_opens',
      async (_, { path, opened = {}, refused }) => {
        for (const open of Object.values(opened)) {
          await open(await showOwn(at.page, path), at.page)
          await expectAccessible(at.page)
        }
        expect(at.complaints.splice(0).filter((complaint) => !refused?.test(complaint))).toEqual([])
      },
    )
  })

  it('is_worked_by_keyboard_alone', async () => {
    const context = await browser.newContext({ viewport: SIZES.wide })
    await signInWithin(context)
    const page = await context.newPage()
    const inside = await showOwn(page, '')
    await tabTo(page, inside.getByRole('link', { name: 'SMS' }))
    await page.keyboard.press('Enter')
    await tabTo(page, inside.getByRole('textbox', { name: 'Text', exact: true }))
    await page.keyboard.type('By keyboard')
    await tabTo(page, inside.getByLabel('Phone numbers'))
    await page.keyboard.type(person(71))
    await tabTo(page, inside.getByRole('button', { name: 'Send', exact: true }))
    await page.keyboard.press('Enter')
    await inside.getByText('Delivered').first().waitFor()
    const { data } = (await world.api(`/api/communication/history?number=${encodeURIComponent(person(71))}`)).body
    expect(data).toMatchObject([{ message_content: 'By keyboard' }])
    await showOwn(page, '/logs')
    const row = page.frameLocator('iframe').locator(`#row-${data[0].id}`)
    await tabTo(page, row)
    await page.keyboard.press('Enter')
    const panel = page.frameLocator('iframe').getByRole('dialog')
    await panel.getByText('By keyboard').first().waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(await row.evaluate((element) => element === document.activeElement)).toBe(true)
    await context.close()
  })
})
