import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, LOOKS, openPage, signIn, SIZES } from '../support/pages.ts'
import { createTemplate } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

const MANY = 500
const list = async (world: World, query: string) => (await world.api(`/api/voice-messages?${query}`)).body
const only = (name: string) => `search=${encodeURIComponent(name)}`

describe.skipIf(noBrowser && !process.env.CI)('the list of voice messages', () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  const open = async (path = '') => {
    await page.goto(`${world.url}/admin/acme-corp/voice${path}`)
    await hydrated(page)
  }
  const card = (name: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) })

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    for (let made = 0; made < MANY; made += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => createTemplate(world.api, `Filler ${made + index}`)))
    }
    await createTemplate(world.api, 'Pay {amount}~SSML~currency {MP3~jingle}', { name: 'Invoice', voice_gender: 'man' })
    await createTemplate(world.api, 'Your code is {code}', { name: 'Code', voice_type: 'sms' })
    context = await browser.newContext({ viewport: SIZES.wide })
    ;({ page, complaints } = await openPage(context))
    await signIn(world, page, '/voice')
    complaints.splice(0) // that nobody was signed in yet
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('is_there_without_javascript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    await plain.addCookies(await context.cookies())
    const bare = await plain.newPage()
    await bare.goto(`${world.url}/admin/acme-corp/voice`)
    const invoice = bare.getByRole('listitem').filter({ hasText: 'Invoice' })
    expect(await invoice.innerText()).toMatch(/Pay\s*amount[\s\S]*jingle[\s\S]*Call[\s\S]*Man · Medium/)
    expect(await bare.getByText(/^1 to 24 of 50\d$/).isVisible()).toBe(true)
    await plain.close()
  })

  it('is_searched_filtered_and_paged_in_the_address', async () => {
    await open()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.waitForURL(/page=2/)
    await page.getByText(/^25 to 48 of/).waitFor()
    await page.getByRole('searchbox').fill('Invoice')
    await page.waitForURL(/\?search=Invoice$/)
    await page.getByText('1 to 1 of 1').waitFor()
    await page.reload()
    await hydrated(page)
    expect(await page.getByRole('searchbox').inputValue()).toBe('Invoice')
    expect(await card('Invoice').isVisible()).toBe(true)
    await page.getByRole('searchbox').fill('')
    await page.getByRole('combobox', { name: 'Type' }).click()
    await page.getByRole('option', { name: 'SMS (1)' }).click()
    await page.waitForURL(/\?type=sms$/)
    await card('Code').waitFor()
    await page.getByRole('searchbox').fill('nothing has this')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText(/^1 to 24 of/).waitFor()
  })

  it('stays_a_table_once_it_is_one', async () => {
    await open()
    await page.getByRole('radio', { name: 'Table' }).check()
    await page.getByRole('table', { name: 'Voice messages' }).waitFor()
    await page.reload()
    await hydrated(page)
    await page
      .getByRole('row', { name: /Invoice/ })
      .getByText('currency')
      .count()
    await page.getByRole('row', { name: /Invoice/ }).click({ position: { x: 400, y: 10 } })
    await page.getByRole('heading', { name: 'Invoice' }).waitFor()
    await open()
    await page.getByRole('radio', { name: 'Cards' }).check()
    await card('Invoice').waitFor()
  })

  it('deletes_and_has_it_back', async () => {
    const id = await createTemplate(world.api, 'Goes {a}', { name: 'Short-lived' })
    await open()
    await page.getByRole('button', { name: 'Actions for Short-lived' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await card('Short-lived').waitFor({ state: 'detached' })
    expect((await world.api(`/api/voice-messages/${id}`)).status).toBe(404)
    await page.getByRole('button', { name: 'Undo' }).click()
    await card('Short-lived').waitFor()
    await page.reload()
    expect((await world.api(`/api/voice-messages/${id}`)).body.data.voice_text).toBe('Goes {a}')
  })

  it('deletes_and_has_it_back_by_keyboard', async () => {
    const id = await createTemplate(world.api, 'Goes', { name: 'By key' })
    await open()
    await page.getByRole('button', { name: 'Actions for By key' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await card('By key').waitFor({ state: 'detached' })
    await page.keyboard.press('F8')
    await page.getByRole('button', { name: 'Undo' }).focus()
    await page.keyboard.press('Enter')
    await card('By key').waitFor()
    expect((await world.api(`/api/voice-messages/${id}`)).status).toBe(200)
  })

  it('duplicates_and_opens_the_copy', async () => {
    await createTemplate(world.api, 'Twice {x}', { name: 'Original' })
    await open()
    await page.getByRole('button', { name: 'Actions for Original' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await page.getByRole('heading', { name: 'Copy of Original' }).waitFor()
    const copies = await list(world, only('Copy of Original'))
    expect(copies.data.map(({ voice_text: text }: { voice_text: string }) => text)).toEqual(['Twice {x}'])
  })

  it('shows_whoever_may_only_read_no_way_to_change', async () => {
    await world.api('/api/users', {
      body: { username: 'reader', password: 'long enough', display_name: 'Reader', permissions: ['messages:read'] },
    })
    const other = await browser.newContext({ viewport: SIZES.wide })
    const opened = await openPage(other)
    await opened.page.goto(`${world.url}/admin/acme-corp/voice`)
    await hydrated(opened.page)
    await opened.page.getByLabel('User name').fill('reader')
    await opened.page.getByLabel('Password').fill('long enough')
    await opened.page.getByRole('button', { name: 'Sign in' }).click()
    await opened.page.getByRole('heading', { name: 'Voice', exact: true }).waitFor()
    opened.complaints.splice(0)
    await opened.page.getByRole('button', { name: 'Actions for Invoice' }).click()
    expect(await opened.page.getByRole('menuitem').allInnerTexts()).toEqual(['Open'])
    await opened.page.keyboard.press('Escape')
    expect(await opened.page.getByRole('link', { name: 'New message' }).count()).toBe(0)
    await opened.page.getByRole('link', { name: 'Invoice' }).click()
    await opened.page.getByText('You may look at this, not change it.').waitFor()
    expect(await opened.page.getByRole('textbox', { name: 'Text', exact: true }).isEditable()).toBe(false)
    expect(await opened.page.getByRole('button', { name: /Save|Call me|More actions|Variable/ }).count()).toBe(0)
    await opened.page.getByText('Plays jingle').waitFor()
    expect(opened.complaints).toEqual([])
    await other.close()
  })

  it.each(LOOKS)('is_accessible_%s_%s', async (size, colorScheme) => {
    await page.setViewportSize(SIZES[size])
    await page.emulateMedia({ colorScheme })
    await open()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByRole('button', { name: 'Actions for Invoice' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('radio', { name: 'Table' }).check()
    await page.getByRole('table').waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByRole('radio', { name: 'Cards' }).check()
    await page.setViewportSize(SIZES.wide)
  })

  it('says_nothing_on_the_console', () => expect(complaints).toEqual([]))
})
