import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { tabTo } from '../support/operator.ts'
import { expectAccessible, expectFits, hydrated, LOOKS, SIZES } from '../support/pages.ts'
import { usePhonePage } from '../support/phone-page.ts'
import { person } from '../support/send.ts'

/** One story after the other in one browser; each begins with the page open. */
describe.skipIf(noBrowser && !process.env.CI)('the phone', () => {
  const { at, page, setUpAccount, line, button, running, ringing, takesCalls, connect } = usePhonePage()
  const number = () => page().getByLabel('Phone number', { exact: true })
  const open = (query = '') => at.operator.open(`/phone${query}`)
  const did = () => line((phone) => phone.calls.at(-1)!.did)
  const hangUp = async () => {
    await button('Hang up').click()
    await running().waitFor({ state: 'hidden' })
  }
  const dial = async (to: string) => {
    await number().fill(to)
    await number().press('Enter')
    await running().waitFor()
  }

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
    await running().getByRole('timer').getByText('0:01').waitFor()
    await button('Mute').click()
    await button('Unmute').click()
    await button('Keypad').click()
    await running().getByRole('button', { name: '5', exact: true }).click()
    await page().keyboard.type('12#')
    await running().getByText('512#').waitFor()
    await hangUp()
    expect(await did()).toEqual(['mute', 'unmute', 'press 5', 'press 1', 'press 2', 'press #', 'hangUp'])
    await page()
      .getByText(/Ended after 0:0\d/)
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
    await page().keyboard.press('Alt+x')
    await running().waitFor({ state: 'hidden' })
    expect(await did()).toEqual(['mute', 'press 7', 'press *', 'hangUp'])
    await expect.poll(() => number().evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('refuses_letters_and_what_is_no_number_with_words_and_takes_pasted_lines', async () => {
    await open()
    const before = await line((phone) => phone?.calls.length ?? 0).catch(() => 0)
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
    expect(before).toBe(0)
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

  it('rings_on_every_page_and_is_answered_or_declined_there', async () => {
    await open()
    await takesCalls().click()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
    // A switch that was left on is on again, also on another page.
    await at.operator.open('/sms')
    await page().waitForFunction(() => 'fakePhone' in globalThis)
    await expect.poll(() => line((phone) => phone.lines.at(-1)?.receives)).toBe(true)
    const ring = (from: string) => line((phone, given) => phone.ring({ from: given, called: '+12345678900', label: 'Main number' }), from) // prettier-ignore
    await ring(person(110))
    await ringing().getByText('+1 202 555 0110').waitFor()
    await ringing().getByText('Main number').waitFor()
    await expect.poll(() => page().title()).toContain(`Call from ${person(110)}`)
    await expectAccessible(page())
    await ringing().getByRole('button', { name: 'Decline' }).click()
    await ringing().waitFor({ state: 'hidden' })
    expect(await did()).toEqual(['decline'])
    await ring(person(111))
    await ringing().waitFor()
    await page().keyboard.press('Alt+a')
    await running().getByText('Talking').waitFor()
    // The call goes on from page to page.
    await page().getByRole('link', { name: 'Logs' }).click()
    await page().getByRole('heading', { name: 'Logs' }).waitFor()
    await running().getByText('+1 202 555 0111').waitFor()
    await expectFits(page())
    await page().setViewportSize(SIZES.wide)
    await page().getByRole('navigation').getByRole('link', { name: 'Phone' }).click()
    await running().getByText('How loud you are').or(running().getByRole('meter').first()).first().waitFor()
    await hangUp()
    await ring(person(112))
    await ringing().waitFor()
    await line((phone) => phone.ends())
    await ringing().waitFor({ state: 'hidden' })
    await takesCalls().click()
  })

  it('holds_and_transfers_what_runs_at_the_server', async () => {
    await open()
    await dial(person(120))
    const { own, other } = await connect(person(120))
    await expect.poll(() => button('Hold').getAttribute('aria-disabled')).toBe('false')
    await button('Hold').click()
    await running().getByText('On hold').waitFor()
    const heard = async () => (await at.world.sim.calls({ sid: other }))[0]!.heard.map(({ kind }) => kind)
    await eventually(heard, (kinds) => kinds.includes('hold'))
    await button('Resume').click()
    await running().getByText('Talking').waitFor()

    await page().keyboard.press('Alt+t')
    const dialog = page().getByRole('dialog', { name: 'Transfer the call' })
    await dialog.waitFor()
    await expectFits(page())
    await page().setViewportSize(SIZES.wide)
    await dialog.getByText('A number', { exact: true }).click()
    await dialog.getByLabel('Phone number').fill('nobody')
    await dialog.getByRole('button', { name: 'Call', exact: true }).click()
    await dialog.getByText('no letters').waitFor()
    await dialog.getByLabel('Phone number').fill(person(121))
    await dialog.getByLabel('Phone number').press('Enter')
    await running().getByText('+12025550121 has answered').waitFor()
    await expectAccessible(page())
    await button('Take the call back').click()
    await running().getByText('On hold').waitFor()
    await button('Resume').click()
    await running().getByText('Talking').waitFor()

    await button('Transfer').click()
    await dialog.getByText('A number', { exact: true }).click()
    await dialog.getByLabel('Phone number').fill(person(122))
    await dialog.getByRole('button', { name: 'Call', exact: true }).click()
    await running().getByText('+12025550122 has answered').waitFor()
    await button('Hand over').click()
    await page().getByText('Handed over to +12025550122', { exact: true }).first().waitFor()
    await eventually(
      async () => (await at.world.sim.calls({ sid: own }))[0]!.status,
      (status) => status === 'completed',
    )
    expect((await at.world.sim.calls({ sid: other }))[0]!.status).toBe('in-progress')
    await line((phone) => phone.ends())
    await running().waitFor({ state: 'hidden' })
    // Both calls are the person's own, and stand in the log without a reload.
    const mine = page().getByRole('list', { name: 'My calls' })
    await mine.getByText('+1 202 555 0122').waitFor()
    await mine.getByText('+1 202 555 0120').waitFor()
    await at.world.sim.hangup(other)
  })

  it('hands_over_at_once_to_a_colleague', async () => {
    const password = 'long enough'
    const permissions = ['communication:read', 'communication:send']
    const who = { username: 'carla', display_name: 'Carla', permissions, password }
    expect((await at.world.api('/api/users', { body: who })).status).toBe(200)
    await open()
    await dial(person(130))
    await connect(person(130))
    await expect.poll(() => button('Transfer').getAttribute('aria-disabled')).toBe('false')
    await button('Transfer').click()
    const dialog = page().getByRole('dialog', { name: 'Transfer the call' })
    await dialog.getByText('Hand over at once').click()
    await dialog.getByLabel('Colleague').selectOption({ label: 'Carla' })
    await dialog.getByRole('button', { name: 'Hand over', exact: true }).click()
    await page().getByText('Handed over to Carla', { exact: true }).first().waitFor()
    await line((phone) => phone.ends())
    await running().waitFor({ state: 'hidden' })
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
    expect(await number().inputValue()).toBe(person(140))
  })

  it('chooses_devices_and_shows_what_the_microphone_hears', async () => {
    await open()
    await takesCalls().click()
    await page().getByText('Microphone and speaker').click()
    await page().getByLabel('Microphone', { exact: true }).selectOption('Built-in microphone')
    await page().getByLabel('Rings also on').selectOption('Loudspeaker')
    await button('Test the microphone').click()
    await page().waitForFunction(
      () => Number(document.querySelector('[role=meter]')?.getAttribute('aria-valuenow')) > 1,
    )
    await button('Stop the test').click()
    await button('Play a tone').click()
    await expect.poll(() => line((phone) => phone.tested)).toBe(1)
    await expectAccessible(page())
    await page().reload()
    await hydrated(page())
    await expect.poll(() => line((phone) => phone.lines.at(-1)?.used).catch(() => null)).toMatchObject({ microphone: 'mic-2', alsoRings: 'speaker-2' }) // prettier-ignore
    await takesCalls().click()
  })

  it('says_when_the_microphone_is_refused_and_is_off_then', async () => {
    await at.operator.context.clearPermissions()
    await open()
    await takesCalls().click()
    await page().getByRole('alert').getByText('The microphone is not allowed').waitFor()
    await at.operator.context.grantPermissions(['microphone'])
    await page().getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
  })

  it('is_in_one_window_at_a_time', async () => {
    await open()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
    const second = await at.operator.context.newPage()
    await second.goto(page().url())
    await hydrated(second)
    await second.getByText('The phone is on in another window').waitFor()
    await line((phone) => phone.ring({ from: '+12025550150' }))
    await button('Answer').click()
    await running().waitFor()
    await second.getByRole('button', { name: 'Use it here' }).click()
    await second.getByText('Somebody talks in the other window').waitFor()
    await hangUp()
    await second.getByRole('button', { name: 'Try again' }).click()
    await second.getByText('Calls ring here', { exact: true }).waitFor()
    await page().getByText('The phone is on in another window').waitFor()
    await second.close()
    await page().getByText('Calls ring here', { exact: true }).waitFor()
    await takesCalls().click()
  })

  it('shows_missed_calls_counts_them_and_calls_back', async () => {
    await at.operator.open('/sms')
    const { sid } = await at.world.sim.inboundCall({ from: person(160), to: '+12345678900' })
    await at.world.sim.hangup(sid).catch(() => undefined)
    const place = page()
      .getByRole('navigation')
      .getByRole('link', { name: /^Phone/ })
    await place.getByText('missed calls').waitFor({ state: 'attached' })
    await place.click()
    await page().getByText('Missed', { exact: true }).first().click()
    const missed = page().getByRole('list', { name: 'Missed' })
    await missed.getByText('+1 202 555 0160').waitFor()
    await place.getByText('missed calls').waitFor({ state: 'detached' })
    await tabTo(page(), `Enter ${person(160)}`, 'button')
    await page().keyboard.press('Enter')
    expect(await number().inputValue()).toBe(person(160))
    expect(await at.operator.htmlOf('/phone?calls=missed')).toContain('202 555 0160')
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

  it('is_legible_and_fits_everywhere', async () => {
    await open()
    for (const [size, colorScheme] of LOOKS) {
      await page().setViewportSize(SIZES[size])
      await page().emulateMedia({ colorScheme })
      await expectAccessible(page())
    }
    await page().setViewportSize(SIZES.wide)
    await page().emulateMedia({ colorScheme: 'light' })
  })

  it('is_not_there_for_who_may_only_read', async () => {
    const password = 'long enough'
    const who = { username: 'rita', display_name: 'Rita', permissions: ['communication:read'], password }
    await at.world.api('/api/users', { body: who })
    const context = await at.browser.newContext()
    const reader = await context.newPage()
    await reader.goto(`${at.world.url}/admin/acme-corp/phone`)
    await hydrated(reader)
    await reader.getByLabel('User name').fill('rita')
    await reader.getByLabel('Password').fill(password)
    await reader.getByRole('button', { name: 'Sign in' }).click()
    await reader.getByText('You may not place calls').waitFor()
    expect(await reader.getByRole('link', { name: 'Phone', exact: true }).count()).toBe(0)
    expect(await reader.getByRole('switch').count()).toBe(0)
    await context.close()
  })
})
