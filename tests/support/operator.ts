import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { hydrated, openPage, signIn, SIZES } from './pages.ts'
import type { World } from './world.ts'

/** The demo operator's browser: one page, signed in. */
export interface Operator {
  context: BrowserContext
  page: Page
  complaints: string[]
  /** Opens a page of acme-corp below its base, and waits until it takes clicks. */
  open(path: string): Promise<void>
  /** What the server sends for that page to a browser without scripts. */
  htmlOf(path: string): Promise<string>
}

/** @param base the server's address, where it is not the world's own */
export async function openOperator(world: World, browser: Browser, base = world.url): Promise<Operator> {
  const context = await browser.newContext({ viewport: SIZES.wide })
  const { page, complaints } = await openPage(context)
  await signIn({ ...world, url: base }, page)
  complaints.length = 0 // the address of a page that asks for a sign-in answers 401
  return {
    context,
    page,
    complaints,
    async open(path) {
      await page.goto(`${base}/admin/acme-corp${path}`)
      await hydrated(page)
    },
    async htmlOf(path) {
      const response = await context.request.get(`${base}/admin/acme-corp${path}`)
      return response.text()
    },
  }
}

/** Presses Tab until something has the focus: as far as a person without a mouse gets. */
export async function tabTo(
  page: Page,
  goal: string | RegExp | Locator,
  role?: Parameters<Page['getByRole']>[0],
): Promise<void> {
  const found = locate(page, goal, role).first()
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    if (await found.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`the Tab key does not lead to ${String(goal)}`)
}

function locate(page: Page, goal: string | RegExp | Locator, role?: Parameters<Page['getByRole']>[0]): Locator {
  if (typeof goal !== 'string' && !(goal instanceof RegExp)) return goal
  return role
    ? page.getByRole(role, { name: goal, exact: typeof goal === 'string' })
    : page.getByLabel(goal, { exact: true })
}
