import AxeBuilder from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { World } from './world.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export const SIZES = {
  narrow: { width: 320, height: 640 },
  medium: { width: 768, height: 1024 },
  wide: { width: 1440, height: 900 },
} as const

/** Every size in both colours: what each page is looked at in. */
export const LOOKS = (Object.keys(SIZES) as (keyof typeof SIZES)[]).flatMap((size) =>
  (['light', 'dark'] as const).map((colorScheme) => [size, colorScheme] as const),
)

/** A page, and what it complained about: tests end with `expect(opened.complaints).toEqual([])`. */
export interface OpenedPage {
  page: Page
  /** Errors and warnings of the console, exceptions, refused resources. */
  complaints: string[]
}

/** Opens a page that notes every complaint of the browser. */
export async function openPage(context: BrowserContext): Promise<OpenedPage> {
  const page = await context.newPage()
  const complaints: string[] = []
  const heard = new Set<string>()
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    const complaint = `${message.type()}: ${message.text()} (${message.location().url})`
    // Chromium tells what it kept once more to a frame that takes over the process of an earlier one.
    const spoken = `${message.timestamp()} ${complaint}`
    if (heard.has(spoken)) return
    heard.add(spoken)
    complaints.push(complaint)
  })
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
  return { page, complaints }
}

const DEMO_OPERATOR = { username: 'admin', password: 'demo-password' }

/** Signs somebody in, the demo operator unless told otherwise, and waits for an admin page to be alive. */
export async function signIn(
  world: World,
  page: Page,
  path = '',
  tenant = 'acme-corp',
  { username, password } = DEMO_OPERATOR,
): Promise<void> {
  await page.goto(`${world.url}/admin/${tenant}${path}`)
  await hydrated(page)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  // By its id: on a narrow screen it is folded away, and has no role then.
  await page.locator('#navigation').waitFor({ state: 'attached' })
}

/** Gives the password that a dialog asks for before a way in is changed. */
export async function prove(page: Page, password: string, action: 'Next' | 'Remove'): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Current password').fill(password)
  await dialog.getByRole('button', { name: action, exact: true }).click()
}

/** Waits until the page has taken over from the server's HTML: before that a click goes nowhere. */
export async function hydrated(page: Pick<Page, 'waitForFunction'>): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('#__nuxt') as { __vue_app__?: { $nuxt?: { isHydrating?: boolean } } } | null
    return root?.__vue_app__?.$nuxt?.isHydrating === false
  })
}

/**
 * WCAG 2.2 AA, all of it, on the page as it stands or on what lies open above it.
 *
 * @param within a selector of what alone is looked at: an open list, which takes the page around it away for everybody
 */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  const axe = new AxeBuilder({ page })
  await expectNoViolation((within ? axe.include(within) : axe).withTags(WCAG))
}

/** The same in both colours; of the dark one only what depends on colours is asked: the rest is as it was. */
export async function expectAccessibleInBothColours(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoViolation(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']))
}

async function expectNoViolation(axe: AxeBuilder): Promise<void> {
  const { violations } = await axe.analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`)).toEqual([]) // prettier-ignore
}

/** Nothing reaches beyond the window's width. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }))
  expect(content).toBeLessThanOrEqual(window)
}

/** What lies open is accessible and fits where there is least room, and in the other colours where there is most. */
export async function expectFits(page: Page): Promise<void> {
  for (const [size, colorScheme] of [
    ['narrow', 'light'],
    ['wide', 'dark'],
  ] as const) {
    await page.setViewportSize(SIZES[size])
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/**
 * The same at every size in both colours; the page is wide and light afterwards. What sticks to an edge covers a part of
 * whatever is scrolled under it, which is too small for nobody: it lies in its own place meanwhile.
 */
export async function expectFitsEverywhere(page: Page): Promise<void> {
  await stick(page, 'static')
  for (const viewport of Object.values(SIZES)) {
    await page.setViewportSize(viewport)
    await expectAccessibleInBothColours(page)
    await expectNoSidewaysScroll(page)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await stick(page, '')
}

const stick = (page: Page, position: string): Promise<void> =>
  page.evaluate((how) => {
    for (const element of document.querySelectorAll<HTMLElement>('.sticky')) element.style.position = how
  }, position)
