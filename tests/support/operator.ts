import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
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
export function openOperator(world: World, browser: Browser, base = world.url): Promise<Operator> {
  return open(world, browser, base)
}

/** A colleague of the operator's with these permissions alone, in a browser of their own. */
export async function openReader(world: World, browser: Browser, permissions: readonly string[]): Promise<Operator> {
  const person = { username: 'reader', password: 'long enough' }
  const made = await world.api('/api/users', { body: { ...person, display_name: 'A Reader', permissions } })
  if (made.status !== 200) throw new Error(made.text)
  return open(world, browser, world.url, person)
}

async function open(
  world: World,
  browser: Browser,
  base: string,
  person?: { username: string; password: string },
): Promise<Operator> {
  const context = await browser.newContext({ viewport: SIZES.wide })
  const { page, complaints } = await openPage(context)
  await signIn({ ...world, url: base }, page, '', 'acme-corp', person)
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

/** Takes note of complaints that a test caused on purpose: these, at least one, and no other. */
export function expectComplaints({ complaints }: Operator, what: RegExp): void {
  expect(complaints.length).toBeGreaterThan(0)
  expect(complaints.splice(0).filter((one) => !what.test(one))).toEqual([])
}
