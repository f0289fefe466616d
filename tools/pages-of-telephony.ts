import { dialog, heading, press, type PageToSee, type Stage } from './page-steps.ts'

/** The tenant's numbers, what comes in through them, and the account at Twilio behind them. */
export const PAGES_OF_TELEPHONY: readonly PageToSee[] = [
  {
    name: 'sms-inbox',
    path: '/sms/inbox',
    holds: /Conversations|Unread only/,
    opened: {
      thread: async (page) => {
        await page.getByRole('region', { name: 'Conversations' }).getByRole('button').first().click()
        await page.getByRole('log').waitFor()
      },
    },
  },
  {
    name: 'phone',
    path: '/phone',
    holds: /Take calls in this browser/,
    refused: /409/, // by the demo's account, which has no API key
    opened: {
      missed: async (page) => {
        await page.getByRole('radio', { name: 'Missed' }).check()
        await page.getByRole('list', { name: 'Missed' }).or(page.getByText('No missed calls')).waitFor()
      },
      keys: async (page) => {
        await page.getByText('Keys', { exact: true }).click()
        await page.getByText('Alt+M').waitFor()
      },
      refused: async (page) => {
        await page.getByLabel('Phone number', { exact: true }).fill('0800-FLOWERS')
        await press(page, 'Call')
        await page.getByText('no letters').waitFor()
      },
      unready: async (page) => {
        await page.getByRole('switch').click()
        await page.getByRole('alert').getByText('not set up yet').waitFor()
      },
    },
  },
  {
    name: 'numbers',
    path: '/numbers',
    holds: /Main number/,
    opened: {
      number: openNumber,
      flow: async (page) => {
        await openNumber(page)
        await press(page, 'Say where calls go')
        await page.getByLabel('By opening hours').check()
        await press(page, 'Add keyword')
        await heading(page, 'While closed')
      },
      problems: async (page) => {
        await openNumber(page)
        await press(page, 'Say where calls go')
        await press(page, 'Add keyword')
        await press(page, 'Save')
        await page.getByText('Choose at least one').waitFor()
      },
      adopt: async (page) => {
        await press(page, 'From your Twilio account')
        await dialog(page)
      },
      buy: async (page) => {
        await press(page, 'Buy a new one')
        await press(page, 'Search')
        await page.getByRole('radio').first().check()
      },
    },
  },
  {
    name: 'settings-twilio',
    path: '/settings/twilio',
    holds: /ACa{30}01/,
    opened: {
      checked: async (page) => {
        await page
          .getByText(/needs? you|as it should be/)
          .first()
          .waitFor()
      },
      tested: async (page) => {
        await page.getByRole('button', { name: 'Test', exact: true }).click()
        await page.getByRole('list', { name: 'What Twilio said' }).waitFor()
      },
      remove: async (page) => {
        await press(page, 'Remove account')
        await dialog(page)
      },
    },
  },
  { name: 'logs-recordings', path: '/logs/recordings', holds: /Nothing recorded/ },
  { name: 'settings-recording', path: '/settings/recording', holds: /Record every call/ },
]

async function openNumber(page: Stage): Promise<void> {
  await page.getByRole('link', { name: /234 567 8900/ }).click()
  await heading(page, 'Calls')
}
