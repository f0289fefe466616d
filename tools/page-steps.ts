import type { Page } from 'playwright-core'
import { hydrated } from '../tests/support/pages.ts'

/** Where a page is shown: a window of its own, or a frame. */
export type Stage = Pick<Page, 'getByRole' | 'getByLabel' | 'getByText' | 'locator' | 'waitForFunction'>

/** A page to look at, and what can lie open above it. */
export interface PageToSee {
  /** Unique: names its pictures. */
  name: string
  /** Below `/admin/{tenant}` unless nobody needs to be signed in. */
  path: string
  isPublic?: true
  /** Answers with an error on purpose, which a browser notes in its console. */
  isRefusal?: true
  /** What opening things asks in vain on purpose, as a browser notes it in its console. */
  refused?: RegExp
  /** What of the tenant's is to be read on it, with or without scripts: over the demo, the people and the month. */
  holds?: RegExp
  /** Each begins on the page as it has just loaded, and ends when what it opens is there. */
  opened?: Readonly<Record<string, (stage: Stage, window: Page) => Promise<unknown>>>
}

/** Presses the first button of a name. */
export const press = (page: Stage, name: string | RegExp) => page.getByRole('button', { name }).first().click()
/** Waits for the dialog or panel that was asked for. */
export const dialog = (page: Stage) => page.getByRole('dialog').waitFor()
/** Waits for the menu that was asked for. */
export const menu = (page: Stage) => page.getByRole('menu').waitFor()
/** Waits for a heading that says what is there now. */
export const heading = (page: Stage, name: string) => page.getByRole('heading', { name }).waitFor()
/** Opens the first row of the page's list. */
export const firstRow = (page: Stage) =>
  page
    .locator('#content tbody tr')
    .first()
    .click({ position: { x: 12, y: 12 } })

/** Types a password into the sign-in of a tenant's page, as soon as the page is alive. */
export async function enterPassword(page: Stage, username: string, password: string): Promise<void> {
  await hydrated(page)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}
