import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { expectComplaints, openOperator, openReader, tabTo, type Operator } from '../support/operator.ts'
import { expectFits, expectFitsEverywhere } from '../support/pages.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

const SECOND_TOKEN = 'f'.repeat(32)
const CREDENTIALS = '/api/twilio/credentials'

describe.skipIf(noBrowser && !process.env.CI)('the Twilio account in the settings', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const button = (name: string) => page().getByRole('button', { name, exact: true })
  const field = (name: string) => page().getByLabel(new RegExp(`^${name}`))
  const open = async () => {
    await operator.open('/settings/twilio')
    await page()
      .getByText(/needs? you|as it should be/)
      .first()
      .waitFor()
  }
  const account = async () => (await world.api(CREDENTIALS)).body.data
  const findings = async (): Promise<{ field: string; state: string }[]> =>
    (await world.api('/api/twilio/twiml-app')).body.data.findings.map(
      ({ field, state }: { field: string; state: string }) => ({ field, state }),
    )
  const focusedText = () => page().evaluate(() => document.activeElement?.textContent?.trim())

  beforeAll(async () => {
    world = await startWorld()
    world.expectErrors('request_failed')
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('is_accessible_and_fits_at_every_size_and_is_there_without_javascript', async () => {
    await open()
    await expectFitsEverywhere(page())
    expect(await operator.htmlOf('/settings/twilio')).toContain(ACME.sid)
  })

  it('an_emptied_sid_is_refused_before_anything_is_asked', async () => {
    await open()
    const asked: string[] = []
    const note = (request: { method(): string; url(): string }) => {
      if (request.method() !== 'GET') asked.push(request.url())
    }
    page().on('request', note)
    await field('Account SID').fill('')
    for (const name of ['Test', 'Test and save']) {
      await button(name).click()
      await page().getByText('give its SID').waitFor()
    }
    expect(await field('Account SID').evaluate((element) => element === document.activeElement)).toBe(true)
    await expectFits(page())
    await button('Discard changes').click()
    expect(await field('Account SID').inputValue()).toBe(ACME.sid)
    expect(await page().getByText('give its SID').count()).toBe(0)
    page().off('request', note)
    expect(asked).toEqual([])
  })

  it('is_tested_by_mouse_and_by_keyboard_and_says_what_twilio_said', async () => {
    await open()
    await button('Test').dblclick()
    const said = page().getByRole('list', { name: 'What Twilio said' })
    await said.getByText('works').first().waitFor()
    await expectFits(page())
    await field('Auth token').focus()
    await page().keyboard.type('e'.repeat(32))
    expect(await said.count()).toBe(0)
    await tabTo(page(), button('Test'))
    await page().keyboard.press('Enter')
    await said.getByText('refused').first().waitFor()
    await page().keyboard.press('Escape')
    await tabTo(page(), button('Discard changes'))
    await page().keyboard.press('Enter')
    expect(await field('Auth token').inputValue()).toBe('')
    expect(await account()).toMatchObject({ account_sid: ACME.sid })
  })

  it('takes_a_second_token_by_mouse_and_forgets_it_by_keyboard', async () => {
    await world.sim.changeAccount(ACME.sid, { secondaryToken: SECOND_TOKEN })
    await open()
    await field('Second auth token').fill('0'.repeat(32))
    await button('Test and save').click()
    await page().getByText('Second auth token: refused').waitFor()
    expectComplaints(operator, /Failed to load resource/)
    expect((await account()).secondary_auth_token).toBeNull()
    await field('Second auth token').fill(SECOND_TOKEN)
    await button('Test and save').click()
    await page().getByText('Twilio took it. Saved.', { exact: true }).waitFor()
    expect((await account()).secondary_auth_token).toMatch(/ffff$/)
    await page().reload()
    await button('Forget: Second auth token').waitFor()
    await operator.open('/settings/twilio')
    await tabTo(page(), button('Forget: Second auth token'))
    await page().keyboard.press('Enter')
    await tabTo(page(), button('Test and save'))
    await page().keyboard.press('Enter')
    await page().getByText('Twilio took it. Saved.', { exact: true }).waitFor()
    expect((await account()).secondary_auth_token).toBeNull()
    await world.sim.changeAccount(ACME.sid, { secondaryToken: null })
  })

  it('keeps_what_was_typed_where_the_network_is_gone', async () => {
    await open()
    await field('Messaging Service SID').fill('MG123')
    await button('Test and save').click()
    await page().locator('[aria-invalid="true"]').first().waitFor()
    await field('Messaging Service SID').fill(`MG${'1'.repeat(32)}`)
    await page().route(`**${CREDENTIALS}*`, (route) => route.abort())
    await page().route(`**${CREDENTIALS}/test`, (route) => route.abort())
    await button('Test').click()
    await page().getByText('The server cannot be reached').waitFor()
    await button('Test and save').click()
    await page().getByRole('alert').getByText('The server cannot be reached').waitFor()
    await page().unrouteAll()
    expectComplaints(operator, /Failed to load resource/)
    expect(await field('Messaging Service SID').inputValue()).toBe(`MG${'1'.repeat(32)}`)
    await page().getByRole('link', { name: 'Limits', exact: true }).click()
    await page().getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    await page().getByRole('link', { name: 'Limits', exact: true }).click()
    await page().getByRole('dialog').getByRole('button', { name: 'Leave' }).press('Enter')
    await page().waitForURL(/limits/)
    expect((await account()).messaging_service_sid).toBeNull()
  })

  it('what_was_changed_at_twilio_is_left_or_put_right_and_the_focus_goes_to_the_next', async () => {
    await open()
    await button('Compare now').click()
    await button('Leave it').first().waitFor()
    await open()
    await button('Leave it').first().waitFor()
    await expectFitsEverywhere(page())
    const before = await findings()
    expect(before.map(({ state }) => state)).toEqual(['open', 'open', 'open'])
    await button('Leave it').first().click()
    await page().getByText('1 left as it is').waitFor()
    await expect.poll(focusedText).toBe('Put right')
    expect((await findings()).filter(({ state }) => state === 'declined')).toHaveLength(1)
    // By keyboard from there on: each that is put right gives the focus to the next.
    for (const left of [1, 0]) {
      await page().keyboard.press('Enter')
      await expect.poll(async () => (await findings()).filter(({ state }) => state === 'open').length).toBe(left)
      await expect.poll(focusedText).toBe(left > 0 ? 'Put right' : 'Settings at Twilio')
    }
    await page().reload()
    await page().getByText('1 left as it is').click()
    await button('Put right').click()
    await expect.poll(findings).toEqual([])
    await expect.poll(focusedText).toBe('Settings at Twilio')
  })

  it('the_application_and_the_repairs_are_set_up_by_keyboard', async () => {
    await open()
    await tabTo(page(), button('Set up'))
    await page().keyboard.press('Enter')
    await page().getByText('The application is set up', { exact: true }).waitFor()
    await tabTo(page(), page().getByLabel('Put it right without asking'))
    await page().keyboard.press('Space')
    await tabTo(page(), button('Save'))
    await page().keyboard.press('Enter')
    await button('Save').and(page().locator(':disabled')).waitFor()
    expect((await world.api('/api/twilio/twiml-app')).body.data.twiml_app_sid).toMatch(/^AP/)
    expect((await world.api('/api/tenant/profile')).body.data.settings.repair_telephony).toBe(true)
    await page().reload()
    expect(await page().getByLabel('Put it right without asking').isChecked()).toBe(true)
  })

  it('the_checklist_shows_what_needs_somebody_or_all_and_asks_again', async () => {
    await world.sim.changeAccount(ACME.sid, { balance: '0.10' })
    await open()
    await button('Check again').click()
    await page().getByText('Balance', { exact: false }).first().waitFor()
    const lines = page().getByRole('region', { name: 'Checklist' }).getByRole('listitem')
    const few = await lines.count()
    await page()
      .getByRole('button', { name: /^Show all/ })
      .press('Enter')
    expect(await lines.count()).toBeGreaterThan(few)
    await page().getByRole('button', { name: 'Show only what needs you' }).click()
    expect(await lines.count()).toBe(few)
    await page().route('**/api/twilio/diagnostics', (route) => route.abort())
    await button('Check again').click()
    await page().getByRole('region', { name: 'Checklist' }).getByRole('button', { name: 'Try again' }).waitFor()
    await page().unrouteAll()
    expectComplaints(operator, /Failed to load resource/)
    await page().getByRole('region', { name: 'Checklist' }).getByRole('button', { name: 'Try again' }).click()
    await lines.first().waitFor()
  })

  it('whoever_may_only_read_changes_nothing', async () => {
    const reader = await openReader(world, browser, ['settings:read', 'communication:read'])
    await reader.open('/settings/twilio')
    expect(await reader.page.getByLabel('Account SID').isDisabled()).toBe(true)
    await reader.page
      .getByText(/needs? you|as it should be/)
      .first()
      .waitFor()
    expect(await reader.page.getByRole('button', { name: /^(Test|Remove|Compare|Set up|Put|Save)/ }).count()).toBe(0)
    await expectFits(reader.page)
    expect(reader.complaints).toEqual([])
    await reader.context.close()
  })

  it('is_removed_by_keyboard_once_it_is_confirmed', async () => {
    await open()
    await tabTo(page(), button('Remove account'))
    await page().keyboard.press('Enter')
    await page().getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor()
    await expectFitsEverywhere(page())
    await page().keyboard.press('Escape')
    expect((await account()).is_set).toBe(true)
    await button('Remove account').click()
    await page().route(`**${CREDENTIALS}*`, (route) => route.abort())
    await page().getByRole('dialog').getByRole('button', { name: 'Remove account' }).click()
    await page().getByRole('dialog').getByRole('alert').waitFor()
    await page().unrouteAll()
    expectComplaints(operator, /Failed to load resource/)
    await tabTo(page(), page().getByRole('dialog').getByRole('button', { name: 'Remove account' }))
    await page().keyboard.press('Enter')
    await page().getByText('The Twilio account is removed', { exact: true }).waitFor()
    expect((await account()).is_set).toBe(false)
    await page().reload()
    expect(await field('Account SID').inputValue()).toBe('')
  })
})
