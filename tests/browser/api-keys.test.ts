import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, SIZES } from '../support/pages.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('API keys in the settings', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const keyNamed = async (name: string) =>
    (await world.api('/api/tenant/api-keys')).body.data.filter((key: { name: string }) => key.name === name)
  const shownKey = () => page().getByRole('dialog').locator('code').innerText()
  const act = async (name: string, action: string) => {
    await page()
      .getByRole('button', { name: `What to do with ${name}` })
      .first()
      .click()
    await page().getByRole('menuitem', { name: action }).click()
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

  it('a_key_is_made_with_rights_by_area_and_shown_once', async () => {
    await operator.open('/settings/keys')
    await page().getByRole('button', { name: 'Create key' }).click()
    const dialog = page().getByRole('dialog', { name: 'Create key' })
    for (const viewport of Object.values(SIZES)) {
      await page().setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page().emulateMedia({ colorScheme })
        await expectAccessible(page())
      }
    }
    await page().emulateMedia({ colorScheme: null })
    await dialog.getByRole('button', { name: 'Create key' }).click()
    await dialog.getByText('Fill this in').waitFor()
    await dialog.getByLabel('Name').fill('Web shop')
    await dialog.getByLabel('Test').check()
    await dialog.getByRole('combobox', { name: 'Rights' }).click()
    await page().getByRole('option', { name: 'Read only' }).click()
    await dialog.getByRole('group', { name: 'Settings' }).getByLabel('Write').check()
    await dialog.getByRole('group', { name: 'Users' }).getByLabel('None').check()
    await dialog.getByRole('combobox', { name: 'Valid' }).click()
    await page().getByRole('option', { name: 'For 30 days' }).click()
    await dialog.getByRole('button', { name: 'Create key' }).dblclick()
    await page().getByRole('dialog', { name: 'The key of Web shop' }).waitFor()
    await expectAccessible(page())
    const key = await shownKey()
    expect(await page().getByRole('button', { name: 'Done' }).isDisabled()).toBe(true)
    await page().keyboard.press('Escape')
    await page().getByLabel('I have stored it').check()
    await page().getByRole('button', { name: 'Done' }).click()
    await page()
      .getByRole('row', { name: /Web shop/ })
      .waitFor()
    const made = await keyNamed('Web shop')
    expect(made).toHaveLength(1)
    expect(made[0].mode).toBe('test')
    expect(made[0].expires_at).not.toBeNull()
    expect(made[0].permissions).toContain('settings:write')
    expect(made[0].permissions).not.toContain('users:read')
    expect((await world.api('/api/tenant/profile', { key })).status).toBe(200)
    await page().reload()
    expect(await page().content()).not.toContain(key)
  })

  it('a_key_is_rotated_while_the_old_one_goes_on', async () => {
    await operator.open('/settings/keys')
    await act('Web shop', 'Rotate')
    await page().getByRole('combobox', { name: 'The old key still works' }).click()
    await page().getByRole('option', { name: 'For 7 days' }).click()
    await expectAccessible(page())
    await page().getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
    await page().getByRole('dialog', { name: 'The key of Web shop' }).waitFor()
    expect((await world.api('/api/tenant/profile', { key: await shownKey() })).status).toBe(200)
    await page().getByLabel('I have stored it').check()
    await page().getByRole('button', { name: 'Done' }).click()
    expect(await keyNamed('Web shop')).toHaveLength(2)
  })

  it('a_key_is_made_and_revoked_by_keyboard_alone', async () => {
    await operator.open('/settings/keys')
    await tabTo(page(), 'Create key', 'button')
    await page().keyboard.press('Enter')
    await page().getByRole('dialog').waitFor()
    await tabTo(page(), 'Name')
    await page().keyboard.type('Short lived')
    await page().keyboard.press('Enter')
    await page().getByRole('dialog', { name: 'The key of Short lived' }).waitFor()
    const key = await shownKey()
    await tabTo(page(), 'I have stored it', 'checkbox')
    await page().keyboard.press('Space')
    await tabTo(page(), 'Done', 'button')
    await page().keyboard.press('Enter')
    await page()
      .getByRole('row', { name: /Short lived/ })
      .waitFor()
    await tabTo(page(), 'What to do with Short lived', 'button')
    await page().keyboard.press('Enter')
    await page().getByRole('menuitem', { name: 'Rotate' }).waitFor()
    await expectAccessible(page())
    await page().keyboard.press('ArrowDown')
    await page().keyboard.press('Enter')
    await page().getByText('Short lived was never used, so nothing should stop working.').waitFor()
    await expectAccessible(page())
    await tabTo(page(), 'Revoke', 'button')
    await page().keyboard.press('Enter')
    await page().getByText('Short lived is revoked').first().waitFor()
    await page().reload()
    await page()
      .getByRole('row', { name: /Short lived.*Revoked/ })
      .waitFor()
    expect((await world.api('/api/tenant/profile', { key })).status).toBe(401)
  })

  it('revoking_a_key_in_use_says_when_it_was_last_used', async () => {
    await operator.open('/settings/keys')
    await act('Demo key', 'Revoke')
    await page()
      .getByText(/Whatever uses Demo key stops working at once.*last used/)
      .waitFor()
    await page().getByRole('button', { name: 'Cancel' }).click()
    expect((await keyNamed('Demo key'))[0].revoked_at).toBeNull()
  })
})
