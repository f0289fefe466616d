import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { connectNumbers } from '../support/numbers.ts'
import { expectComplaints, openOperator, openReader, tabTo, type Operator } from '../support/operator.ts'
import { expectFits, expectFitsEverywhere, SIZES } from '../support/pages.ts'
import { seedHistory } from '../support/seed-history.ts'
import { person } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

/** More than one page of conversations, and of texts in one. */
const CONVERSATIONS = 60
const PER_PAGE = 50
const LONG = person(200)
const TEXTS = 40
const SEND = '**/api/communication/sms/send'

describe.skipIf(noBrowser && !process.env.CI)('the inbox', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const list = () => page().getByRole('region', { name: 'Conversations' })
  const entries = () => list().locator('[data-number]')
  const entry = (number: string) => list().locator(`[data-number="${number}"]`)
  const log = () => page().getByRole('log')
  const reply = (number: string) => page().getByLabel(`Reply to ${number}`)
  const open = (query = '') => operator.open(`/sms/inbox${query}`)
  const openThread = (number: string, more = '') => open(`?with=${encodeURIComponent(number)}${more}`)
  const hear = (from: string, body: string) => world.sim.inboundSms({ from, to: ACME.from, body })
  const textsOf = async (number: string): Promise<string[]> =>
    (await world.api(`/api/threads/${encodeURIComponent(number)}?per_page=100`)).body.data.map(
      ({ body }: { body: string }) => body,
    )
  const unread = async () => (await world.api('/api/unread')).body.data.texts
  const numbersOf = async (query: string): Promise<string[]> =>
    (await world.api(`/api/threads?per_page=100${query}`)).body.data.map(({ number }: { number: string }) => number)
  const shownNumbers = () => entries().evaluateAll((all) => all.map((one) => one.getAttribute('data-number')))
  const focusedNumber = () => page().evaluate(() => document.activeElement?.getAttribute('data-number'))

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    await connectNumbers(world, ACME, [ACME.from])
    await world.sim.setDefaults({ keywordReplies: false })
    const created_at = new Date(world.now().getTime() - 60_000).toISOString()
    await seedHistory(world, [
      ...Array.from({ length: TEXTS }, (_, index) => ({
        created_at,
        to_number: LONG,
        message_content: `Number ${index + 1} of many`,
      })),
      ...Array.from({ length: CONVERSATIONS - 1 }, (_, index) => ({
        created_at,
        to_number: person(index),
        message_content: `Parcel ${index} is ready`,
      })),
    ])
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it.each(['?q=000', `?q=000&with=${encodeURIComponent(person(5))}`, '?q=nobody'])(
    'is_accessible_and_fits_at_every_size: %s',
    async (query) => {
      await open(query)
      if (query.includes('with')) await reply(person(5)).waitFor()
      await expectFitsEverywhere(page())
    },
  )

  it('html_without_javascript_holds_the_conversations_and_the_open_one', async () => {
    const html = await operator.htmlOf(`/sms/inbox?with=${encodeURIComponent(LONG)}`)
    expect(html).toContain('Parcel 58 is ready')
    expect(html).toContain(`Number ${TEXTS} of many`)
  })

  it('goes_on_after_the_first_fifty_by_mouse', async () => {
    await open()
    expect(await entries().count()).toBe(PER_PAGE)
    await page().getByRole('button', { name: 'Show more' }).click()
    await entry(LONG).waitFor()
    expect(await shownNumbers()).toEqual(await numbersOf(''))
    expect(await page().getByRole('button', { name: 'Show more' }).count()).toBe(0)
    // What comes in meanwhile comes to the top; what was shown stays shown.
    await hear(LONG, 'And I am the last')
    await expect.poll(shownNumbers).toEqual(await numbersOf(''))
    expect((await shownNumbers())[0]).toBe(LONG)
  })

  it('goes_on_after_the_first_fifty_by_keyboard_where_the_list_ended', async () => {
    await open()
    await page().getByRole('button', { name: 'Show more' }).focus()
    await page().keyboard.press('Enter')
    const next = (await numbersOf(''))[PER_PAGE]
    await expect.poll(focusedNumber).toBe(next)
    await page().keyboard.press('Enter')
    await reply(next!).waitFor()
  })

  it('is_searched_by_digits_by_words_and_by_what_is_unread', async () => {
    await hear(person(300), 'Where does the ferry leave?')
    await open()
    const search = page().getByRole('searchbox', { name: 'Search by number or words' })
    for (const words of ['555-0058', 'ferry', 'number many']) {
      await search.fill(words)
      await search.press('Enter')
      const found = await numbersOf(`&search=${encodeURIComponent(words)}`)
      expect(found).toHaveLength(1)
      await expect.poll(shownNumbers).toEqual(found)
    }
    await search.fill('nothing of the kind')
    await search.press('Enter')
    await page().getByText('Nothing matches').waitFor()
    await search.fill('')
    await search.press('Enter')
    await tabTo(page(), 'Unread only')
    await page().keyboard.press('Space')
    await expect.poll(shownNumbers).toEqual(await numbersOf('&unread=true'))
    await page().reload()
    expect(await page().getByLabel('Unread only').isChecked()).toBe(true)
    expect(await shownNumbers()).toEqual(await numbersOf('&unread=true'))
  })

  it('a_text_is_read_by_opening_it_whatever_the_list_shows', async () => {
    await hear(person(301), 'Hello there')
    await hear(person(302), 'STOP')
    const before = await unread()
    await openThread(person(301), '&q=0005')
    await log().getByText('Hello there').waitFor()
    await expect.poll(unread).toBe(before - 1)
    expect(await shownNumbers()).toEqual([person(5)])
    await openThread(person(302), '&q=0005')
    await page().getByText('This number has opted out').waitFor()
    expect(await reply(person(302)).count()).toBe(0)
    await page().reload()
    await page().getByText('This number has opted out').waitFor()
    expect(await unread()).toBe(before - 2)
  })

  it('is_answered_by_mouse_and_by_keyboard', async () => {
    await open('?q=0007')
    await entry(person(7)).click()
    await reply(person(7)).fill('By hand')
    await page().getByRole('button', { name: 'Send', exact: true }).dblclick()
    await log().getByText('By hand').waitFor()
    await open('?q=0008')
    await tabTo(page(), entry(person(8)))
    await page().keyboard.press('Enter')
    await tabTo(page(), reply(person(8)))
    await page().keyboard.type('First line')
    await page().keyboard.press('Shift+Enter')
    await page().keyboard.type('and {second}')
    await page().keyboard.press('Enter')
    await log().getByText('First line').waitFor()
    await page().reload()
    await log().getByText('First line').waitFor()
    expect(await textsOf(person(7))).toEqual(['By hand', 'Parcel 7 is ready'])
    expect(await textsOf(person(8))).toEqual(['First line\nand {second}', 'Parcel 8 is ready'])
  })

  it('a_reply_that_is_begun_survives_filters_and_is_asked_about_before_another_opens', async () => {
    await openThread(person(9))
    await reply(person(9)).fill('Not yet done')
    const search = page().getByRole('searchbox')
    await search.fill('0010')
    await search.press('Enter')
    await expect.poll(shownNumbers).toEqual([person(10)])
    await page().getByLabel('Unread only').check()
    expect(await page().getByRole('dialog').count()).toBe(0)
    await page().getByLabel('Unread only').uncheck()
    await entry(person(10)).click()
    await page().getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    expect(await reply(person(9)).inputValue()).toBe('Not yet done')
    await entry(person(10)).click()
    await page().getByRole('dialog').getByRole('button', { name: 'Leave' }).press('Enter')
    await reply(person(10)).waitFor()
  })

  it('a_refusal_and_a_lost_network_keep_what_was_typed', async () => {
    await world.sim.scriptNumber(person(11), { sms: { refuse: 21614 } })
    await openThread(person(11))
    await reply(person(11)).fill('Can you read this?')
    await page().route(SEND, (route) => route.abort())
    await page().getByRole('button', { name: 'Send', exact: true }).click()
    await page().getByRole('alert').getByText('The server cannot be reached').waitFor()
    await page().unroute(SEND)
    expect(await reply(person(11)).inputValue()).toBe('Can you read this?')
    await page().getByRole('button', { name: 'Send', exact: true }).click()
    await log().getByText('Failed').waitFor()
    expect((await textsOf(person(11))).filter((text) => text === 'Can you read this?')).toHaveLength(1)
    expectComplaints(operator, /Failed to load resource/)
  })

  it('earlier_texts_come_above_and_the_reader_stays_where_they_were', async () => {
    await openThread(LONG)
    const texts = await textsOf(LONG)
    await log().getByText(texts[0]!, { exact: true }).waitFor()
    await page().getByRole('button', { name: 'Show earlier' }).focus()
    const first = log().getByText(texts[29]!, { exact: true })
    await first.waitFor()
    await page().keyboard.press('Enter')
    await log().getByText(texts.at(-1)!, { exact: true }).waitFor()
    expect(await log().evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await log().evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0)
    expect(await page().getByRole('button', { name: 'Show earlier' }).count()).toBe(0)
    const place = () => log().evaluate(({ scrollTop }) => scrollTop)
    const before = await place()
    await hear(LONG, 'While you read')
    await log().getByText('While you read').waitFor()
    expect(await place()).toBe(before)
    await log().evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    const end = await place()
    await hear(LONG, 'At the end')
    await log().getByText('At the end').waitFor()
    await expect.poll(place).toBeGreaterThan(end)
  })

  it('where_one_of_the_two_has_room_the_focus_goes_with_it_and_what_waits_is_counted', async () => {
    await hear(person(303), 'Waiting')
    await page().setViewportSize(SIZES.narrow)
    await open()
    const count = await unread()
    await page().getByRole('banner').getByText(`${count} texts and missed calls to look at`).waitFor()
    await tabTo(page(), entry(person(42)))
    await page().keyboard.press('Enter')
    const heading = page().getByRole('heading', { level: 2 })
    await expect.poll(() => heading.evaluate((element) => element === document.activeElement)).toBe(true)
    await page().keyboard.press('Shift+Tab')
    await page().keyboard.press('Enter')
    await expect.poll(focusedNumber).toBe(person(42))
    await entry(person(43)).click()
    await page().getByRole('button', { name: 'All conversations' }).click()
    await expect.poll(focusedNumber).toBe(person(43))
    await page().setViewportSize(SIZES.wide)
  })

  it('whoever_may_only_read_is_led_here_and_is_offered_no_reply', async () => {
    const reader = await openReader(world, browser, ['communication:read'])
    await reader.page.getByRole('navigation').getByRole('link', { name: /^SMS/ }).click()
    await reader.page.waitForURL(/\/sms\/inbox/)
    await reader.page.getByRole('region', { name: 'Conversations' }).getByText('Parcel 44 is ready').click()
    await reader.page.getByText('You may read this, but not reply.').waitFor()
    expect(await reader.page.getByRole('textbox', { name: /^Reply/ }).count()).toBe(0)
    expect(await reader.page.getByRole('link', { name: 'Write' }).count()).toBe(0)
    await reader.open(`/sms/inbox?q=0044&with=${encodeURIComponent(person(44))}`)
    await expectFits(reader.page)
    expect(reader.complaints).toEqual([])
    await reader.context.close()
  })
})
