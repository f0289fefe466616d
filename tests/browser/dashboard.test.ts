import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, openPage, signIn, SIZES } from '../support/pages.ts'
import { seedHistory, type SeedRow } from '../support/seed-history.ts'
import { sendSms } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

const HOUR_MS = 60 * 60 * 1000
const PERSON = '+12025550123'
const UNREACHABLE = 'The phone could not be reached: it is off, out of range or no longer in use. Try again later.'

describe.skipIf(noBrowser && !process.env.CI)('the dashboard', () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  const address = (query = '') => `${world.url}/admin/acme-corp${query}`
  const history = async (query = '') => (await world.api(`/api/communication/history${query}`)).body.data
  const quick = () => page.getByRole('region', { name: 'Quick send' })
  async function open(query = ''): Promise<void> {
    await page.goto(address(query))
    await hydrated(page)
  }

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    context = await browser.newContext({ viewport: SIZES.wide })
    const opened = await openPage(context)
    page = opened.page
    await signIn(world, page)
    complaints = opened.complaints
    complaints.length = 0 // the address of a page that asks for a sign-in answers 401
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('tells_a_newcomer_what_to_do_first', async () => {
    await open()
    const steps = page.getByRole('region', { name: 'Welcome' }).getByRole('listitem')
    expect(await steps.count()).toBe(3)
    expect(await steps.first().innerText()).toContain('Done')
    expect(
      await steps.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['/admin/acme-corp/settings', '/admin/acme-corp/voice', '/admin/acme-corp/sms'])
    await expectAccessible(page)
  })

  it('shows_what_was_sent_without_javascript', async () => {
    const ago = (days: number): string => new Date(Date.now() - days * 24 * HOUR_MS).toISOString()
    const row = (count: number, more: SeedRow): SeedRow[] => Array.from({ length: count }, () => more)
    await seedHistory(world, [
      ...row(7, { created_at: ago(1), network_type: 'call', status: 'completed' }),
      ...row(2, { created_at: ago(2), network_type: 'call', status: 'no-answer' }),
      ...row(11, { created_at: ago(1) }),
      ...row(3, { created_at: ago(3), status: 'undelivered', error_code: 30003, error_message: UNREACHABLE }),
      ...row(4, { created_at: ago(20) }),
      ...row(5, { created_at: ago(1), direction: 'inbound', status: 'received' }),
    ])
    const bare = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() })
    const still = await bare.newPage()
    await still.goto(address())
    const text = (await still.locator('#content').innerText()).replace(/\s+/g, ' ')
    expect(text).toContain('Calls made 9 77.8% succeeded')
    expect(text).toContain('Messages sent 14 78.6% succeeded')
    expect(text).toContain('Received 5')
    expect(text).toContain('Phone unreachable 3 times')
    const calls = still.getByRole('table', { name: 'Calls by day' })
    expect(await calls.getByRole('row').count()).toBe(8)
    expect(await calls.locator('tbody tr').nth(1).innerText()).toMatch(/\s7\s+0\s+0$/)
    expect(await calls.locator('tbody tr').nth(2).innerText()).toMatch(/\s0\s+0\s+2$/)
    await bare.close()
  })

  it('draws_the_days_under_the_policy_and_gives_them_as_a_table', async () => {
    await open()
    const calls = page.getByRole('region', { name: 'Calls by day' }).first()
    const bars = calls.locator('.chart svg path:not(.domain)')
    await bars.nth(1).waitFor()
    expect(await bars.count()).toBe(2)
    // The library's own styles arrived: without them a tooltip is a part of the page's flow.
    await bars.last().hover()
    expect(await page.getByText('Succeeded: 7').locator('../..').evaluate((box) => getComputedStyle(box).position)).toMatch(/absolute|fixed/) // prettier-ignore
    await page.getByText('Succeeded: 7').waitFor()
    await calls.getByRole('button', { name: 'As table' }).click()
    expect(await calls.getByRole('table').getByRole('row').count()).toBe(8)
    await calls.locator('.chart').waitFor({ state: 'detached' })
  })

  it('keeps_the_period_in_the_address', async () => {
    await open()
    await page.getByRole('link', { name: '30 days' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/period=30d/)
    await page.getByText('Messages sent').locator('..').getByText('18', { exact: true }).waitFor()
    await page.reload()
    await hydrated(page)
    expect(await page.getByRole('table', { name: 'Messages by day' }).getByRole('row').count()).toBe(31)
    expect(await page.getByRole('link', { name: '30 days' }).getAttribute('aria-current')).toBe('true')
  })

  it('leads_from_a_kind_of_failure_to_its_rows_and_to_what_twilio_says', async () => {
    await open()
    const failure = page.getByRole('listitem').filter({ hasText: 'Phone unreachable' })
    expect(await failure.getByRole('link', { name: 'Twilio error 30003' }).getAttribute('href')).toBe(
      'https://www.twilio.com/docs/api/errors/30003',
    )
    const [newest] = await history('?outcome=failed&q=phone')
    expect(await failure.getByRole('link', { name: /^Latest/ }).getAttribute('href')).toContain(`open=${newest.id}`)
    await failure.getByRole('link', { name: 'Show them in the log' }).click()
    await page.waitForURL(/\/logs\?.*failure=twilio-30003/)
    await page.getByRole('heading', { name: 'Logs' }).waitFor()
    await page.locator('tbody tr').nth(2).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(3)
    await page.goBack()
    await page.getByRole('listitem').filter({ hasText: 'Nobody answered' }).getByRole('link', { name: /in the log/ }).click() // prettier-ignore
    await page.waitForURL(/failure=no-answer/)
    await page.getByRole('heading', { name: 'Logs' }).waitFor()
    await page.locator('tbody tr').nth(1).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(2)
  })

  it('counts_what_is_sent_elsewhere_without_a_reload', async () => {
    await open()
    const sent = page.getByText('Messages sent').locator('..')
    await sent.getByText('14', { exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await sendSms(world.api, '+12025550177')
    await sent.getByText('15', { exact: true }).waitFor()
  })

  it('sends_a_text_by_mouse', async () => {
    await open()
    await quick().getByLabel('Phone number').fill('(202) 555-0123')
    await quick().getByLabel('Text').fill('Hello {name}')
    await quick().getByRole('button', { name: 'Send SMS' }).click()
    await quick().getByText('Give a value').waitFor()
    await quick().getByLabel('Value of name').fill('Ann')
    await quick().getByRole('button', { name: 'Send SMS' }).dblclick()
    await quick().getByText('Sent to +1 202 555 0123.').waitFor()
    await page.reload()
    expect(await history(`?number=${encodeURIComponent(PERSON)}`)).toMatchObject([{ message_content: 'Hello Ann', network_type: 'sms' }]) // prettier-ignore
  })

  it('places_a_call_by_keyboard', async () => {
    await open()
    await quick().getByRole('radio', { name: 'SMS' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Tab')
    await page.keyboard.type('+1 202 555 0123')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Welcome')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Acme')
    await page.keyboard.press('Enter')
    await quick().getByText('Calling +1 202 555 0123.').waitFor()
    const [call] = await history(`?network_type=call&number=${encodeURIComponent(PERSON)}`)
    expect(call.message_content).toBe('Welcome to Acme. Please hold while we connect you.')
    expect(await quick().getByRole('link', { name: 'Show in the log' }).getAttribute('href')).toContain(
      `open=${call.id}`,
    )
  })

  it('says_why_something_was_not_sent_and_keeps_what_was_typed', async () => {
    await open()
    await quick().getByRole('button', { name: 'Send SMS' }).click()
    await quick().getByText('Give a phone number').waitFor()
    await quick().getByLabel('Phone number').fill('12')
    await quick().getByLabel('Text').fill('Hello')
    await quick().getByRole('button', { name: 'Send SMS' }).click()
    await quick().getByText('This is not a possible phone number').waitFor()
    await quick().getByLabel('Phone number').fill('+442071838750')
    await quick().getByRole('button', { name: 'Send SMS' }).click()
    await quick().getByText('United Kingdom is not among the allowed countries.').waitFor()
    expect(await quick().getByLabel('Text').inputValue()).toBe('Hello')
    expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([])
  })

  it.each(Object.entries(SIZES))('is_accessible_%s', async (_, viewport) => {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await open()
      await page.locator('.chart svg path').first().waitFor()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await page.getByRole('button', { name: 'As table' }).first().click()
      await expectAccessible(page)
    }
    await page.setViewportSize(SIZES.wide)
  })

  it('is_calm_where_nothing_failed_and_no_newcomer_any_more_after_the_first_message', async () => {
    const globex = await openPage(await browser.newContext())
    await signIn(world, globex.page, '', 'globex-inc')
    await sendSms((path, request) => world.api(path, { ...request, key: 'globex_api_key_67890' }), '+12025550188')
    await globex.page.getByText('Nothing wants attention').waitFor()
    await globex.page.context().close()
  })

  it('has_made_the_browser_complain_of_nothing', () => {
    expect(complaints).toEqual([])
  })
})
