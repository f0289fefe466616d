import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { hydrated, openPage, signIn, SIZES } from '../support/pages.ts'
import { createTemplate } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

/** Two cores, and many things to do. */
const PATIENT = { timeout: 15_000 }

describe.skipIf(noBrowser && !process.env.CI)('the editor of a voice message', () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  const open = async (path: string | number) => {
    await page.goto(`${world.url}/admin/acme-corp/voice/${path}`)
    await hydrated(page)
  }
  const text = () => page.getByRole('textbox', { name: 'Text', exact: true })
  const stored = async (id: number | string) => (await world.api(`/api/voice-messages/${id}`)).body.data
  const saved = () => page.getByText(/^Last change/).waitFor()
  const put = (id: number, body: object) => world.api(`/api/voice-messages/${id}`, { method: 'PUT', body })

  /** The browser complains of every answer that is a refusal; here it is what was asked for. */
  const wasRefused = (status: number) => {
    const [expected, others] = [true, false].map((is) => complaints.filter((one) => one.includes(`${status}`) === is))
    expect(expected).not.toEqual([])
    complaints.splice(0, complaints.length, ...others!)
  }

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    context = await browser.newContext({ viewport: SIZES.wide })
    ;({ page, complaints } = await openPage(context))
    await signIn(world, page, '/voice')
    complaints.splice(0) // that nobody was signed in yet
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('makes_a_message_and_keeps_the_cursor_where_it_was', async () => {
    await open('new')
    await page.getByLabel('Name', { exact: true }).fill('Made here')
    await text().fill('Hello {customer}')
    await page.keyboard.press('Control+s')
    await page.waitForURL(/voice\/\d+$/)
    await page.keyboard.type('!')
    expect(await text().inputValue()).toBe('Hello {customer}!')
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+s')
    await page.reload()
    const made = await stored(page.url().split('/').pop()!)
    expect(made).toMatchObject({ name: 'Made here', voice_type: 'message', voice_gender: 'alice' })
    expect(await text().inputValue()).toBe(made.voice_text)
  })

  it('says_beside_the_field_what_is_missing', async () => {
    await open('new')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Fill this in').first().waitFor()
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByRole('main').getByText('Fill this in').count()).toBe(2) // name and text
    await page.getByLabel('Name', { exact: true }).fill('x')
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBeNull()
  })

  it('changes_everything_there_is_to_change', async () => {
    const id = await createTemplate(world.api, 'Before', { name: 'All of it' })
    await open(id)
    await page.getByLabel('Name', { exact: true }).fill('All of it, changed')
    await page.getByRole('combobox', { name: 'Voice' }).click()
    await page.getByRole('option', { name: 'Bob (man)' }).click()
    await page.getByRole('combobox', { name: 'Speed' }).click()
    await page.getByRole('option', { name: 'Fast' }).click()
    await page.getByLabel('Type', { exact: true }).fill('alarm')
    await page.getByRole('button', { name: 'Another voice or language' }).click()
    await page.getByLabel('Language').fill('en-GB')
    await page.getByRole('button', { name: 'Save' }).click()
    await saved()
    await page.reload()
    expect(await stored(id)).toMatchObject({
      name: 'All of it, changed',
      voice_text: 'Before',
      voice_gender: 'bob',
      voice_rate: 'fast',
      voice_type: 'alarm',
      voice_settings: { language: 'en-GB' },
    })
    await hydrated(page)
    await page.getByLabel('Language').fill('xx-YY')
    await page.getByText('Twilio has no such language.').waitFor()
  })

  it('puts_variables_types_and_audio_in_by_keyboard_and_takes_them_back', async () => {
    await open('new')
    const choose = async (button: string, item: string) => {
      await page.getByRole('button', { name: button }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: item, exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    await text().fill('Pay ')
    await choose('Variable', 'New variable')
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    await page.keyboard.type('amount')
    expect(await text().inputValue()).toBe('Pay {amount}')
    await choose('amount spoken as', 'Amount of money')
    await expect.poll(() => text().inputValue(), PATIENT).toBe('Pay {amount}~SSML~currency')
    await page.keyboard.type(' by ')
    await choose('Spoken as', 'Date')
    await expect.poll(() => text().inputValue(), PATIENT).toBe('Pay {amount}~SSML~currency by {date}~SSML~date')
    await page.keyboard.press('End')
    await choose('date spoken as', 'As it is')
    await expect.poll(() => text().inputValue(), PATIENT).toBe('Pay {amount}~SSML~currency by {date}')
    await choose('Variable', 'amount')
    await expect.poll(() => text().inputValue(), PATIENT).toBe('Pay {amount}~SSML~currency by {date}{amount}')
    await page.keyboard.press('Control+z')
    expect(await text().inputValue()).toBe('Pay {amount}~SSML~currency by {date}')
    await page.getByRole('button', { name: 'Audio' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Put in jingle' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => text().inputValue(), PATIENT).toBe('Pay {amount}~SSML~currency by {date}{MP3~jingle}')
    await page.getByLabel('Name', { exact: true }).fill('By keyboard')
    await page.keyboard.press('Control+s')
    await page.waitForURL(/voice\/\d+$/)
    const made = await stored(page.url().split('/').pop()!)
    expect(made.voice_text).toBe('Pay {amount}~SSML~currency by {date}{MP3~jingle}')
  })

  it('marks_what_is_wrong_where_it_is_and_leads_there', async () => {
    const id = await createTemplate(world.api, 'Fine')
    await open(id)
    await text().fill('Hello {oops and {MP3~gone} bye')
    const problem = page.getByRole('button', { name: 'There is no audio file gone.' })
    await problem.waitFor()
    await page.getByRole('button', { name: 'This { is never closed. Write {{ for a literal brace.' }).waitFor()
    expect(await page.locator('.decoration-danger').allInnerTexts()).toEqual(['{', '{MP3~gone}'])
    await problem.click()
    const selected = () =>
      page.evaluate(() => {
        const { value, selectionStart, selectionEnd } = document.activeElement as HTMLTextAreaElement
        return value.slice(selectionStart, selectionEnd)
      })
    expect(await selected()).toBe('{MP3~gone}')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not saved', { exact: true }).waitFor()
    expect((await stored(id)).voice_text).toBe('Fine')
    wasRefused(422)
    expect(await text().inputValue()).toContain('{oops')
    await text().fill('Fine')
  })

  it('asks_before_it_loses_changes', async () => {
    const id = await createTemplate(world.api, 'Kept')
    await open(id)
    await text().fill('Changed')
    const leave = () => page.getByRole('link', { name: 'Voice messages' }).click()
    await leave()
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await text().inputValue()).toBe('Changed')
    await leave()
    await page.getByRole('button', { name: 'Save and leave' }).click()
    await page.getByRole('heading', { name: 'Voice', exact: true }).waitFor()
    expect((await stored(id)).voice_text).toBe('Changed')
    await open(id)
    await text().fill('Given up')
    await leave()
    await page.getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { name: 'Voice', exact: true }).waitFor()
    expect((await stored(id)).voice_text).toBe('Changed')
    await open(id)
    expect(await page.getByRole('button', { name: 'Bring them back' }).count()).toBe(0)
  })

  it('brings_back_what_was_typed_on_a_page_that_was_closed', async () => {
    const id = await createTemplate(world.api, 'Stored')
    await open(id)
    await text().fill('Typed and lost')
    await page.waitForFunction(() =>
      Object.entries(localStorage).some(([key, kept]) => key.includes(':draft:') && String(kept).includes('lost')),
    )
    const dialog = page.waitForEvent('dialog')
    const reload = page.reload()
    await (await dialog).accept()
    await reload
    await hydrated(page)
    expect(await text().inputValue()).toBe('Stored')
    await page.getByRole('button', { name: 'Bring them back' }).click()
    expect(await text().inputValue()).toBe('Typed and lost')
    await page.getByRole('button', { name: 'Save' }).click()
    await saved()
    expect((await stored(id)).voice_text).toBe('Typed and lost')
  })

  it('lets_two_people_know_of_each_other', async () => {
    const id = await createTemplate(world.api, 'First')
    await open(id)
    await text().fill('Mine')
    await put(id, { voice_text: 'Theirs' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Load the other version' }).click()
    await expect.poll(() => text().inputValue(), PATIENT).toBe('Theirs')
    await text().fill('Mine again')
    await put(id, { voice_text: 'Theirs again' })
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: 'Save mine over it' }).click()
    await saved()
    expect((await stored(id)).voice_text).toBe('Mine again')
    wasRefused(409)
  })

  it('goes_on_after_the_session_ended', async () => {
    const id = await createTemplate(world.api, 'Before')
    await open(id)
    await text().fill('Typed before the end')
    await context.clearCookies()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'You are signed out' }).getByLabel('Password').fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await saved()
    expect((await stored(id)).voice_text).toBe('Typed before the end')
    wasRefused(401)
  })

  it('is_deleted_from_its_own_page_and_comes_back', async () => {
    const id = await createTemplate(world.api, 'Gone', { name: 'To delete' })
    await open(id)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'Voice', exact: true }).waitFor()
    expect((await world.api(`/api/voice-messages/${id}`)).status).toBe(404)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'To delete' }).waitFor()
    expect((await stored(id)).voice_text).toBe('Gone')
  })

  it('that_is_not_there_says_so', async () => {
    for (const path of ['999999', 'nonsense']) {
      await open(path)
      await page.getByRole('alert').waitFor()
    }
  })

  it('says_nothing_on_the_console', () => expect(complaints).toEqual([]))
})
