import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, expectNoSidewaysScroll, hydrated, SIZES } from '../support/pages.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('the settings', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const profile = async () => (await world.api('/api/tenant/profile')).body.data
  const save = async () => {
    const answered = page().waitForResponse((response) => response.request().method() === 'PUT')
    await page().getByRole('button', { name: 'Save' }).click()
    await page().getByText('Saved', { exact: true }).first().waitFor()
    return (await answered).request().postDataJSON()
  }

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it.each(['', '/limits', '/look', '/frames', '/security', '/keys'])(
    'section_is_accessible_at_every_size: %s',
    async (section) => {
      await operator.open(`/settings${section}`)
      for (const viewport of Object.values(SIZES)) {
        await page().setViewportSize(viewport)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page().emulateMedia({ colorScheme })
          await expectAccessible(page())
        }
        await expectNoSidewaysScroll(page())
      }
      await page().emulateMedia({ colorScheme: null })
    },
  )

  it('html_without_javascript_holds_the_values', async () => {
    expect(await operator.htmlOf('/settings')).toContain('value="+12345678900"')
    expect(await operator.htmlOf('/settings/limits')).toMatch(/Canada[\s\S]*United States/)
    expect(await operator.htmlOf('/settings/frames')).toContain('http://localhost:4020')
    expect(await operator.htmlOf('/settings/keys')).toContain('Demo key')
  })

  it('profile_sends_only_what_was_changed_and_the_pages_follow', async () => {
    await operator.open('/settings')
    await page().getByLabel('Caller number').fill('+1 (212) 555-0142')
    await page().getByRole('combobox', { name: 'Time zone' }).fill('berlin')
    await expectAccessible(page())
    await page()
      .getByRole('option', { name: /Europe\/Berlin/ })
      .click()
    await page().getByRole('combobox', { name: 'Currency' }).fill('euro')
    await page()
      .getByRole('option', { name: /^Euro EUR$/ })
      .click()
    expect(await save()).toEqual({
      from_number: '+12125550142',
      settings: { timezone: 'Europe/Berlin', currency: 'EUR' },
    })
    await page().reload()
    expect(await page().getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Europe/Berlin')
    const { from_number: number, settings } = await profile()
    expect([number, settings.timezone, settings.currency]).toEqual(['+12125550142', 'Europe/Berlin', 'EUR'])
    await operator.open('/settings/limits')
    await page().getByText('EUR', { exact: true }).first().waitFor()
  })

  it('what_is_wrong_is_said_beside_its_field_and_nothing_is_lost', async () => {
    await operator.open('/settings')
    await page().getByLabel('Name', { exact: true }).fill('  ')
    await page().getByLabel('Caller number').fill('12345')
    await page().getByRole('button', { name: 'Save' }).click()
    await page().getByText('Fill this in').waitFor()
    await page().getByText('Must be an E.164 number such as +12025550123').waitFor()
    expect(await page().getByLabel('Caller number').inputValue()).toBe('12345')
    await page().getByRole('button', { name: 'Discard changes' }).click()
    expect(await page().getByLabel('Name', { exact: true }).inputValue()).toBe('Acme Corporation')
  })

  it('limits_are_set_by_keyboard_alone', async () => {
    await operator.open('/settings/limits')
    await tabTo(page(), 'Calls a day')
    await page().keyboard.press('Control+A')
    await page().keyboard.type('25')
    await tabTo(page(), 'Spending a day')
    await page().keyboard.type('12.50')
    await tabTo(page(), /^Neither call nor text at night/, 'checkbox')
    await page().keyboard.press('Space')
    await tabTo(page(), 'Add a country', 'combobox')
    await page().keyboard.type('germ')
    await page()
      .getByRole('option', { name: /Germany/ })
      .waitFor()
    await page().keyboard.press('Enter')
    await page().getByRole('button', { name: 'Remove Germany' }).waitFor()
    await tabTo(page(), 'Save', 'button')
    await page().keyboard.press('Enter')
    await page().getByText('Saved', { exact: true }).first().waitFor()
    const { settings } = await profile()
    expect(settings).toMatchObject({
      max_calls_per_day: 25,
      spend_limit_per_day: 12.5,
      quiet_hours: { from: '21:00', to: '08:00' },
      allowed_countries: ['CA', 'DE', 'US'],
    })
  })

  it('an_empty_limit_is_none_and_a_slip_is_not', async () => {
    await operator.open('/settings/limits')
    await page().getByLabel('Calls a day').fill('2o')
    await page().getByRole('button', { name: 'Save' }).click()
    await page().getByText('Must be a number').waitFor()
    await page().getByLabel('Calls a day').fill('')
    for (const country of ['Canada', 'Germany', 'United States']) {
      await page()
        .getByRole('button', { name: `Remove ${country}` })
        .click()
    }
    await page()
      .getByText(/nobody can be called or texted/)
      .waitFor()
    await page().getByLabel('Every country').check()
    expect(await save()).toEqual({ settings: { max_calls_per_day: null, allowed_countries: null } })
    expect((await profile()).settings).toMatchObject({ max_calls_per_day: null, allowed_countries: null })
  })

  it('look_is_previewed_and_the_pages_wear_it_at_once', async () => {
    await operator.open('/settings/look')
    await page().getByLabel('Name on the pages').fill('Acme Desk')
    await page().getByLabel('Accent colour').fill('#ffcc00')
    await page().keyboard.press('Tab')
    await page()
      .getByText(/text on light #[0-9a-f]{6}/)
      .waitFor()
    const ground = page().locator('[data-scheme="dark"]').getByText('Send')
    expect(await ground.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 204, 0)')
    await save()
    await page().getByRole('link', { name: 'Acme Desk' }).waitFor()
    const button = page().getByRole('button', { name: 'Save' })
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 204, 0)')
    expect(await page().title()).toContain('Acme Desk')
    expect((await profile()).settings.brand).toEqual({ name: 'Acme Desk', accent_colour: '#ffcc00' })
    await expectAccessible(page())
    await page().getByRole('button', { name: 'Reset' }).click()
    await page().getByLabel('Name on the pages').fill('')
    await save()
    expect((await profile()).settings.brand).toEqual({ name: null, accent_colour: null })
  })

  it('origins_are_checked_added_and_removed', async () => {
    await operator.open('/settings/frames')
    const field = page().getByLabel('Add an origin')
    await field.fill('not a page')
    await field.press('Enter')
    await page()
      .getByText(/not an address of a page/)
      .waitFor()
    await field.fill('https://desk.example.com/some/page?x=1')
    await field.press('Enter')
    await page().getByText('https://desk.example.com', { exact: true }).waitFor()
    await field.fill('desk.example.com')
    await page().getByRole('button', { name: 'Add', exact: true }).click()
    await page().getByText('https://desk.example.com is on the list already').waitFor()
    await page().getByRole('button', { name: 'Remove http://localhost:4020' }).click()
    await save()
    expect((await profile()).settings.allowed_origins).toEqual(['https://desk.example.com'])
  })

  it('leaving_with_unsaved_changes_asks', async () => {
    await operator.open('/settings/look')
    await page().getByLabel('Name on the pages').fill('Half typed')
    await page().getByRole('link', { name: 'Limits' }).click()
    await page().getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await expectAccessible(page())
    await page().keyboard.press('Escape')
    expect(await page().getByLabel('Name on the pages').inputValue()).toBe('Half typed')
    await page().getByRole('link', { name: 'Limits' }).click()
    await page().getByRole('button', { name: 'Leave', exact: true }).click()
    await page().getByLabel('Calls a day').waitFor()
    expect((await profile()).settings.brand.name).toBeNull()
  })

  it('requiring_a_second_factor_names_who_has_none', async () => {
    await operator.open('/settings/security')
    await page().getByText('1 person has no second factor yet').waitFor()
    await page().getByLabel('Require a second factor').check()
    expect(await save()).toEqual({ settings: { require_second_factor: true } })
    await page().getByLabel('Require a second factor').uncheck()
    await save()
    expect((await profile()).settings.require_second_factor).toBe(false)
  })

  it('settings_are_shown_and_not_on_offer_to_who_may_only_read_them', async () => {
    await world.api('/api/users', {
      body: { username: 'reader', display_name: 'Reader', password: 'long enough', permissions: ['settings:read'] },
    })
    const context = await browser.newContext({ viewport: SIZES.wide })
    const reader = await context.newPage()
    await reader.goto(`${world.url}/admin/acme-corp/settings`)
    await hydrated(reader)
    await reader.getByLabel('User name').fill('reader')
    await reader.getByLabel('Password').fill('long enough')
    await reader.getByRole('button', { name: 'Sign in' }).click()
    await reader.getByText('You may see these settings.').waitFor()
    expect(await reader.getByLabel('Name', { exact: true }).isDisabled()).toBe(true)
    expect(await reader.getByRole('button', { name: 'Save' }).count()).toBe(0)
    expect(await reader.getByRole('link', { name: 'API keys' }).count()).toBe(0)
    await expectAccessible(reader)
    await context.close()
  })
})
