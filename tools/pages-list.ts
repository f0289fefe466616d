import type { Page } from 'playwright-core'

/** A page to look at, and what can lie open above it. */
export interface PageToSee {
  /** Unique: names its pictures. */
  name: string
  /** Below `/admin/{tenant}` unless nobody needs to be signed in. */
  path: string
  isPublic?: true
  /** Answers with an error on purpose, which a browser notes in its console. */
  isRefusal?: true
  /** Each begins on the page as it has just loaded, and ends when what it opens is there. */
  opened?: Readonly<Record<string, (page: Page) => Promise<unknown>>>
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const dialog = (page: Page) => page.getByRole('dialog').waitFor()
const menu = (page: Page) => page.getByRole('menu').waitFor()
const firstRow = (page: Page) =>
  page
    .locator('#content tbody tr')
    .first()
    .click({ position: { x: 12, y: 12 } })

/** Every page there is, over the demo data and some history: for pictures, for the bench, for the tests of all pages. */
export const PAGES: readonly PageToSee[] = [
  { name: 'sign-in', path: '/', isPublic: true },
  { name: 'sign-in-tenant', path: '/admin/acme-corp', isPublic: true, isRefusal: true },
  { name: 'refused', path: '/admin/acme-corp?embed=tle_nobody', isPublic: true, isRefusal: true },
  { name: 'missing', path: '/no-such-page', isRefusal: true },
  {
    name: 'dashboard',
    path: '',
    opened: {
      table: async (page) => {
        await press(page, 'As table')
        await page.getByRole('table').first().waitFor()
      },
    },
  },
  {
    name: 'voice',
    path: '/voice',
    opened: {
      menu: async (page) => {
        await press(page, /^Actions for/)
        await menu(page)
      },
      call: async (page) => {
        await press(page, /^Actions for Appointment/)
        await page.getByRole('menuitem', { name: /^Call/ }).click()
        await dialog(page)
      },
      nothing: async (page) => {
        await page.getByRole('searchbox').fill('nothing has this')
        await page.getByText('Nothing matches').waitFor()
      },
    },
  },
  { name: 'voice-new', path: '/voice/new' },
  {
    name: 'voice-editor',
    path: '/voice/2',
    opened: {
      menu: async (page) => {
        await press(page, 'More actions')
        await menu(page)
      },
      spoken: (page) => press(page, 'Spoken as'),
    },
  },
  {
    name: 'sms',
    path: '/sms',
    opened: {
      confirm: async (page) => {
        await page
          .getByRole('textbox', { name: 'Text', exact: true })
          .fill('Hello, your order is ready – come by until 18:00 😀')
        await page.getByLabel('Recipients').fill('+12025550101\n+12025550102\nnot a number')
        await press(page, /^Send to/)
        await dialog(page)
      },
    },
  },
  {
    name: 'logs',
    path: '/logs',
    opened: {
      panel: async (page) => {
        await firstRow(page)
        await dialog(page)
      },
    },
  },
  { name: 'logs-failed', path: '/logs?outcome=failed' },
  { name: 'logs-errors', path: '/logs/errors' },
  {
    name: 'logs-audit',
    path: '/logs/audit',
    opened: {
      panel: async (page) => {
        await firstRow(page)
        await dialog(page)
      },
    },
  },
]
