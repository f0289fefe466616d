import { PASSWORD } from '../tests/support/sign-in.ts'
import { dialog, firstRow, menu, press, type PageToSee, type Stage } from './page-steps.ts'

/** Who may do what, what the tenant has settled, and one's own way in. */
export const PAGES_OF_ADMINISTRATION: readonly PageToSee[] = [
  {
    name: 'users',
    path: '/users',
    holds: /Maximiliane Theodora/,
    opened: {
      panel: async (page) => {
        await firstRow(page)
        await page.getByRole('dialog').getByRole('heading', { name: 'Access' }).waitFor()
      },
      reset: async (page) => {
        await firstRow(page)
        await press(page, 'Reset password')
        await page.getByRole('dialog', { name: /^Reset the password/ }).waitFor()
      },
      new: addPerson,
      problems: async (page) => {
        await addPerson(page)
        await page.getByLabel('User name').fill('b o')
        await page.getByRole('dialog').getByRole('button', { name: 'Add person' }).click()
        await page.getByText('Must be 2 to 64').waitFor()
      },
      secret: async (page) => {
        await addPerson(page)
        await page.getByLabel('Name', { exact: true }).fill('Bo Nguyen')
        await page.getByLabel('User name').fill(`bo.${Date.now()}`)
        await page.getByRole('dialog').getByRole('button', { name: 'Add person' }).click()
        await page.getByRole('dialog', { name: /^A password for/ }).waitFor()
      },
      nobody: async (page) => {
        await page.getByRole('searchbox').fill('nobody at all')
        await page.getByText('Nobody found').waitFor()
      },
    },
  },
  {
    name: 'settings',
    path: '/settings',
    holds: /Acme Corporation/,
    opened: {
      zones: async (page) => {
        const zone = page.getByRole('combobox', { name: 'Time zone' })
        await zone.click()
        await page.getByRole('option').first().waitFor()
        await zone.fill('new')
      },
      problems: async (page) => {
        await page.getByLabel('Caller number').fill('12345')
        await page.getByLabel('Name', { exact: true }).fill('  ')
        await save(page, /^Must be an E.164 number/)
      },
      leave: async (page) => {
        await page.getByLabel('Name', { exact: true }).fill('Half typed')
        await page.getByRole('link', { name: 'Limits' }).click()
        await dialog(page)
      },
    },
  },
  {
    name: 'settings-limits',
    path: '/settings/limits',
    holds: /^100$/m,
    opened: {
      problems: async (page) => {
        await page.getByLabel(/^Neither call nor text/).check()
        await page.getByLabel('Calls a day').fill('2o')
        await save(page, 'Must be a number')
      },
    },
  },
  {
    name: 'settings-look',
    path: '/settings/look',
    holds: /#1d4ed8/,
    opened: {
      changed: async (page) => {
        await page.getByLabel('Accent colour').fill('#ffcc00')
        await page.getByLabel('Accent colour').press('Tab')
        await page.getByText(/text on light/).waitFor()
      },
    },
  },
  {
    name: 'settings-frames',
    path: '/settings/frames',
    holds: /localhost/,
    opened: {
      problems: async (page) => {
        await page.getByLabel('Add an origin').fill('not a page')
        await press(page, 'Add')
        await page.getByText(/not an address of a page/).waitFor()
      },
    },
  },
  {
    name: 'settings-security',
    path: '/settings/security',
    holds: /Dolores Ibárruri/,
    opened: { required: (page) => page.getByLabel('Require a second factor').check() },
  },
  {
    name: 'settings-keys',
    path: '/settings/keys',
    holds: /Desktop application/,
    opened: {
      menu: async (page) => {
        await press(page, 'What to do with Demo key')
        await menu(page)
      },
      create: async (page) => {
        await press(page, 'Create key')
        await dialog(page)
      },
      secret: async (page) => {
        await press(page, 'Create key')
        await page.getByRole('dialog').getByLabel('Name').fill('Till at the counter')
        await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
        await page.getByRole('dialog', { name: /^The key of/ }).waitFor()
      },
      rotate: (page) => keyMenu(page, 'Rotate'),
      revoke: (page) => keyMenu(page, 'Revoke'),
    },
  },
  {
    name: 'account',
    path: '/account',
    holds: /^admin$/m,
    opened: {
      problems: async (page) => {
        await page.getByLabel('Current password').fill('long enough')
        await page.getByLabel('New password', { exact: true }).fill('another one')
        await press(page, 'Change password')
        await page.getByText('The two new passwords are not the same').waitFor()
      },
      authenticator: async (page) => {
        await press(page, 'Set up')
        await page.getByRole('dialog').getByLabel('Current password').fill(PASSWORD)
        await press(page, 'Next')
        await page.getByRole('img', { name: /^QR code/ }).waitFor()
      },
    },
  },
]

async function addPerson(page: Stage): Promise<void> {
  await press(page, 'Add person')
  await dialog(page)
}

async function save(page: Stage, problem: string | RegExp): Promise<void> {
  await press(page, 'Save')
  await page.getByText(problem).first().waitFor()
}

async function keyMenu(page: Stage, item: string): Promise<void> {
  await press(page, 'What to do with Demo key')
  await page.getByRole('menuitem', { name: item }).click()
  await dialog(page)
}
