import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { hydrated, openPage, signIn, SIZES } from './pages.ts'
import { createTemplate } from './send.ts'
import { startWorld, type World } from './world.ts'

/** What `beforeAll` fills in. */
interface At {
  world: World
  browser: Browser
  context: BrowserContext
  page: Page
  complaints: string[]
  templateId: number
  /** What the browser says of an answer that a test is about. */
  expected: RegExp | null
}

/** The SMS page of a tenant with two templates, signed in, and the places on it. Complaints fail the next test. */
export function useSmsPage() {
  const at = { expected: null } as At

  const message = (): Locator => at.page.getByRole('region', { name: 'Message', exact: true })
  const preview = (): Locator => at.page.getByRole('region', { name: 'Preview' })
  const text = (): Locator => message().getByLabel('Text', { exact: true }).and(at.page.locator('textarea'))
  const numbers = (): Locator => at.page.getByLabel('Phone numbers')
  const run = (): Locator => at.page.getByRole('region', { name: 'Sending' })
  const row = (number: string): Locator => run().getByRole('row').filter({ hasText: number })
  const sendButton = (): Locator => at.page.getByRole('button', { name: /^Send/ }).last()
  const confirm = (): Promise<void> =>
    at.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Send to/ })
      .click()
  const sentTo = async (number: string) =>
    (await at.world.api(`/api/communication/history?number=${encodeURIComponent(number)}`)).body.data
  async function open(query = ''): Promise<void> {
    await at.page.goto(`${at.world.url}/admin/acme-corp/sms${query}`)
    await hydrated(at.page)
  }
  async function write(body: string, list: string): Promise<void> {
    await text().fill(body)
    await numbers().fill(list)
  }

  beforeAll(async () => {
    at.world = await startWorld()
    at.world.expectErrors('request_failed')
    at.templateId = await createTemplate(at.world.api, 'Hi {customer_name}, you owe {amount}~SSML~currency.', { name: 'Reminder', voice_type: 'sms' }) // prettier-ignore
    await createTemplate(at.world.api, 'A call', { name: 'Said aloud' })
    at.browser = await launchBrowser()
    at.context = await at.browser.newContext({ viewport: SIZES.wide })
    const opened = await openPage(at.context)
    at.page = opened.page
    await signIn(at.world, at.page)
    at.complaints = opened.complaints
    at.complaints.length = 0 // the address of a page that asks for a sign-in answers 401
  })
  beforeEach(() => {
    expect(at.complaints.filter((one) => !at.expected?.test(one))).toEqual([])
    at.complaints.length = 0
    at.expected = null
  })
  afterAll(async () => {
    await at.browser?.close()
    await at.world?.stop()
  })

  return { at, message, preview, text, numbers, run, row, sendButton, confirm, sentTo, open, write }
}
