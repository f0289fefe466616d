import type { Page } from 'playwright-core'
import { PASSWORD_OF_PEOPLE } from '../tests/support/seed-people.ts'
import { ACME } from '../tests/support/world.ts'
import { PAGES_OF_FILES } from './pages-of-files.ts'
import { PAGES_OF_TELEPHONY } from './pages-of-telephony.ts'
import { PAGES_OF_ADMINISTRATION } from './pages-of-administration.ts'
import { dialog, enterPassword, firstRow, heading, menu, press, type PageToSee } from './page-steps.ts'

/** Every page there is, over the demo data and some history: for pictures, for the bench, for the tests of all pages. */
export const PAGES: readonly PageToSee[] = [
  { name: 'sign-in', path: '/', isPublic: true },
  {
    name: 'sign-in-tenant',
    path: '/admin/acme-corp',
    isPublic: true,
    isRefusal: true,
    opened: {
      wrong: async (page) => {
        await enterPassword(page, 'nobody', 'not the password')
        await page.getByRole('alert').waitFor()
      },
      code: async (page) => {
        await enterPassword(page, 'ines', PASSWORD_OF_PEOPLE)
        await heading(page, 'One more step')
      },
      password: async (page, window) => {
        await enterPassword(page, 'emeka', await givenPassword(window))
        await heading(page, 'Choose your password')
      },
    },
  },
  {
    name: 'sign-in-factor',
    path: '/admin/globex-inc',
    isPublic: true,
    isRefusal: true,
    opened: {
      authenticator: async (page) => {
        await enterPassword(page, 'admin', 'demo-password')
        await page.getByRole('img', { name: /^QR code/ }).waitFor()
      },
      passkey: async (page) => {
        await enterPassword(page, 'admin', 'demo-password')
        await heading(page, 'Set up a second factor')
        await page.getByRole('radio', { name: 'Passkey' }).check()
      },
    },
  },
  { name: 'refused', path: '/admin/acme-corp?embed=tle_nobody', isPublic: true, isRefusal: true },
  { name: 'missing', path: '/no-such-page', isRefusal: true },
  {
    name: 'dashboard',
    path: '',
    holds: /Messages sent\s*\d/,
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
    holds: /Appointment/,
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
  { name: 'voice-new', path: '/voice/new', holds: /about \$0\.\d/ },
  {
    name: 'voice-editor',
    path: '/voice/2',
    holds: /\{customer_name\}/,
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
    holds: /\+1 234 567 8900/,
    opened: {
      confirm: async (page) => {
        await page
          .getByRole('textbox', { name: 'Text', exact: true })
          .fill('Hello, your order is ready – come by until 18:00 😀')
        await page.getByLabel('Phone numbers').fill('+12025550101\n+12025550102\nnot a number')
        await press(page, /^Send to/)
        await dialog(page)
      },
    },
  },
  ...PAGES_OF_FILES,
  ...PAGES_OF_TELEPHONY,
  {
    name: 'logs',
    path: '/logs',
    holds: /Delivered|Completed/,
    opened: {
      panel: async (page) => {
        await firstRow(page)
        await dialog(page)
      },
    },
  },
  { name: 'logs-failed', path: '/logs?outcome=failed', holds: /Not delivered|Undelivered|No answer|Failed/ },
  { name: 'logs-errors', path: '/logs/errors', holds: /not a mobile number/ },
  {
    name: 'logs-audit',
    path: '/logs/audit',
    holds: /Demo key/,
    opened: {
      panel: async (page) => {
        await firstRow(page)
        await dialog(page)
      },
    },
  },
  ...PAGES_OF_ADMINISTRATION,
]

/** A temporary password, as an administrator hands it out. */
async function givenPassword(window: Page): Promise<string> {
  const headers = { 'x-api-key': ACME.key }
  const api = new URL('/api/users', window.url()).href
  const [{ id }] = (await (await window.request.get(`${api}?q=emeka`, { headers })).json()).data
  const reset = await window.request.post(`${api}/${id}/reset-password`, { headers, data: {} })
  return (await reset.json()).data.temporary_password
}
