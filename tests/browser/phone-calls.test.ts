import { describe, expect, it } from 'vitest'
import { noBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { tabTo } from '../support/operator.ts'
import { expectAccessible, expectFits, SIZES } from '../support/pages.ts'
import { usePhonePage } from '../support/phone-page.ts'
import { person } from '../support/send.ts'

/** One story after the other in one browser; each begins with the page open. */
describe.skipIf(noBrowser && !process.env.CI)('calls of the phone', () => {
  const { at, page, open, dial, hangUp, did, line, button, running, ringing, takesCalls, connect } = usePhonePage()

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
    await tabTo(page(), ringing().getByRole('button', { name: 'Decline' }))
    await page().keyboard.press('Enter')
    await ringing().waitFor({ state: 'hidden' })
    await expect.poll(() => page().evaluate(() => document.activeElement?.id)).toBe('content')
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
    await dialog.getByRole('radio', { name: 'A number' }).check()
    await dialog.getByLabel('Phone number').fill('nobody')
    await dialog.getByRole('button', { name: 'Call', exact: true }).click()
    await dialog.getByText('no letters').waitFor()
    await dialog.getByLabel('Phone number').fill(person(121))
    await dialog.getByLabel('Phone number').press('Enter')
    await running().getByText('+1 202 555 0121 has answered').waitFor()
    await expectAccessible(page())
    await button('Take the call back').click()
    await running().getByText('On hold').waitFor()
    await button('Resume').click()
    await running().getByText('Talking').waitFor()

    await button('Transfer').click()
    await dialog.getByRole('radio', { name: 'A number' }).check()
    await dialog.getByLabel('Phone number').fill(person(122))
    await dialog.getByRole('button', { name: 'Call', exact: true }).click()
    await running().getByText('+1 202 555 0122 has answered').waitFor()
    await button('Hand over').click()
    await page().getByText('Handed over to +1 202 555 0122', { exact: true }).first().waitFor()
    await eventually(
      async () => (await at.world.sim.calls({ sid: own }))[0]!.status,
      (status) => status === 'completed',
    )
    expect((await at.world.sim.calls({ sid: other }))[0]!.status).toBe('in-progress')
    await line((phone) => phone.ends())
    await running().waitFor({ state: 'hidden' })
    // The call is the person's own, and stands in the log without a reload.
    const mine = page().getByRole('list', { name: 'My calls' })
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
    await dialog.getByRole('radio', { name: 'Hand over at once' }).check()
    await dialog.getByLabel('Colleague', { exact: true }).selectOption({ label: 'Carla' })
    await dialog.getByRole('button', { name: 'Hand over', exact: true }).click()
    await page().getByText('Handed over to Carla', { exact: true }).first().waitFor()
    await line((phone) => phone.ends())
    await running().waitFor({ state: 'hidden' })
  })

  it('shows_missed_calls_counts_them_and_calls_back', async () => {
    await at.operator.open('/sms')
    await at.world.sim.inboundCall({ from: person(160), to: '+12345678900' })
    const place = page()
      .getByRole('navigation')
      .getByRole('link', { name: /^Phone/ })
    await place.getByText('missed calls').waitFor({ state: 'attached' })
    await place.click()
    await page().getByRole('radio', { name: 'Missed' }).check()
    const missed = page().getByRole('list', { name: 'Missed' })
    await missed.getByText('+1 202 555 0160').waitFor()
    await place.getByText('missed calls').waitFor({ state: 'detached' })
    await tabTo(page(), `Call ${person(160)}`, 'button')
    await page().keyboard.press('Enter')
    await running().getByText('+1 202 555 0160').waitFor()
    await hangUp()
    expect(await at.operator.htmlOf('/phone?calls=missed')).toContain('202 555 0160')
  })
})
