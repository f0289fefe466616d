import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, expectNoSidewaysScroll, SIZES } from '../support/pages.ts'
import { peopleOf } from '../support/people.ts'
import { askToSignIn, signIn } from '../support/sign-in.ts'
import { startWorld, type World } from '../support/world.ts'

describe.skipIf(noBrowser && !process.env.CI)('the users', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const people = peopleOf(() => world)
  const page = () => operator.page
  const panel = (name: string) => page().getByRole('dialog', { name, exact: true })
  const userNamed = async (username: string) =>
    (await world.api(`/api/users?q=${username}&per_page=100`)).body.data.find(
      (user: { username: string }) => user.username === username,
    )
  const openPanel = async (name: string) => {
    await operator.open('/users')
    await page().getByRole('button', { name, exact: true }).click()
    await panel(name).getByRole('heading', { name: 'Access' }).waitFor()
    return panel(name)
  }

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
    await people.newUser({ username: 'ann', display_name: 'Ann Example', permissions: ['messages:read'] })
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it.each(['/users', '/users?user=new'])('page_is_accessible_at_every_size: %s', async (path) => {
    await operator.open(path)
    if (path.endsWith('new')) await page().getByRole('dialog').waitFor()
    for (const viewport of Object.values(SIZES)) {
      await page().setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page().emulateMedia({ colorScheme })
        await expectAccessible(page())
      }
      await expectNoSidewaysScroll(page())
    }
    await page().emulateMedia({ colorScheme: null })
  })

  it('html_without_javascript_holds_the_people', async () => {
    expect(await operator.htmlOf('/users')).toMatch(/Ann Example[\s\S]*ann/)
  })

  it('a_person_is_added_with_a_password_that_is_shown_once', async () => {
    await operator.open('/users')
    await page().getByRole('button', { name: 'Add person' }).click()
    const form = page().getByRole('dialog', { name: 'Add person' })
    await form.getByLabel('Name', { exact: true }).fill('Bo Nguyen')
    await form.getByLabel('User name').fill('b o')
    await form.getByLabel('E-mail').fill('no address')
    await form.getByRole('button', { name: 'Add person' }).click()
    await form.getByText('Must be 2 to 64 of A-Z').waitFor()
    await form.getByText('Must be an address such as ann@example.com').waitFor()
    await form.getByLabel('User name').fill('bo')
    await form.getByLabel('E-mail').fill('bo@example.com')
    await form.getByRole('group', { name: 'Logs' }).getByLabel('None').check()
    await form.getByRole('button', { name: 'Add person' }).dblclick()
    const shown = page().getByRole('dialog', { name: 'A password for Bo Nguyen' })
    const password = await shown.locator('code').innerText()
    await expectAccessible(page())
    await shown.getByLabel('I have stored it').check()
    await shown.getByRole('button', { name: 'Done' }).click()
    await page()
      .getByRole('row', { name: /Bo Nguyen/ })
      .waitFor()
    const made = await userNamed('bo')
    expect(made).toMatchObject({ email: 'bo@example.com', is_admin: false, must_change_password: true })
    expect(made.permissions).toContain('communication:send')
    expect(made.permissions).not.toContain('logs:read')
    expect((await askToSignIn(world, 'acme-corp', { username: 'bo', password })).status).toBe(200)
  })

  it('a_name_that_is_taken_is_said_and_what_was_typed_stays', async () => {
    await operator.open('/users?user=new')
    const form = page().getByRole('dialog', { name: 'Add person' })
    await form.getByLabel('Name', { exact: true }).fill('Another Ann')
    await form.getByLabel('User name').fill('ann')
    await form.getByRole('button', { name: 'Add person' }).click()
    await form.getByRole('alert').or(form.locator('.text-danger')).first().waitFor()
    expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('Another Ann')
    operator.complaints.length = 0 // the browser says of the refusal what the page says already
    await page().keyboard.press('Escape')
    await page().getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await page().getByRole('button', { name: 'Leave', exact: true }).click()
    await form.waitFor({ state: 'hidden' })
  })

  it('rights_are_changed_area_by_area_by_keyboard_alone', async () => {
    await operator.open('/users')
    await tabTo(page(), 'Ann Example', 'button')
    await page().keyboard.press('Enter')
    await panel('Ann Example').getByRole('heading', { name: 'Access' }).waitFor()
    const messages = panel('Ann Example').getByRole('group', { name: 'Voice messages' })
    await tabTo(page(), 'E-mail (optional)')
    await page().keyboard.type('ann@example.com')
    for (let presses = 0; presses < 20; presses++) {
      await page().keyboard.press('Tab')
      if (await messages.getByLabel('Read').evaluate((element) => element === document.activeElement)) break
    }
    await page().keyboard.press('ArrowRight')
    await tabTo(page(), 'Save', 'button')
    await page().keyboard.press('Enter')
    await page().getByText('Saved', { exact: true }).first().waitFor()
    await expectAccessible(page())
    await page().reload()
    const { email, permissions } = await userNamed('ann')
    expect({ email, permissions }).toEqual({
      email: 'ann@example.com',
      permissions: ['messages:read', 'messages:write'],
    })
  })

  it('is_searched_in_the_address', async () => {
    await operator.open('/users')
    await page().getByRole('searchbox').fill('ann@')
    await page().waitForURL(/q=ann/)
    await page()
      .getByRole('row', { name: /Bo Nguyen/ })
      .waitFor({ state: 'detached' })
    await page().reload()
    await page()
      .getByRole('row', { name: /Ann Example/ })
      .waitFor()
    await page().getByRole('searchbox').fill('nobody at all')
    await page().getByText('Nobody found').waitFor()
  })

  it('a_person_is_deactivated_brought_back_by_undo_and_found_among_the_inactive', async () => {
    const ann = await openPanel('Ann Example')
    await ann.getByRole('button', { name: 'Deactivate' }).click()
    await ann.getByText('This person is deactivated').waitFor()
    expect((await userNamed('ann')).is_active).toBe(false)
    await ann.getByRole('button', { name: 'Close' }).click()
    await page().getByRole('button', { name: 'Undo' }).click()
    await page()
      .getByRole('row', { name: /Ann Example/ })
      .waitFor()
    expect((await userNamed('ann')).is_active).toBe(true)
    await world.api(`/api/users/${(await userNamed('ann')).id}`, { method: 'DELETE' })
    await operator.open('/users')
    expect(
      await page()
        .getByRole('row', { name: /Ann Example/ })
        .count(),
    ).toBe(0)
    await page().getByLabel('Show deactivated').check()
    await page().getByRole('button', { name: 'Ann Example' }).click()
    await panel('Ann Example').getByRole('button', { name: 'Reactivate' }).click()
    await panel('Ann Example').getByRole('button', { name: 'Deactivate' }).waitFor()
    expect((await userNamed('ann')).is_active).toBe(true)
  })

  it('escape_closes_the_panel_and_leaves_the_message_with_its_undo', async () => {
    const ann = await openPanel('Ann Example')
    await ann.getByRole('button', { name: 'Deactivate' }).click()
    await ann.getByText('This person is deactivated').waitFor()
    await page().locator('li').getByText('Undo').waitFor()
    await page().keyboard.press('Escape')
    await ann.waitFor({ state: 'detached' })
    const undo = page().getByRole('button', { name: 'Undo' })
    await undo.focus()
    await page().keyboard.press('Enter')
    await page()
      .getByRole('row', { name: /Ann Example/ })
      .waitFor()
    expect((await userNamed('ann')).is_active).toBe(true)
    const said = page().getByText('Ann Example can sign in again', { exact: true }).last()
    await said.waitFor()
    await page().keyboard.press('F8')
    await page().keyboard.press('Escape')
    await said.waitFor({ state: 'detached' })
  })

  it('a_password_is_reset_and_shown_once', async () => {
    const ann = await openPanel('Ann Example')
    await ann.getByRole('button', { name: 'Reset password' }).click()
    await expectAccessible(page())
    const asked = page().getByRole('dialog', { name: 'Reset the password of Ann Example?' })
    await asked.getByRole('button', { name: 'Reset password' }).click()
    const shown = page().getByRole('dialog', { name: 'A password for Ann Example' })
    const password = await shown.locator('code').innerText()
    await shown.getByLabel('I have stored it').check()
    await shown.getByRole('button', { name: 'Done' }).click()
    expect((await askToSignIn(world, 'acme-corp', { username: 'ann', password })).status).toBe(200)
    expect((await userNamed('ann')).must_change_password).toBe(true)
  })

  it('sessions_are_listed_and_ended', async () => {
    await people.newUser({ username: 'cy', display_name: 'Cy', password: 'long enough' })
    const sessions = await Promise.all(
      [0, 1].map(() => signIn(world, 'acme-corp', { username: 'cy', password: 'long enough' })),
    )
    const cy = await openPanel('Cy')
    await cy.getByText('from 127.0.0.1').first().waitFor()
    await cy.getByRole('button', { name: 'Sign out everywhere' }).click()
    await cy.getByText('Not signed in anywhere.').waitFor()
    for (const { api } of sessions) expect((await api('/api/auth/session')).status).toBe(401)
  })

  it('nobody_takes_their_own_access_away', async () => {
    const self = await openPanel('Acme Corporation operator')
    await self.getByRole('button', { name: 'Deactivate' }).click()
    await self.getByText('You cannot take your own access away: ask another administrator').waitFor()
    operator.complaints.length = 0 // the browser says of the refusal what the page says already
    expect((await userNamed('admin')).is_active).toBe(true)
  })
})
