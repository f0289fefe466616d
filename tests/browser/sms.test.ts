import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, openPage, signIn, SIZES } from '../support/pages.ts'
import { createTemplate, person } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

const SEND = '**/api/communication/sms/send'

describe.skipIf(noBrowser && !process.env.CI)('the SMS page', () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  let templateId: number
  /** What the browser says of an answer that a test is about. */
  let expected: RegExp | null = null

  const message = (): Locator => page.getByRole('region', { name: 'Message', exact: true })
  const preview = (): Locator => page.getByRole('region', { name: 'Preview' })
  const text = (): Locator => message().getByLabel('Text', { exact: true }).and(page.locator('textarea'))
  const numbers = (): Locator => page.getByLabel('Phone numbers')
  const run = (): Locator => page.getByRole('region', { name: 'Sending' })
  const row = (number: string): Locator => run().getByRole('row').filter({ hasText: number })
  const sendButton = (): Locator => page.getByRole('button', { name: /^Send/ }).last()
  const confirm = (): Promise<void> =>
    page
      .getByRole('dialog')
      .getByRole('button', { name: /^Send to/ })
      .click()
  const sentTo = async (number: string) =>
    (await world.api(`/api/communication/history?number=${encodeURIComponent(number)}`)).body.data
  async function open(query = ''): Promise<void> {
    await page.goto(`${world.url}/admin/acme-corp/sms${query}`)
    await hydrated(page)
  }
  async function write(body: string, list: string): Promise<void> {
    await text().fill(body)
    await numbers().fill(list)
  }

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    templateId = await createTemplate(world.api, 'Hi {customer_name}, you owe {amount}~SSML~currency.', { name: 'Reminder', voice_type: 'sms' }) // prettier-ignore
    await createTemplate(world.api, 'A call', { name: 'Said aloud' })
    browser = await launchBrowser()
    context = await browser.newContext({ viewport: SIZES.wide })
    const opened = await openPage(context)
    page = opened.page
    await signIn(world, page)
    complaints = opened.complaints
    complaints.length = 0 // the address of a page that asks for a sign-in answers 401
  })
  beforeEach(() => {
    expect(complaints.filter((one) => !expected?.test(one))).toEqual([])
    complaints.length = 0
    expected = null
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('holds_the_caller_number_and_the_templates_without_javascript', async () => {
    const bare = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() })
    const still = await bare.newPage()
    await still.goto(`${world.url}/admin/acme-corp/sms?template=${templateId}`)
    await still.getByText('+1 234 567 8900').waitFor()
    expect(await still.getByLabel('Template', { exact: true }).locator('option').allInnerTexts()).toEqual(['Choose a template', 'Reminder']) // prettier-ignore
    await bare.close()
  })

  it('writes_to_a_pasted_list_by_mouse', async () => {
    await open()
    await write('Hello {name}', `Ann <(202) 555-0101>; Bob <${person(102)}>\n202-555-0101, 555`)
    const list = page.getByRole('region', { name: 'Recipients' })
    await list.getByText('2 cannot be used').waitFor()
    await list.getByText('Already on the list').waitFor()
    await list.getByText('Too short for a number').waitFor()
    await list.getByRole('button', { name: 'Remove these 2' }).click()
    await list.getByText('2 cannot be used').waitFor({ state: 'detached' })
    expect(await numbers().inputValue()).toBe(`Ann <(202) 555-0101>; Bob <${person(102)}>`)
    await preview().getByText('Hello Ann').waitFor()
    await preview().getByRole('button', { name: 'Preview for the next recipient' }).click()
    await preview().getByText('Hello Bob').waitFor()
    await page.getByRole('button', { name: 'Send to 2 people' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Hello Ann').waitFor()
    await dialog.getByText('$0.0166').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await sentTo(person(101))).toEqual([])
    await page.getByRole('button', { name: 'Send to 2 people' }).click()
    await dialog.getByRole('button', { name: 'Send to 2 people' }).dblclick()
    await run().getByRole('heading', { name: 'Sent to 2 people' }).waitFor()
    await row('555 0101').getByText('Delivered').waitFor()
    await row('555 0102').getByText('Delivered').waitFor()
    const link = await row('555 0102').getByRole('link').getAttribute('href')
    await page.reload()
    expect(await sentTo(person(101))).toMatchObject([{ message_content: 'Hello Ann', status: 'delivered' }])
    const [bob] = await sentTo(person(102))
    expect([bob.message_content, link]).toEqual(['Hello Bob', `/admin/acme-corp/logs?open=${bob.id}`])
  })

  it('writes_to_one_by_keyboard', async () => {
    await open()
    await page.getByRole('radio', { name: 'Text' }).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Tab')
    await page.keyboard.type('202 555 0103')
    await page.getByText('1 recipient', { exact: true }).waitFor()
    await page.keyboard.press('Tab') // the list
    await page.keyboard.press('Tab') // the button that takes the one off it
    await page.keyboard.press('Tab')
    expect(await sendButton().evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await row('555 0103').getByText('Delivered').waitFor()
    expect(await sentTo(person(103))).toMatchObject([{ message_content: 'By keyboard' }])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect([await text().inputValue(), await numbers().inputValue()]).toEqual(['', ''])
    expect(await text().evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('marks_what_forces_unicode_and_replaces_it', async () => {
    await open()
    await write('It’s “5 – 6”…', '')
    await preview().getByText('Unicode', { exact: true }).waitFor()
    expect(await preview().locator('mark').allInnerTexts()).toEqual(['’', '“', '–', '”', '…'])
    await preview().getByRole('button', { name: 'Replace with plain characters' }).press('Enter')
    await preview().getByText('GSM-7').waitFor()
    expect(await text().inputValue()).toBe('It\'s "5 - 6"...')
    expect(await preview().locator('mark').count()).toBe(0)
    await text().fill('á'.repeat(71))
    await preview().getByText('á makes this a Unicode message').waitFor()
    await preview().getByText('2', { exact: true }).waitFor()
    expect(await preview().getByRole('button', { name: 'Replace' }).count()).toBe(0)
  })

  it('fills_a_template_from_a_table_and_asks_for_what_lacks', async () => {
    await open()
    await page.getByRole('radio', { name: 'Template' }).check()
    await expectAccessible(page)
    await sendButton().click()
    await page.getByText('Choose a template first').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Template', { exact: true }).and(page.locator('select')).selectOption('Reminder')
    await numbers().fill(`number,customer_name,amount\n${person(104)},Ann,12.5\n${person(105)},"Ray, Bob",\n`)
    await page.getByText('No value for amount').waitFor()
    await sendButton().click()
    await page.getByText('Somebody has no value for this').waitFor()
    await page.getByLabel('Value of amount').fill('20')
    await page.getByText('No value for amount').waitFor({ state: 'detached' })
    await sendButton().click()
    await confirm()
    await run().getByRole('heading', { name: 'Sent to 2 people' }).waitFor()
    await page.reload()
    expect(await sentTo(person(104))).toMatchObject([{ message_content: 'Hi Ann, you owe $12.50.', voice_message_id: templateId }]) // prettier-ignore
    expect(await sentTo(person(105))).toMatchObject([{ message_content: 'Hi Ray, Bob, you owe $20.00.' }])
  })

  it('says_why_somebody_was_refused_and_tries_only_those_again', async () => {
    expected = /status of (422|502)/
    await world.api('/api/opt-outs', { body: { phone_number: person(106) } })
    await open()
    await write('Refused', `${person(106)} ${person(107)} +442071838750`)
    await page.getByText('3 recipients').waitFor()
    await sendButton().press('Enter')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Send to/ })
      .press('Enter')
    await run().getByRole('heading', { name: 'Sent to 1 of 3' }).waitFor()
    await row('555 0106')
      .getByRole('cell', { name: /^This person has opted out/ })
      .waitFor()
    await row('7183 8750')
      .getByRole('cell', { name: /^United Kingdom is not among the allowed/ })
      .waitFor()
    await row('555 0107').getByText('Delivered').waitFor()
    await world.api(`/api/opt-outs?phone_number=${encodeURIComponent(person(106))}`, { method: 'DELETE' })
    await run().getByRole('button', { name: 'Try the 2 failed ones again' }).press('Enter')
    await run().getByRole('heading', { name: 'Sent to 2 of 3' }).waitFor()
    await run().getByRole('button', { name: 'Back to the message' }).press('Space')
    expect([await text().inputValue(), await numbers().inputValue()]).toEqual(['Refused', '+442071838750'])
    for (const index of [106, 107]) expect(await sentTo(person(index))).toHaveLength(1)
  })

  it('a_lost_answer_is_asked_for_again_and_nothing_is_sent_twice', async () => {
    expected = /ERR_FAILED/
    await open()
    await write('Once', person(108))
    let keys: (string | null)[] = []
    await page.route(SEND, async (route) => {
      keys = [...keys, await route.request().headerValue('idempotency-key')]
      if (keys.length > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await sendButton().click()
    await row('555 0108').getByText('Delivered').waitFor()
    await page.unroute(SEND)
    expect(keys).toEqual([keys[0], keys[0]])
    expect(await sentTo(person(108))).toHaveLength(1)
  })

  it('waits_where_the_server_asks_for_a_pause', async () => {
    expected = /status of 429/
    await open()
    await write('Later', person(109))
    let count = 0
    await page.route(SEND, (route) =>
      ++count > 1
        ? route.continue()
        : route.fulfill({ status: 429, headers: { 'retry-after': '2' }, json: { error: { code: 'RATE_LIMITED' } } }),
    )
    await sendButton().click()
    await run().getByText('going on in 2 seconds').waitFor()
    await row('555 0109').getByText('Delivered').waitFor()
    await page.unroute(SEND)
    expect(await sentTo(person(109))).toHaveLength(1)
  })

  it('stops_and_goes_on', async () => {
    await open()
    const people = Array.from({ length: 6 }, (_, index) => person(110 + index))
    await write('Stop', people.join('\n'))
    await page.getByText('6 recipients').waitFor()
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>()
    let held = 0
    await page.route(SEND, async (route) => {
      held++
      await released
      await route.continue()
    })
    await sendButton().click()
    await confirm()
    await eventually(async () => held, (count) => count === 4) // prettier-ignore
    await run().getByRole('button', { name: 'Stop' }).click()
    release(undefined)
    await run().getByRole('heading', { name: 'Stopped: 2 are still waiting' }).waitFor()
    expect(await sentTo(people[5]!)).toEqual([])
    await run().getByRole('button', { name: 'Send the remaining 2' }).click()
    await run().getByRole('heading', { name: 'Sent to 6 people' }).waitFor()
    await page.unroute(SEND)
    for (const number of people) expect(await sentTo(number)).toHaveLength(1)
  })

  it('asks_before_what_was_written_is_left', async () => {
    await open()
    const logs = page.getByRole('link', { name: 'Logs' })
    await write('Not yet sent', '')
    await logs.click()
    const dialog = page.getByRole('dialog', { name: 'Leave without sending?' })
    await dialog.waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await text().inputValue()).toBe('Not yet sent')
    await logs.focus()
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Logs' }).waitFor()
  })

  it('keeps_what_was_written_when_the_session_ends', async () => {
    expected = /status of 401/
    await open()
    await write('Still here', person(120))
    await page.getByText('1 recipient', { exact: true }).waitFor()
    await context.clearCookies()
    await sendButton().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password').fill('demo-password')
    if (await dialog.getByLabel('User name').isEditable()) await dialog.getByLabel('User name').fill('admin')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await row('555 0120').getByText('Delivered').waitFor()
    expect(await sentTo(person(120))).toMatchObject([{ message_content: 'Still here' }])
  })

  it('takes_500_at_once_and_no_more', async () => {
    await open()
    const many = (count: number) => Array.from({ length: count }, (_, index) => person(1000 + index)).join('\n')
    await write('Many', many(501))
    await page.getByText('500 at once are possible: remove 1.').waitFor()
    await sendButton().click()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await numbers().fill(many(500))
    await sendButton().click()
    await page.getByRole('dialog', { name: 'Send to 500 people?' }).getByText('$4.15').waitFor()
  })

  it('is_shown_to_nobody_who_may_not_send', async () => {
    await world.api('/api/users', {
      body: {
        username: 'reader',
        display_name: 'Reader',
        password: 'long enough',
        permissions: ['communication:read'],
      },
    })
    const other = await openPage(await browser.newContext())
    await other.page.goto(`${world.url}/admin/acme-corp/sms`)
    await hydrated(other.page)
    await other.page.getByLabel('User name').fill('reader')
    await other.page.getByLabel('Password').fill('long enough')
    await other.page.getByRole('button', { name: 'Sign in' }).click()
    await other.page.getByText('You may not send messages').waitFor()
    expect(await other.page.locator('textarea').count()).toBe(0)
    await other.page.context().close()
  })

  it.each(Object.entries(SIZES))('is_accessible_%s', async (size, viewport) => {
    expected = /status of 422/
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await open()
      await sendButton().click()
      await page.getByText('Write a text first').waitFor()
      const index = { narrow: 130, medium: 140, wide: 150 }[size]! + (colorScheme === 'dark' ? 5 : 0)
      await write(
        'Hi {name} – “look”',
        `name,number\nAnn,${person(index)}\n,${person(index + 1)}\nCy,555\nDi,+442071838750`,
      )
      await preview().locator('mark').first().waitFor()
      await page.getByLabel('Value of name').fill('you')
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await sendButton().click()
      await page.getByRole('dialog').waitFor()
      await expectAccessible(page)
      await confirm()
      await run().getByRole('heading', { name: 'Sent to 2 of 3' }).waitFor()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
    await page.setViewportSize(SIZES.wide)
  })

  it('has_made_the_browser_complain_of_nothing', () => {
    expect(complaints).toEqual([])
  })
})
