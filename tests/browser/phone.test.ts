import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { expectAccessible } from '../support/pages.ts'
import { usePhonePage } from '../support/phone-page.ts'
import { person } from '../support/send.ts'

/** One story after the other in one browser; each begins with the page open. */
describe.skipIf(noBrowser && !process.env.CI)('the phone', () => {
  const { at, page, open, number, dial, hangUp, did, line, button, running, takesCalls, setUpAccount } = usePhonePage({
    isSetUp: false,
  })

  it('says_what_the_account_lacks_and_where_to_add_it', async () => {
    await open()
    await takesCalls().click()
    await page().getByRole('alert').getByText('The Twilio account has no API key yet').waitFor()
    expect(await button('Open Settings → Twilio').count()).toBe(0)
    await page().getByRole('link', { name: 'Open Settings → Twilio' }).waitFor()
    await expectAccessible(page())
    at.operator.complaints.splice(0) // the refusal itself
    await setUpAccount()
    await page().getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
    await takesCalls().click()
    await page().getByText('Calls do not ring here', { exact: true }).waitFor()
  })

  it('dials_by_mouse_and_shows_how_far_the_call_is', async () => {
    await open()
    for (const digit of '2025550101') await page().getByRole('group', { name: 'Number keys' }).getByRole('button', { name: digit, exact: true }).click() // prettier-ignore
    await page().getByText('Calls +1 202 555 0101').waitFor()
    await button('Call').click()
    await running().getByText('Connecting …').waitFor()
    expect(await line((phone) => phone.calls.at(-1))).toMatchObject({ to: person(101), callerId: null })
    await line((phone) => phone.rings())
    await running().getByText('Ringing …').waitFor()
    await line((phone) => phone.answers())
    await running().getByText('Talking').waitFor()
    await running()
      .getByRole('timer')
      .getByText(/^0:(?!00)/)
      .waitFor()
    await button('Mute').click()
    await button('Unmute').click()
    await button('Keypad').click()
    await running().getByRole('button', { name: '5', exact: true }).click()
    await page().keyboard.type('12#')
    await running().getByText('512#').waitFor()
    await hangUp()
    expect(await did()).toEqual(['mute', 'unmute', 'press 5', 'press 1', 'press 2', 'press #', 'hangUp'])
    await page()
      .getByText(/Ended after 0:/)
      .waitFor()
  })

  it('dials_by_keyboard_alone_and_each_key_of_a_call_works', async () => {
    await open()
    await expect.poll(() => number().evaluate((field) => field === document.activeElement)).toBe(true)
    await page().keyboard.type('(202) 555-0102')
    await page().keyboard.press('Enter')
    await running().waitFor()
    await line((phone) => phone.answers())
    await running().getByText('Talking').waitFor()
    await page().keyboard.press('Alt+m')
    await page().keyboard.press('Alt+k')
    await page().keyboard.type('7*')
    await running().getByText('7*').waitFor()
    await expectAccessible(page())
    await page().keyboard.press('Alt+k')
    await expect
      .poll(() => page().evaluate(() => document.activeElement?.getAttribute('aria-keyshortcuts')))
      .toBe('Alt+K')
    await page().keyboard.press('Alt+x')
    await running().waitFor({ state: 'hidden' })
    expect(await did()).toEqual(['mute', 'press 7', 'press *', 'hangUp'])
    await expect.poll(() => number().evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('refuses_letters_and_what_is_no_number_with_words_and_takes_pasted_lines', async () => {
    await open()
    for (const [typed, words] of [
      ['0800-FLOWERS', 'no letters'],
      ['12', 'Too short'],
      ['', 'Type a phone number'],
    ] as const) {
      await number().fill(typed)
      await number().press('Enter')
      await page().getByText(words).waitFor()
    }
    await at.world.api('/api/opt-outs', { body: { phone_number: person(199) } })
    await number().fill(person(199))
    await number().press('Enter')
    await page().getByText('has opted out').waitFor()
    expect(await line((phone) => (phone as typeof phone | undefined)?.calls.length ?? 0)).toBe(0)
    await number().fill('')
    await number().evaluate((field) => {
      const data = new DataTransfer()
      data.setData('text', 'Office: +1 (202) 555-0103, ask for Ann')
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await page().getByText('Calls +1 202 555 0103').waitFor()
  })

  it('is_filled_in_by_a_link_that_calls_nobody', async () => {
    await open(`?to=${encodeURIComponent(person(104))}`)
    expect(await number().inputValue()).toBe(person(104))
    expect(await at.operator.htmlOf(`/phone?to=${encodeURIComponent(person(104))}`)).toContain(person(104))
    expect(await page().evaluate(() => 'fakePhone' in globalThis)).toBe(false)
  })

  it('says_in_plain_words_what_is_wrong_with_the_sound', async () => {
    await open()
    await dial(person(140))
    await line((phone) => phone.answers())
    await line((phone) => phone.warns('silent_microphone', true))
    await running().getByText('Your microphone is silent').waitFor()
    await line((phone) => phone.warns('loss', true))
    await running().getByText('The network loses packets').waitFor()
    await line((phone) => phone.warns('silent_microphone', false))
    await running().getByText('Your microphone is silent').waitFor({ state: 'hidden' })
    await line((phone) => phone.interrupts(true))
    await running().getByText('The connection is lost').waitFor()
    await line((phone) => phone.levels(0.5, 0.25))
    await expect.poll(() => running().getByRole('meter').first().getAttribute('aria-valuenow')).toBe('50')
    await expectAccessible(page())
    await line((phone) => phone.ends('media'))
    await page().getByText('The sound found no way').waitFor()
    await button('Call again').click()
    await running().getByText('+1 202 555 0140').waitFor()
    await hangUp()
  })

  it('asks_before_a_page_with_a_running_call_is_left', async () => {
    await open()
    await dial(person(170))
    const asked = new Promise<string>((resolve) =>
      page().once('dialog', (dialog) => {
        resolve(dialog.type())
        void dialog.dismiss()
      }),
    )
    await page().close({ runBeforeUnload: true })
    expect(await asked).toBe('beforeunload')
    await hangUp()
  })
})
