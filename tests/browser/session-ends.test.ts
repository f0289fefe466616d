import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openOperator } from '../support/operator.ts'
import { expectAccessible, hydrated, openPage } from '../support/pages.ts'
import { PASSWORD } from '../support/sign-in.ts'
import { startWorld, type World } from '../support/world.ts'

const OTHER = { username: 'ben', display_name: 'Ben Okafor', password: 'long enough for Ben' }
const TRIES = 5

describe.skipIf(noBrowser && !process.env.CI)('signing in again', () => {
  let world: World
  let browser: Browser
  let other: number

  beforeAll(async () => {
    world = await startWorld()
    other = (await world.api('/api/users', { body: OTHER })).body.data.id
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  /** As the sign-in of that page would, which does not show since somebody is signed in. */
  const signInWithin = (page: Page, { username, password }: typeof OTHER) =>
    page.evaluate(
      async (person) => {
        const body = JSON.stringify({ tenant_id: 'acme-corp', ...person })
        const { ok } = await fetch('/api/auth/login', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
        if (!ok) throw new Error('not signed in')
      },
      { username, password },
    )
  const sessionsOf = async (id: number) => (await world.api(`/api/sessions?user_id=${id}`)).body.data

  it('as_another_person_is_refused_and_leaves_no_session_of_theirs', async () => {
    const { page, context, open } = await openOperator(world, browser)
    await open('/sms')
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Half a thought')
    await context.clearCookies()
    await page.getByLabel('Phone numbers').fill('+12025550141')
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.getByLabel('User name').fill(OTHER.username)
    await dialog.getByLabel('Password').fill(OTHER.password)
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await dialog.getByText(/^This page belongs to/).waitFor()
    await expect.poll(() => sessionsOf(other)).toEqual([])
    await expectAccessible(page)
    await dialog.getByLabel('User name').fill('admin')
    await dialog.getByLabel('Password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('Delivered').first().waitFor()
    const { data } = (await world.api(`/api/communication/history?number=${encodeURIComponent('+12025550141')}`)).body
    expect(data).toMatchObject([{ message_content: 'Half a thought' }])
    await context.close()
  })

  it('in_another_tab_as_another_person_leaves_this_one_to_its_own', async () => {
    const { page, context, open } = await openOperator(world, browser)
    await open('/sms')
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('By the administrator')
    const { page: second } = await openPage(context)
    await second.goto(`${world.url}/admin/acme-corp`)
    await signInWithin(second, OTHER)
    await second.reload()
    await second.getByText(OTHER.display_name).first().waitFor()

    await page.getByLabel('Phone numbers').fill('+12025550142')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('User name').inputValue()).toBe('admin')
    const history = async () =>
      (await world.api(`/api/communication/history?number=${encodeURIComponent('+12025550142')}`)).body.data
    expect(await history()).toEqual([])
    await dialog.getByLabel('Password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('Delivered').first().waitFor()
    expect(await history()).toMatchObject([{ message_content: 'By the administrator' }])
    await context.close()
  })

  it('while_a_link_opens_leaves_the_page_to_whom_the_link_was_for', async () => {
    const addressFor = async (name: string) => {
      const user = { external_id: name, display_name: name, permissions: ['messages:read'] }
      const { token } = (await world.api('/api/auth/embed', { body: { user } })).body.data
      return `${world.url}/admin/acme-corp?embed=${token}`
    }
    const [hers, his] = [await addressFor('Anna Berger'), await addressFor('Ben Okonkwo')]
    const context = await browser.newContext()
    const { page } = await openPage(context)
    const { page: second } = await openPage(context)
    const secondOpens = async () => {
      await second.goto(his)
      await second.getByText('Ben Okonkwo').first().waitFor()
    }
    await page.route('**/api/auth/session', (route) => secondOpens().then(() => route.continue()), { times: 1 })
    await page.goto(hers)
    await page.getByText('Anna Berger').first().waitFor()
    expect(await page.getByText('Ben Okonkwo').count()).toBe(0)
    await context.close()
  })

  it('after_too_many_tries_says_how_long_to_wait', async () => {
    const context = await browser.newContext()
    const { page } = await openPage(context)
    await page.goto(`${world.url}/admin/acme-corp`)
    await hydrated(page)
    await page.getByLabel('User name').fill(OTHER.username)
    const button = page.getByRole('button', { name: 'Sign in', exact: true })
    for (let tries = 0; tries < TRIES; tries++) {
      await page.getByLabel('Password').fill('wrong')
      const answered = page.waitForResponse(/auth\/login/)
      await button.click()
      await answered
    }
    await page.getByLabel('Password').fill(OTHER.password)
    await button.click()
    const remark = page.getByRole('alert')
    await remark.getByText(/^Too many failed tries. Wait \d+ seconds/).waitFor()
    expect(await button.isDisabled()).toBe(true)
    const seconds = async () => Number(/\d+/.exec(await remark.innerText())![0])
    const before = await seconds()
    await expect.poll(seconds, { timeout: 5_000 }).toBeLessThan(before)
    await context.close()
  })
})
