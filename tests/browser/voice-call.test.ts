import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, LOOKS, openPage, signIn, SIZES } from '../support/pages.ts'
import { createTemplate, person } from '../support/send.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('calling oneself with a voice message', () => {
  let world: World
  let browser: Browser
  let page: Page
  let complaints: string[]
  let call: number
  let sms: number

  const open = async (path: string | number) => {
    await page.goto(`${world.url}/admin/acme-corp/voice/${path}`)
    await hydrated(page)
  }
  const dialog = () => page.getByRole('dialog')
  const lastSent = async () => (await world.api('/api/communication/history?per_page=1')).body.data[0]
  const total = async () => (await world.api('/api/communication/history?per_page=1')).body.pagination.total_items

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    call = await createTemplate(world.api, 'Hello {name}, you owe {amount}~SSML~currency', { name: 'Owed' })
    sms = await createTemplate(world.api, 'Hi {name}', { name: 'Short', voice_type: 'sms' })
    const context = await browser.newContext({ viewport: SIZES.wide })
    ;({ page, complaints } = await openPage(context))
    await signIn(world, page, '/voice')
    complaints.splice(0) // that nobody was signed in yet
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('places_one_call_and_follows_it_to_its_end', async () => {
    const before = await total()
    await open(call)
    await page.getByRole('button', { name: 'Call me with this' }).click()
    await dialog().getByLabel('Number to call').fill('+1 (202) 555-0101')
    await dialog().getByLabel('name', { exact: true }).fill('Ann')
    await dialog().getByRole('button', { name: 'Call now' }).dblclick()
    await dialog().getByRole('status').filter({ hasText: 'Completed' }).waitFor({ state: 'attached' })
    expect(await total()).toBe(before + 1)
    const sent = await lastSent()
    expect(sent).toMatchObject({ to_number: '+12025550101', voice_message_id: call, status: 'completed' })
    expect(sent.message_content).toContain('Hello Ann, you owe')
    const log = dialog().getByRole('link', { name: 'Open it in the log' })
    expect(await log.getAttribute('href')).toBe(`/admin/acme-corp/logs?open=${sent.id}`)
  })

  it('remembers_the_number_and_is_done_by_keyboard_alone', async () => {
    await open('')
    await page.getByRole('button', { name: 'Actions for Owed' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Call me with this' }).focus()
    await page.keyboard.press('Enter')
    const number = dialog().getByLabel('Number to call')
    await expect.poll(() => number.inputValue(), { timeout: 15_000 }).toBe('+12025550101')
    await number.fill(person(102))
    await page.keyboard.press('Enter')
    await dialog().getByRole('list', { name: 'Progress' }).waitFor()
    expect((await lastSent()).to_number).toBe(person(102))
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('says_what_is_wrong_and_keeps_what_was_typed', async () => {
    await open(call)
    await page.getByRole('button', { name: 'Call me with this' }).click()
    const number = dialog().getByLabel('Number to call')
    await number.fill('nobody')
    await dialog().getByLabel('name', { exact: true }).fill('Kept')
    await dialog().getByRole('button', { name: 'Call now' }).click()
    await dialog().getByText('must be an E.164 number').waitFor()
    await number.fill('+4930123456')
    await dialog().getByRole('button', { name: 'Call now' }).click()
    await dialog().getByRole('alert').waitFor()
    expect(await dialog().getByRole('alert').innerText()).toMatch(/countr|DE/i)
    expect(await dialog().getByLabel('name', { exact: true }).inputValue()).toBe('Kept')
    expect(complaints.splice(0).every((one) => one.includes('422'))).toBe(true)
  })

  it('says_that_unsaved_changes_are_not_heard', async () => {
    await open(call)
    const text = page.getByRole('textbox', { name: 'Text', exact: true })
    await text.fill('Hello {name}, saved from the dialog')
    await page.getByRole('button', { name: 'Call me with this' }).click()
    await dialog().getByText('The last saved text is what will be sent.').waitFor()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('The last saved text is what will be sent.').waitFor({ state: 'detached' })
    await dialog().getByLabel('Number to call').fill(person(103))
    await dialog().getByRole('button', { name: 'Call now' }).click()
    await dialog().getByRole('list', { name: 'Progress' }).waitFor()
    expect((await lastSent()).message_content).toContain('saved from the dialog')
  })

  it('texts_what_is_a_text_message', async () => {
    await open(sms)
    await page.getByRole('button', { name: 'Text me this' }).click()
    await dialog().getByLabel('Number to text').fill(person(104))
    await dialog().getByRole('button', { name: 'Send now' }).click()
    await dialog().getByRole('status').filter({ hasText: 'Delivered' }).waitFor({ state: 'attached' })
    expect(await lastSent()).toMatchObject({
      network_type: 'sms',
      to_number: person(104),
      message_content: 'Hi Ann Lee',
    })
  })

  it('is_not_offered_to_whoever_may_not_send', async () => {
    const body = { username: 'writer', password: 'long enough', display_name: 'Writer', permissions: ['messages:read', 'messages:write'] } // prettier-ignore
    await world.api('/api/users', { body })
    const context = await browser.newContext({ viewport: SIZES.wide })
    const other = await context.newPage()
    await other.goto(`${world.url}/admin/acme-corp/voice/${call}`)
    await hydrated(other)
    await other.getByLabel('User name').fill('writer')
    await other.getByLabel('Password').fill('long enough')
    await other.getByRole('button', { name: 'Sign in' }).click()
    await other.getByRole('button', { name: 'Save' }).waitFor()
    expect(await other.getByRole('button', { name: 'Call me with this' }).count()).toBe(0)
    await context.close()
  })

  it.each(LOOKS)('is_accessible_%s_%s', async (size, colorScheme) => {
    await page.setViewportSize(SIZES[size])
    await page.emulateMedia({ colorScheme })
    await open(call)
    await page.getByRole('button', { name: 'Call me with this' }).click()
    await dialog().getByLabel('Number to call').fill(person(105))
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await dialog().getByRole('button', { name: 'Call now' }).click()
    await dialog().getByRole('status').filter({ hasText: 'Completed' }).waitFor({ state: 'attached' })
    await expectAccessible(page)
  })

  it('says_nothing_on_the_console', () => expect(complaints).toEqual([]))
})
