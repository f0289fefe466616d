import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { expectAccessible } from '../support/pages.ts'
import { person } from '../support/send.ts'
import { useSmsPage } from '../support/sms-page.ts'

describe.skipIf(noBrowser && !process.env.CI)('the SMS page', () => {
  const { at, preview, text, numbers, run, row, sendButton, confirm, sentTo, open, write } = useSmsPage()

  it('holds_the_caller_number_and_the_templates_without_javascript', async () => {
    const bare = await at.browser.newContext({
      javaScriptEnabled: false,
      storageState: await at.context.storageState(),
    })
    const still = await bare.newPage()
    await still.goto(`${at.world.url}/admin/acme-corp/sms?template=${at.templateId}`)
    await still.getByText('+1 234 567 8900').waitFor()
    expect(await still.getByLabel('Template', { exact: true }).locator('option').allInnerTexts()).toEqual(['Choose a template', 'Reminder']) // prettier-ignore
    await bare.close()
  })

  it('writes_to_a_pasted_list_by_mouse', async () => {
    await open()
    await write('Hello {name}', `Ann <(202) 555-0101>; Bob <${person(102)}>\n202-555-0101, 555`)
    const list = at.page.getByRole('region', { name: 'Recipients' })
    await list.getByText('2 cannot be used').waitFor()
    await list.getByText('Already on the list').waitFor()
    await list.getByText('Too short for a number').waitFor()
    await list.getByRole('button', { name: 'Remove these 2' }).click()
    await list.getByText('2 cannot be used').waitFor({ state: 'detached' })
    expect(await numbers().inputValue()).toBe(`Ann <(202) 555-0101>; Bob <${person(102)}>`)
    await preview().getByText('Hello Ann').waitFor()
    await preview().getByRole('button', { name: 'Preview for the next recipient' }).click()
    await preview().getByText('Hello Bob').waitFor()
    await at.page.getByRole('button', { name: 'Send to 2 people' }).click()
    const dialog = at.page.getByRole('dialog')
    await dialog.getByText('Hello Ann').waitFor()
    await dialog.getByText('$0.0166').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await sentTo(person(101))).toEqual([])
    await at.page.getByRole('button', { name: 'Send to 2 people' }).click()
    await dialog.getByRole('button', { name: 'Send to 2 people' }).dblclick()
    await run().getByRole('heading', { name: 'Sent to 2 people' }).waitFor()
    await row('555 0101').getByText('Delivered').waitFor()
    await row('555 0102').getByText('Delivered').waitFor()
    const link = await row('555 0102').getByRole('link').getAttribute('href')
    await at.page.reload()
    expect(await sentTo(person(101))).toMatchObject([{ message_content: 'Hello Ann', status: 'delivered' }])
    const [bob] = await sentTo(person(102))
    expect([bob.message_content, link]).toEqual(['Hello Bob', `/admin/acme-corp/logs?open=${bob.id}`])
  })

  it('writes_to_one_by_keyboard', async () => {
    await open()
    await at.page.getByRole('radio', { name: 'Text' }).focus()
    await at.page.keyboard.press('Tab')
    await at.page.keyboard.type('By keyboard')
    await at.page.keyboard.press('Tab')
    await at.page.keyboard.type('202 555 0103')
    await at.page.getByText('1 recipient', { exact: true }).waitFor()
    await at.page.keyboard.press('Tab') // the list
    await at.page.keyboard.press('Tab') // the button that takes the one off it
    await at.page.keyboard.press('Tab')
    expect(await sendButton().evaluate((button) => button === document.activeElement)).toBe(true)
    await at.page.keyboard.press('Enter')
    await row('555 0103').getByText('Delivered').waitFor()
    expect(await sentTo(person(103))).toMatchObject([{ message_content: 'By keyboard' }])
    await at.page.keyboard.press('Tab')
    await at.page.keyboard.press('Enter')
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
    await at.page.getByRole('radio', { name: 'Template' }).check()
    await expectAccessible(at.page)
    await sendButton().click()
    await at.page.getByText('Choose a template first').waitFor()
    await expectAccessible(at.page)
    await at.page.getByLabel('Template', { exact: true }).and(at.page.locator('select')).selectOption('Reminder')
    await numbers().fill(`number,customer_name,amount\n${person(104)},Ann,12.5\n${person(105)},"Ray, Bob",\n`)
    await at.page.getByText('No value for amount').waitFor()
    await sendButton().click()
    await at.page.getByText('Somebody has no value for this').waitFor()
    await at.page.getByLabel('Value of amount').fill('20')
    await at.page.getByText('No value for amount').waitFor({ state: 'detached' })
    await sendButton().click()
    await confirm()
    await run().getByRole('heading', { name: 'Sent to 2 people' }).waitFor()
    await at.page.reload()
    expect(await sentTo(person(104))).toMatchObject([{ message_content: 'Hi Ann, you owe $12.50.', voice_message_id: at.templateId }]) // prettier-ignore
    expect(await sentTo(person(105))).toMatchObject([{ message_content: 'Hi Ray, Bob, you owe $20.00.' }])
  })

  it('has_made_the_browser_complain_of_nothing', () => {
    expect(at.complaints).toEqual([])
  })
})
