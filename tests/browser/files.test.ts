import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { putFile } from '../support/uploads.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { fileNamed, rowOf } from '../support/files-page.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, SIZES } from '../support/pages.ts'
import { createTemplate } from '../support/send.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const HOSTILE = 'gnp.\u202e..\u2066/etc.wav'
const LONG = `${'a very long name '.repeat(17)}.wav`

describe.skipIf(noBrowser && !process.env.CI)('the list of files', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const button = (name: string | RegExp) => page().getByRole('button', { name })
  const put = (name: string, tag_list = '', hertz = 400) =>
    putFile(world, ACME.key, name, wavTone({ toneMs: 3000, hertz }), tag_list ? { tag_list } : {})
  const act = async (file: string, item: string) => {
    await button(`Actions for ${file}`).click()
    await page().getByRole('menuitem', { name: item }).click()
  }
  const panel = (name: string | RegExp) => page().getByRole('dialog', { name })

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
    await put('hello.wav', 'greeting, office', 401)
    await put('bye.wav', 'greeting', 402)
    await put(HOSTILE, '', 403)
    await put(LONG, '', 404)
    await putFile(world, ACME.key, 'menu.xml', Buffer.from('<?xml version="1.0"?><Response/>'))
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('is_there_without_javascript', async () => {
    const [html] = (await operator.htmlOf('/files')).split('__NUXT_DATA__')
    for (const text of ['hello.wav', 'greeting', 'jingle.wav', '[U+202E]', 'of 500 MB used', 'Not audio']) {
      expect(html).toContain(text)
    }
    expect(html).not.toContain('\u202e')
  })

  it('is_searched_and_filtered_in_the_address', async () => {
    await operator.open('/files')
    await page().getByRole('searchbox').fill('hello')
    await page().waitForURL(/\?search=hello$/)
    await page().getByText('1 to 1 of 1').waitFor()
    await page().reload()
    await hydrated(page())
    expect(await rowOf(page(), 'hello.wav').isVisible()).toBe(true)
    await page().getByRole('searchbox').fill('')
    await page().waitForURL(/\/files$/)
    await page().getByRole('combobox', { name: 'Tag' }).click()
    await page().getByRole('option', { name: 'greeting (2)' }).click()
    await page().waitForURL(/\?tag=greeting$/)
    await page().getByText('1 to 2 of 2').waitFor()
    await page().getByRole('combobox', { name: 'Type' }).click()
    await page().getByRole('option', { name: 'XML (1)' }).click()
    await page().getByText('Nothing matches').waitFor()
    await button('Show all').click()
    await rowOf(page(), 'menu.xml').waitFor()
    await rowOf(page(), 'hello.wav').getByRole('button', { name: 'office' }).click()
    await page().getByText('1 to 1 of 1').waitFor()
  })

  it('names_hide_nothing_and_fit', async () => {
    await operator.open('/files')
    const shown = 'gnp.[U+202E]..[U+2066]/etc.wav'
    expect(await button(shown).first().locator('bdi').getAttribute('title')).toBe(shown)
    await expectNoSidewaysScroll(page())
    await button(shown).first().click()
    await panel(shown).getByText('{MP3~gnp.[U+202E]..[U+2066]', { exact: false }).waitFor()
    expect(await panel(shown).innerText()).not.toMatch(/[\u202e\u2066]/)
  })

  it('what_is_said_of_a_file_is_kept', async () => {
    const { id } = await fileNamed(world, 'bye.wav')
    await operator.open('/files')
    await rowOf(page(), 'bye.wav').getByRole('button', { name: 'bye.wav', exact: true }).press('Enter')
    await page().waitForURL(`**/files?file=${id}`)
    const open = panel('bye.wav')
    await open.getByLabel('Caller number').fill('12345')
    await open.getByRole('button', { name: 'Save' }).click()
    await open.getByText(/E\.164/).waitFor()
    await open.getByLabel('Caller number').fill('+12025550107')
    await open.getByLabel('Tags').fill('Greeting, evening, greeting')
    await open.getByLabel('Description').fill('Said in the evening')
    await open.getByLabel('Description').press('Tab')
    await open.getByRole('button', { name: 'Save' }).press('Enter')
    await page().getByText('Saved', { exact: true }).first().waitFor()
    await page().reload()
    await hydrated(page())
    expect(await open.getByLabel('Tags').inputValue()).toBe('Greeting, evening')
    expect(await fileNamed(world, 'bye.wav')).toMatchObject({
      description: 'Said in the evening',
      tag_list: 'Greeting, evening',
      caller_number: '+12025550107',
    })
    await page().keyboard.press('Escape')
    await page().waitForURL(/\/files$/)
  })

  it('one_is_removed_and_had_back_by_keyboard', async () => {
    const { id } = await put('gone.wav', '', 410)
    await operator.open('/files')
    await button('Actions for gone.wav').focus()
    await page().keyboard.press('Enter')
    await page().getByRole('menuitem', { name: 'Details' }).waitFor()
    await page().keyboard.press('End')
    await page().keyboard.press('Enter')
    await page().getByText('gone.wav is removed').first().waitFor()
    await expect.poll(() => fileNamed(world, 'gone.wav')).toBeUndefined()
    await button('Undo').focus()
    await page().keyboard.press('Enter')
    await rowOf(page(), 'gone.wav').waitFor()
    expect((await fileNamed(world, 'gone.wav')).id).toBe(id)
  })

  it('one_whose_name_was_taken_meanwhile_says_why_it_does_not_come_back', async () => {
    await put('again.wav', '', 411)
    await operator.open('/files')
    await act('again.wav', 'Remove')
    await page().getByText('again.wav is removed').first().waitFor()
    await put('again.wav', '', 412)
    await button('Undo').click()
    await page().getByText('Another file has its name by now').first().waitFor()
    operator.complaints.splice(0) // the browser notes the 409
  })

  it('removed_ones_are_restored_and_deleted_for_good', async () => {
    for (const [index, name] of ['back.wav', 'never.wav'].entries()) {
      const { id } = await put(name, '', 420 + index)
      await world.api(`/api/files/${id}`, { method: 'DELETE' })
    }
    await operator.open('/files')
    await page().getByRole('radio', { name: 'Removed' }).check()
    await page().waitForURL(/\?view=removed$/)
    await page().getByRole('table', { name: 'Removed files' }).waitFor()
    await expectAccessible(page())
    await act('back.wav', 'Restore')
    await page().getByText('back.wav is back').first().waitFor()
    expect(await fileNamed(world, 'back.wav')).toBeDefined()
    await act('never.wav', 'Delete for good')
    const question = panel('Delete never.wav for good?')
    await expectAccessible(page())
    await question.getByRole('button', { name: 'Delete for good' }).click()
    await question.waitFor({ state: 'hidden' })
    const removed = (await world.api('/api/files?removed=true')).body.data
    expect(removed.map((file: any) => file.filename)).not.toContain('never.wav')
  })

  it('one_that_templates_play_names_them_and_is_removed_all_the_same', async () => {
    await put('used.wav', '', 430)
    const id = await createTemplate(world.api, 'One moment. {MP3~used}', { name: 'Hold the line' })
    await operator.open('/files')
    expect(await rowOf(page(), 'used.wav').innerText()).toContain('1 template')
    await act('used.wav', 'Remove')
    const question = panel('Remove used.wav?')
    expect(await question.getByRole('link', { name: 'Hold the line' }).getAttribute('href')).toMatch(`/voice/${id}`)
    await expectAccessible(page())
    await question.getByRole('button', { name: 'Keep it' }).press('Enter')
    await question.waitFor({ state: 'hidden' })
    expect(await fileNamed(world, 'used.wav')).toBeDefined()
    await rowOf(page(), 'used.wav').getByRole('button', { name: 'used.wav', exact: true }).click()
    await panel('used.wav').getByRole('link', { name: 'Hold the line' }).waitFor()
    await panel('used.wav').getByRole('button', { name: 'Remove' }).click()
    await tabTo(page(), 'Remove all the same', 'button')
    await page().keyboard.press('Enter')
    await page().getByText('used.wav is removed').first().waitFor()
    await page().waitForURL(/\/files$/)
    expect(await fileNamed(world, 'used.wav')).toBeUndefined()
    operator.complaints.splice(0) // the browser notes each 409
  })

  it('a_template_gets_what_is_copied', async () => {
    await operator.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await operator.open('/files')
    await act('hello.wav', 'Copy for a template')
    await page().getByText('Copied').first().waitFor()
    expect(await page().evaluate(() => navigator.clipboard.readText())).toBe('{MP3~hello}')
    await button('Actions for menu.xml').click()
    expect(await page().getByRole('menuitem', { name: 'Copy for a template' }).count()).toBe(0)
    await page().keyboard.press('Escape')
  })

  it.each([
    ['narrow', 'light'],
    ['medium', 'light'],
    ['wide', 'dark'],
  ] as const)('is_accessible_%s_%s', async (size, colorScheme) => {
    await page().setViewportSize(SIZES[size])
    await page().emulateMedia({ colorScheme })
    await operator.open('/files')
    await expectAccessible(page())
    await expectNoSidewaysScroll(page())
    await button('Actions for hello.wav').click()
    await page().getByRole('menuitem', { name: 'Details' }).click()
    await panel('hello.wav').getByText('SHA-256', { exact: true }).waitFor()
    await expectAccessible(page())
    await page().setViewportSize(SIZES.wide)
    await page().emulateMedia({ colorScheme: 'light' })
  })
})
